"""Metres out of degrees: areas and lengths in a projection, longitude always first.

The EPSG registry orders the axes of 4490 and 4547 north first; every transformer here is made with
`always_xy=True`, and no other module may make one. Which projection serves a place is decided by
`rulebook.coordinates.metric_epsg` or recorded with the subdistrict, never here.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from xiuhua.rulebook.refusal import Refused

# A line straight in degrees bends in a projection: 11 cm over 3 km. Cut into steps of about 100 m
# before it is measured, the parts of an area add up to the whole wherever their vertices lie.
_STEP_DEG = 0.001


@lru_cache(maxsize=64)
def _transformer(epsg: int, back: bool) -> Transformer:
    try:
        crs = CRS.from_epsg(epsg)
    except CRSError as fault:
        raise Refused("projection_unknown", epsg=epsg) from fault
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise Refused("projection_not_metric", epsg=epsg)
    # Geographic base of the projection itself: WGS84 and CGCS2000 are taken as equal (facts 10),
    # and a datum shift PROJ might find between them would only add noise.
    base = crs.geodetic_crs
    source, target = (crs, base) if back else (base, crs)
    return Transformer.from_crs(source, target, always_xy=True)


def _moved(geometry: Any, epsg: int, back: bool) -> Any:
    transform = _transformer(epsg, back).transform
    moved = shapely.transform(geometry, transform, interleaved=False)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise Refused("geometry_not_projectable", epsg=epsg)
    return moved


def project(geometry_lonlat: Any, epsg: int) -> Any:
    """A geometry, or array of them, from degrees (longitude first) into metres (east, north)."""
    return _moved(geometry_lonlat, epsg, back=False)


def unproject(geometry_m: Any, epsg: int) -> Any:
    """The way back: metres (east, north) into degrees (longitude first)."""
    return _moved(geometry_m, epsg, back=True)


def project_xy(lon: Any, lat: Any, epsg: int) -> tuple[Any, Any]:
    """(east, north) in metres of one point or of arrays of points; infinite where it cannot be."""
    return _transformer(epsg, False).transform(lon, lat)


def area_m2(geometry_lonlat: BaseGeometry, epsg: int) -> float:
    """Area in square metres of a geometry in degrees; 0 for lines and points."""
    return float(project(shapely.segmentize(geometry_lonlat, _STEP_DEG), epsg).area)


def length_m(geometry_lonlat: BaseGeometry, epsg: int) -> float:
    """Length in metres of a line in degrees; the perimeter of a polygon."""
    return float(project(shapely.segmentize(geometry_lonlat, _STEP_DEG), epsg).length)


def areas_m2(geometries_lonlat: Any, epsg: int) -> np.ndarray:
    """`area_m2` for an array of geometries."""
    return np.asarray(shapely.area(project(shapely.segmentize(geometries_lonlat, _STEP_DEG), epsg)))
