"""What is wrong with a drawn area, in a word the program knows and at a place a person can go to.

GEOS answers with an English sentence; here it becomes a slug and a point, which `web/shared` words
in both languages. This module must not decide what is done about a flaw.
"""

import re
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

_ANSWER = re.compile(r"(?P<words>[^\[]+)(?:\[(?P<x>\S+) (?P<y>\S+)\])?")


class Flaw(NamedTuple):
    """Why a geometry is no usable area ("self_intersection"), and where, as far as it is known."""

    reason: str
    at: str | None = None


def flaw_of(geometry: BaseGeometry) -> Flaw | None:
    """The first flaw of an area in degrees, or None for a valid polygon or multipolygon."""
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        return Flaw("not_a_polygon")
    if geometry.is_empty:
        return Flaw("empty")
    if np.isfinite(shapely.get_coordinates(geometry)).all():
        west, south, east, north = geometry.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            return Flaw("not_in_degrees", f"{west:.0f}, {south:.0f}")
    if geometry.is_valid:
        return None
    answer = _ANSWER.fullmatch(shapely.is_valid_reason(geometry))
    if answer is None:
        return Flaw("invalid")
    reason = re.sub("[^a-z]+", "_", answer["words"].lower()).strip("_")
    return Flaw(reason, f"{answer['x']}, {answer['y']}" if answer["x"] else None)


def mended(geometry: BaseGeometry) -> BaseGeometry:
    """A valid stand-in to go on checking with; empty where the coordinates are no place at all."""
    flaw = flaw_of(geometry)
    if flaw is None:
        return geometry
    if flaw.reason in ("not_in_degrees", "invalid_coordinate"):
        return Polygon()
    return shapely.make_valid(geometry)
