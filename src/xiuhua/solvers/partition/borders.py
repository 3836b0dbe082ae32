"""Which blocks touch along a line, and for how many metres, also where their vertices do not match.

Blocks of one network share their edges exactly; blocks drawn by hand or rounded on their way through a
file meet at T-junctions and miss one another by centimetres. Both are measured here. Whether a border is
good to cut along is decided elsewhere.
"""

from typing import NamedTuple

import numpy as np
import shapely

# Two drawn lines nearer than this are one line: what seven decimals of a degree leave, doubled.
NEAR_M = 0.05
# Less is a corner and no border.
LEAST_M = 1.0


class Pairs(NamedTuple):
    """Neighbours `one` < `two` (positions) with the metres they share."""

    one: np.ndarray
    two: np.ndarray
    border_m: np.ndarray


def shared_borders(blocks_m: np.ndarray, *, least_m: float = LEAST_M) -> Pairs:
    """All pairs of blocks (polygons in metres) that share at least `least_m` of border."""
    rims = shapely.boundary(blocks_m)
    one, two = shapely.STRtree(blocks_m).query(blocks_m, predicate="dwithin", distance=NEAR_M)
    one, two = one[one < two], two[one < two]
    border_m = shapely.length(shapely.intersection(rims[one], rims[two]))
    border_m = np.maximum(border_m, _nearly(rims, one, two, border_m))
    kept = border_m >= least_m
    return Pairs(one[kept], two[kept], border_m[kept])


def overlaps(blocks_m: np.ndarray, pairs_least_m2: float = 1.0) -> list[tuple[int, int, float]]:
    """Pairs of blocks that claim the same ground: more than `pairs_least_m2` and no mere seam."""
    one, two = shapely.STRtree(blocks_m).query(blocks_m, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shared = shapely.intersection(blocks_m[one], blocks_m[two])
    area, rim = shapely.area(shared), shapely.length(shared)
    # Twice the area by the rim is the mean width of a thin thing.
    found = (area > pairs_least_m2) & (2 * area > NEAR_M * 2 * rim)
    return [
        (int(i), int(j), float(a))
        for i, j, a in zip(one[found], two[found], area[found], strict=True)
    ]


def _nearly(rims: np.ndarray, one: np.ndarray, two: np.ndarray, exact_m: np.ndarray) -> np.ndarray:
    """Metres of border within NEAR_M of each other, looked for only where some rim is still unshared."""
    taken = np.zeros(len(rims))
    np.add.at(taken, one, exact_m)
    np.add.at(taken, two, exact_m)
    free = shapely.length(rims) - taken > LEAST_M
    looked_at = free[one] & free[two]
    found = np.zeros(len(one))
    if looked_at.any():
        swollen = shapely.buffer(rims[two[looked_at]], NEAR_M, cap_style="flat")
        found[looked_at] = shapely.length(shapely.intersection(rims[one[looked_at]], swollen))
        found[looked_at] = np.maximum(found[looked_at] - 2 * NEAR_M, 0.0)
    return found
