"""A town as the solver sees it: blocks with area and outline, and the borders between them.

Made once from polygons (or straight from arrays) and asked many times. It knows nothing of weights,
grids or how many there should be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project
from xiuhua.solvers.partition.borders import overlaps, shared_borders
from xiuhua.solvers.validity import flaw_of


@dataclass(frozen=True)
class Edges:
    """The borders of all blocks, block by block: those of block i stand at first[i]:first[i + 1].

    Every border stands there twice, once from each side. `cost_m` is what cutting it counts for:
    its metres, fewer along a road that people know, more through a lane or a compound. A border that is
    no `joint` (a river, a wall) is no way from one block to the other.
    """

    first: np.ndarray
    other: np.ndarray
    border_m: np.ndarray
    cost_m: np.ndarray
    joint: np.ndarray

    @cached_property
    def here(self) -> np.ndarray:
        """The block each border is seen from."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    @classmethod
    def between(
        cls,
        blocks: int,
        one: np.ndarray,
        two: np.ndarray,
        border_m: np.ndarray,
        factor: np.ndarray | None = None,
        joint: np.ndarray | None = None,
    ) -> "Edges":
        """Edges from pairs of neighbours; a `factor` below 1 makes a border good to cut along."""
        cost_m = border_m * (1.0 if factor is None else factor)
        joint = np.ones(len(one), bool) if joint is None else joint
        here, other = np.concatenate([one, two]), np.concatenate([two, one])
        order = np.lexsort((other, here))
        first = np.searchsorted(here[order], np.arange(blocks + 1)).astype(np.int64)
        twice = [np.concatenate([column, column])[order] for column in (border_m, cost_m, joint)]
        return cls(first, other[order].astype(np.int64), *twice)


@dataclass(frozen=True)
class Town:
    """Blocks in the order of `ids`: area and outline in metres, middles (east, north), and edges."""

    ids: tuple[str, ...]
    area_m2: np.ndarray
    outline_m: np.ndarray
    middle: np.ndarray
    edges: Edges

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(
        cls, blocks: Sequence[Polygon | MultiPolygon], epsg: int, ids: Sequence[str] | None = None
    ) -> "Town":
        """A town of polygons in degrees, measured in the projection `epsg`.

        Refuses: blocks_none, block_id_twice, block_drawn_wrong, blocks_overlap.
        """
        names = tuple(ids) if ids is not None else tuple(str(n) for n in range(1, len(blocks) + 1))
        _check(names, blocks)
        metric = project(np.array(blocks, dtype=object), epsg)
        for one, two, area in overlaps(metric):
            raise Refused("blocks_overlap", one=names[one], two=names[two], area_m2=round(area, 1))
        pairs = shared_borders(metric)
        return cls(
            ids=names,
            area_m2=shapely.area(metric),
            outline_m=shapely.length(metric),
            middle=shapely.get_coordinates(shapely.centroid(metric)),
            edges=Edges.between(len(names), *pairs),
        )

    @cached_property
    def pieces(self) -> list[np.ndarray]:
        """The blocks, in pieces that hang together by joints; the largest first."""
        return pieces_of(self.edges, np.zeros(len(self), np.int64))


def pieces_of(edges: Edges, grid_of: np.ndarray) -> list[np.ndarray]:
    """Blocks that hang together and have the same grid, piece by piece, the largest first."""
    left = set(range(len(grid_of)))
    found = []
    while left:
        start = min(left)
        left.discard(start)
        reached, frontier = [start], [start]
        while frontier:
            block = frontier.pop()
            for at in range(int(edges.first[block]), int(edges.first[block + 1])):
                other = int(edges.other[at])
                if edges.joint[at] and other in left and grid_of[other] == grid_of[block]:
                    left.discard(other)
                    reached.append(other)
                    frontier.append(other)
        found.append(np.array(sorted(reached)))
    return sorted(found, key=lambda piece: (-len(piece), int(piece[0])))


def _check(names: Sequence[str], blocks: Sequence[Polygon | MultiPolygon]) -> None:
    if not names:
        raise Refused("blocks_none")
    seen: set[str] = set()
    for name, block in zip(names, blocks, strict=True):
        if name in seen:
            raise Refused("block_id_twice", block=name)
        seen.add(name)
        if flaw := flaw_of(block):
            raise Refused("block_drawn_wrong", block=name, reason=flaw.reason, at=flaw.at)
