"""Which stretches a track went along: points of a phone against lines, all in metres.

Consecutive points are joined where the gap in time and place is small; a stretch is as much walked as samples along
it lie within the tolerance of that line. Two carriageways closer than the tolerance count together. It must
not judge a person: standing still, speed and order are none of its business.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
SAMPLE_M = 8.0
JOINED_S, JOINED_M = 180.0, 250.0


def walked_shares(
    lines: Sequence[Floats], track: Floats, seconds: Floats, tolerance_m: float
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """For each line the share (0 … 1) that the track went along, and the point of the track nearest its middle.

    `track` is (n, 2) in order of `seconds`; without points all shares are 0 and the nearest is -1.
    """
    shares = np.zeros(len(lines))
    nearest = np.full(len(lines), -1, dtype=np.int64)
    if not len(track) or not lines:
        return shares, nearest
    tree = shapely.STRtree(_pieces(track, seconds))
    shapes = [shapely.LineString(line) for line in lines]
    for place, shape in enumerate(shapes):
        count = max(2, int(np.ceil(shape.length / SAMPLE_M)))
        samples = shapely.line_interpolate_point(
            shape, (np.arange(count) + 0.5) / count, normalized=True
        )
        found = np.unique(tree.query(samples, predicate="dwithin", distance=tolerance_m)[0])
        shares[place] = len(found) / count
    middles = shapely.get_coordinates(shapely.line_interpolate_point(shapes, 0.5, normalized=True))
    for place, (x, y) in enumerate(middles):
        if shares[place]:
            nearest[place] = int(np.argmin(np.hypot(track[:, 0] - x, track[:, 1] - y)))
    return shares, nearest


def _pieces(track: Floats, seconds: Floats) -> list[shapely.Geometry]:
    """Lines between neighbours that belong together, and the points themselves."""
    pieces: list[shapely.Geometry] = [shapely.Point(point) for point in track]
    steps = np.hypot(*np.diff(track, axis=0).T)
    joined = (steps <= JOINED_M) & (np.diff(seconds) <= JOINED_S) & (steps > 0)
    pieces += [shapely.LineString(track[n : n + 2]) for n in np.flatnonzero(joined)]
    return pieces
