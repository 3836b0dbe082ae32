"""Road lines into stretches between nodes: cut where lines share a vertex, and nowhere else.

A bridge that crosses a road without a shared vertex stays apart from it, as in life. Lines are in metres; a
vertex counts as shared within half a metre.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
_SNAP_M = 0.5


@dataclass(frozen=True)
class Line:
    """A stretch: of which line (position as given), from where to where along it, and its nodes."""

    line: int
    from_m: float
    to_m: float
    a: int
    b: int
    points: Points

    @property
    def length_m(self) -> float:
        """Metres along it."""
        return self.to_m - self.from_m


@dataclass(frozen=True)
class Network:
    """The stretches, and where each node lies."""

    stretches: tuple[Line, ...]
    nodes: Points

    def nearest(self, x: float, y: float) -> int | None:
        """The node nearest to a point; None in an empty network."""
        if not len(self.nodes):
            return None
        return int(np.argmin(np.hypot(self.nodes[:, 0] - x, self.nodes[:, 1] - y)))


def network_of(lines: Sequence[Points]) -> Network:
    """Stretches of lines given as (n, 2) arrays of metres. Lines without length are left out."""
    keys = [[_key(point) for point in line] for line in lines]
    arms: Counter[tuple[int, int]] = Counter()
    for own in keys:
        for one, other in pairwise(own):
            if one != other:
                arms[one] += 1
                arms[other] += 1
    ends = {key for own in keys if own for key in (own[0], own[-1])}
    joints = ends | {key for key, count in arms.items() if count > 2}
    numbers: dict[tuple[int, int], int] = {}
    places: list[Points] = []
    stretches: list[Line] = []
    for position, line in enumerate(lines):
        if len(line) < 2:
            continue
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        cuts = [n for n, key in enumerate(keys[position]) if key in joints]
        for first, last in pairwise(cuts):
            if along[last] - along[first] < _SNAP_M:
                continue
            pair = []
            for n in (first, last):
                key = keys[position][n]
                if key not in numbers:
                    numbers[key] = len(places)
                    places.append(line[n])
                pair.append(numbers[key])
            stretches.append(
                Line(
                    position, float(along[first]), float(along[last]), pair[0], pair[1],
                    line[first : last + 1],
                )
            )  # fmt: skip
    return Network(tuple(stretches), np.array(places).reshape(-1, 2))


def _key(point: Points) -> tuple[int, int]:
    return round(float(point[0]) / _SNAP_M), round(float(point[1]) / _SNAP_M)
