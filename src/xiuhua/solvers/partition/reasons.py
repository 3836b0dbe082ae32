"""Why each border between two grids runs where it does: what it follows, metre by metre.

The words are said elsewhere; here are the figures they stand on.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from xiuhua.solvers.partition.roads import NO_ROAD, Along
from xiuhua.solvers.partition.town import Town


@dataclass(frozen=True)
class Stretch:
    """Metres of a border along one road (no name and kind: through a compound)."""

    name: str
    kind: str
    length_m: float


@dataclass(frozen=True)
class Reason:
    """The border between grids `one` < `two`: its length, what it follows (longest first), its limit part."""

    one: int
    two: int
    length_m: float
    limit_m: float
    stretches: tuple[Stretch, ...]

    @property
    def known_share(self) -> float:
        """The share of it along something people know: a named road, a barrier or a limit."""
        named = sum(s.length_m for s in self.stretches if s.name or s.kind == "barrier")
        return min(1.0, max(named, self.limit_m) / self.length_m) if self.length_m else 1.0


def reasons(town: Town, grid_of: np.ndarray, along: Along) -> list[Reason]:
    """One reason for each pair of neighbouring grids, ordered by their numbers."""
    edges = town.edges
    one, two = grid_of[edges.here], grid_of[edges.other]
    lengths: dict[tuple[int, int], float] = defaultdict(float)
    limits: dict[tuple[int, int], float] = defaultdict(float)
    parts: dict[tuple[int, int], dict[tuple[str, str], float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for at in np.flatnonzero((one != two) & (edges.here < edges.other)):
        pair = (int(min(one[at], two[at])), int(max(one[at], two[at])))
        metres, line = float(edges.border_m[at]), int(along.line_of[at])
        lengths[pair] += metres
        limits[pair] += metres if along.is_limit[at] else 0.0
        followed = along.lines[line] if line >= 0 else None
        kind = NO_ROAD if followed is None else "barrier" if followed.is_barrier else followed.kind
        parts[pair][followed.name if followed else "", kind] += metres
    return [
        Reason(
            *pair,
            length_m=lengths[pair],
            limit_m=limits[pair],
            stretches=tuple(
                Stretch(name, kind, metres)
                for (name, kind), metres in sorted(parts[pair].items(), key=lambda p: (-p[1], p[0]))
            ),
        )
        for pair in sorted(lengths)
    ]
