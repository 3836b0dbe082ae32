"""What was read from a file or form, before it is a row: roads, areas and names, checked and measured.

Geometry here is already CGCS2000, longitude first. A draft knows where it was read, so that a refusal
can say so. It must not know any file format.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.models import Block, Community, Grid, Zone
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.validity import flaw_of

AREA_MODELS = {"grids": Grid, "communities": Community, "blocks": Block, "zones": Zone}
DECIMALS = 7  # of a degree: about a centimetre


@dataclass(frozen=True, kw_only=True)
class SegmentDraft:
    """A line of a road. `road_code` is empty for a line without a name."""

    code: str
    line: BaseGeometry
    road_code: str = ""
    width_m: float | None = None
    width_is_estimated: bool = False
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class RoadDraft:
    """A road by its code."""

    code: str
    name: str
    road_class: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaDraft:
    """A grid, community, block, zone, or the boundary. `extra` holds what only one kind has."""

    kind: str  # a key of AREA_MODELS, or "boundary"
    code: str
    geometry: BaseGeometry | None
    name: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceDraft:
    """A name at a point. `same_as` is the usual name where this is an old or a by-name."""

    name: str
    kind: str
    lon: float
    lat: float
    source: str
    same_as: str = ""
    where: str = ""


@dataclass
class Drafts:
    """Everything one file held."""

    roads: list[RoadDraft] = field(default_factory=list)
    segments: list[SegmentDraft] = field(default_factory=list)
    areas: list[AreaDraft] = field(default_factory=list)
    places: list[PlaceDraft] = field(default_factory=list)

    def add(self, other: "Drafts") -> None:
        """Take over what another file held."""
        self.roads += other.roads
        self.segments += other.segments
        self.areas += other.areas
        self.places += other.places

    def count(self) -> int:
        """How many things there are."""
        return len(self.roads) + len(self.segments) + len(self.areas) + len(self.places)


def geojson(geometry: BaseGeometry | None) -> dict | None:
    """A geometry as it is stored: plain lists, to the centimetre."""
    if geometry is None:
        return None
    return _rounded(shapely.geometry.mapping(geometry))


def _rounded(mapping: dict) -> dict:
    def walk(part: Sequence) -> list:
        if part and isinstance(part[0], float | int):
            return [round(float(number), DECIMALS) for number in part[:2]]
        return [walk(one) for one in part]

    return {"type": mapping["type"], "coordinates": walk(mapping["coordinates"])}


def check_polygon(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry itself if it is a usable area; refused with its flaw and the place of it."""
    if flaw := flaw_of(geometry):
        raise Refused("area_drawn_wrong", reason=flaw.reason, at=flaw.at)
    return check_degrees(shapely.force_2d(geometry))


def check_line(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry itself if it is a line with a length."""
    if geometry.geom_type not in ("LineString", "MultiLineString") or not geometry.length:
        raise Refused("road_not_a_line", found=geometry.geom_type)
    return check_degrees(shapely.force_2d(geometry))


def check_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry itself if it lies on the globe in degrees."""
    west, south, east, north = geometry.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise Refused("shape_not_in_degrees", bounds=[round(n, 1) for n in geometry.bounds])
    return geometry
