"""A state machine written down as a table: rows of moves, each with the demands it makes.

The same rows answer "may I", "what is still missing", "what comes next" and the printed documents,
so that code, page and paper cannot disagree. It must not become an engine: nothing here runs an act,
keeps a state, reads a clock or knows what a case is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from xiuhua.rulebook.refusal import Refused

F = TypeVar("F")
G = TypeVar("G")

STATE = "state"
"""What `missing` answers when the move does not start from the present state at all."""


class Concern(StrEnum):
    """What would have to change for an unmet demand to be met."""

    INPUT = "input"  # the person acting can fill it in now
    RECORD = "record"  # the file itself lacks it
    PERSON = "person"  # somebody else must act
    TIME = "time"  # a period has run out


class ClockAct(StrEnum):
    """What a move does to a clock; an act on a clock that is not running does nothing."""

    START = "start"  # from zero, with a limit of its own
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"  # goes on where it was paused or stopped; one that never ran starts
    EXTEND = "extend"


@dataclass(frozen=True)
class Effect:
    """One clock and what happens to it."""

    clock: StrEnum
    act: ClockAct


@dataclass(frozen=True)
class Demand(Generic[F, G]):
    """One thing a move asks for, the code it refuses with, and who could supply it."""

    name: str
    refusal: str
    concern: Concern
    source: str
    fields: tuple[str, ...]
    is_met: Callable[[F, G, datetime | None], bool]
    tells: Callable[[F, G], Mapping[str, Any]]


def _tells_nothing(_facts: object, _given: object) -> Mapping[str, Any]:
    return {}


def demand(
    refusal: str,
    concern: Concern,
    source: str,
    *,
    fields: tuple[str, ...] = (),
    tells: Callable[[Any, Any], Mapping[str, Any]] = _tells_nothing,
) -> Callable[[Callable[[Any, Any, datetime | None], bool]], Demand[Any, Any]]:
    """Turn a predicate `(facts, given, now)` into the demand of the same name."""

    def dress(is_met: Callable[[Any, Any, datetime | None], bool]) -> Demand[Any, Any]:
        return Demand(is_met.__name__, refusal, concern, source, fields, is_met, tells)

    return dress


@dataclass(frozen=True)
class Row(Generic[F, G]):
    """One move. `None` among `from_states` means nothing exists yet; `to=None` means the state stays."""

    move: StrEnum
    from_states: tuple[StrEnum | None, ...]
    to: StrEnum | None
    permission: str
    source: str
    demands: tuple[Demand[F, G], ...] = ()
    effects: tuple[Effect, ...] = ()
    outcome: StrEnum | None = None
    flags: tuple[StrEnum, ...] = ()


@dataclass(frozen=True)
class Machine(Generic[F, G]):
    """The table of one kind of thing.

    `state_kind`, `move_kind` and `clock_kind` say under which heading labels are found
    (`state.filed`, `move.dispatch`, `clock.total`).
    """

    name: str
    states: type[StrEnum]
    rows: tuple[Row[F, G], ...]
    state_kind: str = "state"
    move_kind: str = "move"
    clock_kind: str = "clock"
    _by_move: dict[StrEnum, Row[F, G]] = field(init=False, repr=False, compare=False)
    _by_state: dict[StrEnum | None, tuple[StrEnum, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        by_move = {row.move: row for row in self.rows}
        if len(by_move) != len(self.rows):
            raise ValueError(f"{self.name}: a move stands in two rows")
        states: tuple[StrEnum | None, ...] = (None, *self.states)
        by_state = {
            state: tuple(row.move for row in self.rows if state in row.from_states)
            for state in states
        }
        object.__setattr__(self, "_by_move", by_move)
        object.__setattr__(self, "_by_state", by_state)

    def row(self, move: StrEnum) -> Row[F, G]:
        """The row of a move."""
        return self._by_move[move]

    def moves_from(self, state: StrEnum | None) -> tuple[Any, ...]:
        """The moves that start from a state, in the order of the table; `None`: nothing exists yet."""
        return self._by_state[state]

    def check_may(
        self, move: StrEnum, state: StrEnum | None, facts: F, given: G, now: datetime
    ) -> None:
        """Raise `Refused` with the code of the first unmet demand; a wrong state comes first."""
        row = self._by_move[move]
        if state not in row.from_states:
            raise Refused("move_not_from_state", **self._about(move, state))
        for asked in row.demands:
            if not asked.is_met(facts, given, now):
                raise Refused(
                    asked.refusal, **self._about(move, state), **asked.tells(facts, given)
                )

    def missing(
        self,
        move: StrEnum,
        state: StrEnum | None,
        facts: F,
        given: G,
        now: datetime | None = None,
    ) -> tuple[str, ...]:
        """Names of all unmet demands; without `now` the demands about time are left out."""
        row = self._by_move[move]
        if state not in row.from_states:
            return (STATE,)
        return tuple(
            asked.name
            for asked in row.demands
            if not (now is None and asked.concern is Concern.TIME)
            and not asked.is_met(facts, given, now)
        )

    def next_state(self, move: StrEnum, state: StrEnum | None) -> Any:
        """Where a move leads from a state; refuses where it does not start from there."""
        row = self._by_move[move]
        if state not in row.from_states:
            raise Refused("move_not_from_state", **self._about(move, state))
        return state if row.to is None else row.to

    def permissions(self) -> frozenset[str]:
        """Every permission the table asks for."""
        return frozenset(row.permission for row in self.rows)

    def refusals(self) -> frozenset[str]:
        """Every code the table can refuse with."""
        codes = {asked.refusal for row in self.rows for asked in row.demands}
        return frozenset(codes | {"move_not_from_state"})

    def _about(self, move: StrEnum, state: StrEnum | None) -> dict[str, Any]:
        return {
            "machine": self.name,
            "move": str(move),
            "state": None if state is None else str(state),
        }
