"""The vocabulary of rounds: what goes in and what comes out. No search here."""

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.rulebook.refusal import Refused


@dataclass(frozen=True)
class Way:
    """A stretch of road between two nodes; `times` 0: it may be passed but need not be."""

    a: int
    b: int
    length_m: float
    times: int = 1


@dataclass(frozen=True)
class Problem:
    """Stretches by position; nodes are whole numbers from 0. `start`: the node every round leaves from, or free."""

    ways: Sequence[Way]
    start: int | None = None

    @property
    def required_m(self) -> float:
        """Metres that must be walked, each stretch as often as it is asked for."""
        return sum(way.length_m * way.times for way in self.ways)


@dataclass(frozen=True)
class Stop:
    """When to stop looking for better: after so many tries, or so many seconds, whichever comes first."""

    seconds: float = 10.0
    tries: int = 12


@dataclass(frozen=True)
class Params:
    """How long a round may be (0: any length) and how fast one goes. 70 m a minute is a stroll that looks about."""

    slot_min: float = 0.0
    speed_m_min: float = 70.0

    @property
    def slot_m(self) -> float:
        """Metres that fit into the slot; infinite without one."""
        return self.slot_min * self.speed_m_min if self.slot_min else float("inf")


@dataclass(frozen=True)
class Step:
    """One stretch walked: from its `a` to its `b` or back; `counts` when it is one of the times asked for."""

    way: int
    is_forward: bool
    counts: bool


@dataclass(frozen=True)
class Round:
    """A closed walk. Its length is that of all steps, deadhead included."""

    steps: tuple[Step, ...]
    length_m: float
    required_m: float
    minutes: float


@dataclass(frozen=True)
class Result:
    """The rounds, longest first; no single closed walk is shorter than `lower_bound_m`.

    `is_optimal`: the walk before cutting has that length. `parts`: pieces of network that no stretch joins, each
    with rounds of its own. `too_long`: rounds that cannot be cut further and still exceed the slot.
    """

    rounds: tuple[Round, ...]
    length_m: float
    required_m: float
    lower_bound_m: float
    is_optimal: bool
    parts: int
    too_long: int
    seconds: float


def check(problem: Problem, params: Params) -> None:
    """Refuse what has no round: lengths that are none, nothing to walk, a start that no way touches."""
    for place, way in enumerate(problem.ways):
        if not 0 < way.length_m < float("inf") or way.times < 0 or min(way.a, way.b) < 0:
            raise Refused("round_way_invalid", way=place)
    if not any(way.times for way in problem.ways):
        raise Refused("round_has_no_roads")
    if not 0 < params.speed_m_min < float("inf") or params.slot_min < 0:
        raise Refused("round_speed_invalid", speed_m_min=params.speed_m_min)
    if problem.start is not None and not any(problem.start in (w.a, w.b) for w in problem.ways):
        raise Refused("round_start_unknown", start=problem.start)
