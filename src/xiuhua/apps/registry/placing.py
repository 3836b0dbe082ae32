"""Where a thing of the registry stands: one canonical point, its cell and the grid that holds it."""

import datetime as dt
from typing import Any, NamedTuple

from xiuhua.apps.space.locating import locate
from xiuhua.apps.space.models import Road
from xiuhua.rulebook.coordinates import Crs, canonical, read_point
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.cells import cell


class Placed(NamedTuple):
    """A point (EPSG:4490), its H3 cell, and the grid in force there, if any."""

    lon: float
    lat: float
    cell: int
    grid_id: int | None
    grid_code: str | None


def place(subdistrict_id: int, lon: Any, lat: Any, crs: str, at: dt.datetime) -> Placed:
    """Read a point, convert it once and find its grid; what lies outside the subdistrict is refused."""
    point = canonical(read_point(lon, lat, crs=crs_of(crs)))
    found = locate(subdistrict_id, point.lon, point.lat, at)
    if not found.inside:
        raise Refused("point_outside", lon=round(point.lon, 5), lat=round(point.lat, 5))
    return Placed(point.lon, point.lat, cell(point.lon, point.lat), found.grid_id, found.grid_code)


def crs_of(name: str) -> Crs:
    """The coordinate system by its name; refuses an unknown one."""
    try:
        return Crs(name or Crs.CGCS2000)
    except ValueError:
        raise Refused("crs_unknown", given=name, known=[str(crs) for crs in Crs]) from None


def check_road(subdistrict_id: int, road_id: int | None) -> int | None:
    """The road, if it is one of this subdistrict."""
    if (
        road_id is not None
        and not Road.objects.filter(pk=road_id, subdistrict_id=subdistrict_id).exists()
    ):
        raise Refused("road_unknown", given=road_id)
    return road_id
