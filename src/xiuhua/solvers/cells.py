"""Cells of the hexagonal H3 grid as plain integers: the spatial index that any database can hold.

A point's cell stands in a bigint column beside it; a map box or a radius becomes a list of cells, or
a few ranges of them. An answer is always a superset ("may lie here"): who needs the exact set
compares coordinates afterwards. This module must not know what lies in a cell.
"""

from collections.abc import Iterable, Sequence
from math import cos, isfinite, radians

import h3.api.numpy_int as h3  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from xiuhua.rulebook.refusal import Refused

# Resolution 11: hexagons of about 2,150 m², 29 m a side. Tables keep this one.
RESOLUTION = 11
_METRES_PER_DEGREE = 111_195.0
# Below resolution 11 an H3 index has four levels of three bits, all ones when unused.
_RESOLUTION_SHIFT = 52
_CELL_MODE = 1 << 59
_BITS_PER_LEVEL = 3
_FINEST = 15
# Share of a cell's edge by which a box is widened before its cells are looked up.
_MARGIN = 0.02
# Share of a cell's edge by which finer cells that count to it may lie outside it.
_OVERHANG = 0.4


def cell(lon: float, lat: float, resolution: int = RESOLUTION) -> int:
    """The cell of a point in degrees, longitude first; fits a signed 64-bit column."""
    for axis, value, limit in (("lon", lon, 180), ("lat", lat, 90)):
        if not isfinite(value):
            raise Refused("coordinate_not_finite", axis=axis, text=str(value))
        if abs(value) > limit:
            raise Refused("coordinate_out_of_range", axis=axis, value=value, limit=limit)
    return int(h3.latlng_to_cell(lat, lon, resolution))


def cells(
    lons: Sequence[float] | npt.NDArray[np.float64],
    lats: Sequence[float] | npt.NDArray[np.float64],
    resolution: int = RESOLUTION,
) -> npt.NDArray[np.int64]:
    """The cells of many points, equal to `cell` for each; refuses with the row of the first bad one."""
    x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        bad = ~((np.abs(x) <= 180) & (np.abs(y) <= 90))
    if bad.any():
        row = int(np.argmax(bad))
        try:
            cell(float(x[row]), float(y[row]))
        except Refused as refused:
            raise Refused(refused.code, **refused.facts, row=row) from None
    find = h3.latlng_to_cell
    found = (find(lat, lon, resolution) for lon, lat in zip(x.tolist(), y.tolist(), strict=True))
    return np.fromiter(found, dtype=np.int64, count=len(x))


def cells_in_box(
    west: float, south: float, east: float, north: float, resolution: int = RESOLUTION
) -> list[int]:
    """Every cell that a point of the box can have, sorted. Boxes do not cross the date line."""
    for lon, lat in ((west, south), (east, north)):
        cell(lon, lat)
    if west > east or south > north:
        raise Refused("box_turned_over", box=[west, south, east, north])
    # A little wider on each side: edges of cells are great circles and H3 takes them as straight in
    # degrees, and it finds nothing in a box without area.
    up = _MARGIN * h3.average_hexagon_edge_length(resolution, unit="m") / _METRES_PER_DEGREE
    across = up / max(cos(radians(max(abs(south), abs(north)))), 0.01)
    west, east = max(west - across, -180.0), min(east + across, 180.0)
    south, north = max(south - up, -90.0), min(north + up, 90.0)
    shape = h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])
    found = h3.h3shape_to_cells_experimental(shape, resolution, contain="overlap")
    return sorted(int(one) for one in found)


def parents_in_box(
    west: float, south: float, east: float, north: float, resolution: int
) -> list[int]:
    """Every cell of a coarser resolution that a point of the box can count to (`parent`), sorted."""
    up = _OVERHANG * h3.average_hexagon_edge_length(resolution, unit="m") / _METRES_PER_DEGREE
    across = up / max(cos(radians(max(abs(south), abs(north)))), 0.01)
    return cells_in_box(
        max(west - across, -180.0),
        max(south - up, -90.0),
        min(east + across, 180.0),
        min(north + up, 90.0),
        resolution,
    )


def cells_near(lon: float, lat: float, radius_m: float) -> list[int]:
    """Every cell that a point at most `radius_m` away can have, sorted: for duplicates and neighbours."""
    step = radius_m / _METRES_PER_DEGREE
    across = step / max(cos(radians(min(abs(lat) + step, 89.0))), 0.01)
    return cells_in_box(
        max(lon - across, -180.0),
        max(lat - step, -90.0),
        min(lon + across, 180.0),
        min(lat + step, 90.0),
    )


def parent(of: int, resolution: int) -> int:
    """The cell of a coarser resolution that this cell counts to.

    Hexagons do not nest exactly: near a rim this may be a neighbour of `cell(lon, lat, resolution)`.
    """
    return int(h3.cell_to_parent(of, resolution))


def parent_bits(resolution: int) -> tuple[int, int]:
    """Two numbers that give the parent of any finer cell: `cell & keep | fill`. A database can reckon so too."""
    below = (1 << _BITS_PER_LEVEL * (_FINEST - resolution)) - 1
    keep = ~(15 << _RESOLUTION_SHIFT) & ~below & (1 << 63) - 1
    return keep, resolution << _RESOLUTION_SHIFT | below


def all_of(resolution: int) -> tuple[int, int]:
    """First and last number that a cell of this resolution can have."""
    first = _CELL_MODE | resolution << _RESOLUTION_SHIFT
    return first, first | (1 << _RESOLUTION_SHIFT) - 1


def resolution_for_box(
    west: float, south: float, east: float, north: float, resolutions: Sequence[int], most: int
) -> int:
    """The finest of these resolutions that covers a box with about `most` cells, else the coarsest."""
    height = (north - south) * _METRES_PER_DEGREE
    width = (east - west) * _METRES_PER_DEGREE * cos(radians((south + north) / 2))
    for resolution in sorted(resolutions, reverse=True):
        if width * height <= most * h3.average_hexagon_area(resolution, unit="m^2"):
            return resolution
    return min(resolutions)


def span(of: int, resolution: int = RESOLUTION) -> tuple[int, int]:
    """First and last index that a descendant of this cell can have: `cell BETWEEN first AND last`."""
    coarse = int(h3.get_resolution(of))
    if coarse > resolution:
        raise Refused("cell_too_fine", resolution=coarse, wanted=resolution)
    bits = _BITS_PER_LEVEL * (_FINEST - coarse)
    unused = (1 << _BITS_PER_LEVEL * (_FINEST - resolution)) - 1
    base = of & ~((1 << bits) - 1) & ~(15 << _RESOLUTION_SHIFT) | (resolution << _RESOLUTION_SHIFT)
    # The largest real digit is 6; 7 marks an unused level.
    last = base
    for level in range(coarse + 1, resolution + 1):
        last |= 6 << _BITS_PER_LEVEL * (_FINEST - level)
    return base | unused, last | unused


def spans(of: Iterable[int], resolution: int = RESOLUTION) -> list[tuple[int, int]]:
    """The spans of several cells of one resolution, neighbours in number joined, sorted."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(span(one, resolution) for one in of):
        gap = 1 << _BITS_PER_LEVEL * (_FINEST - resolution)
        if joined and first - joined[-1][1] == gap:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def centre(of: int) -> tuple[float, float]:
    """Longitude and latitude of a cell's middle."""
    lat, lon = h3.cell_to_latlng(of)
    return float(lon), float(lat)
