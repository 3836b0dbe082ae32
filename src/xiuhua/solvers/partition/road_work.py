"""Metres of road in each block: all of what runs inside, half of what runs along its border."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from xiuhua.solvers.measure import project

# A road within this of a block's outline is its border, and half of it is the neighbour's.
BESIDE_M = 15.0


def road_lengths(
    blocks: Sequence[Any], lines: Sequence[Any], kinds: Sequence[str], epsg: int
) -> dict[str, np.ndarray]:
    """Metres per kind of road, one number per block; blocks and lines in degrees."""
    lengths = {kind: np.zeros(len(blocks)) for kind in dict.fromkeys(kinds)}
    if not len(lines):
        return lengths
    metric = project(np.array(lines, dtype=object), epsg)
    areas = project(np.array(blocks, dtype=object), epsg)
    wide, narrow = shapely.buffer(areas, BESIDE_M), shapely.buffer(areas, -BESIDE_M)
    block, line = shapely.STRtree(metric).query(wide, predicate="intersects")
    near = shapely.length(shapely.intersection(metric[line], wide[block]))
    within = shapely.length(shapely.intersection(metric[line], narrow[block]))
    of_line = np.array([kinds[n] for n in line])
    for kind, metres in lengths.items():
        own = of_line == kind
        np.add.at(metres, block[own], (within + (near - within) / 2)[own])
    return lengths
