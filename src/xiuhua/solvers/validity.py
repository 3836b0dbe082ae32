"""What is wrong with a drawn area, in a word the program knows and at a place a person can go to.

GEOS answers with an English sentence; here it becomes a slug and a point, which `web/shared` words
in both languages. Nothing is mended here.
"""

import re
from typing import NamedTuple

import shapely
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
    if geometry.is_valid:
        return None
    answer = _ANSWER.fullmatch(shapely.is_valid_reason(geometry))
    if answer is None:
        return Flaw("invalid")
    reason = re.sub("[^a-z]+", "_", answer["words"].lower()).strip("_")
    return Flaw(reason, f"{answer['x']}, {answer['y']}" if answer["x"] else None)
