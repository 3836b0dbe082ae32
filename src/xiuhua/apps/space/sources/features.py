"""One feature (properties and a geometry) becomes drafts, whatever file it came from.

Which layer it belongs to is said by whoever imports, by the feature, by the sheet or file name, or,
where that is plain, by its shape: a line is a road, a point is a name. A polygon is never guessed.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.drafts import AreaDraft, Drafts, PlaceDraft, check_line, check_polygon
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.sources import naming_roads, words
from xiuhua.apps.space.sources.reading import Reading
from xiuhua.rulebook.coordinates import canonical, read_point
from xiuhua.rulebook.refusal import Refused

LAYERS = ("roads", "grids", "communities", "blocks", "zones", "boundary", "places")
_EXTRA = ("community", "parent", "zone_kind", "code_system")
_POINT = re.compile(r"\s*(-?[0-9.]+)[\s,，]+(-?[0-9.]+)\s*")


class FeatureTaker:
    """Collects the drafts of one file."""

    def __init__(self, reading: Reading, layer: str | None = None) -> None:
        self.reading, self.file_layer = reading, layer
        self.source = reading.source or reading.file
        self.lines: list[naming_roads.Line] = []
        self.found = Drafts()

    def take(
        self,
        where: str,
        properties: Mapping[str, Any],
        geometry: BaseGeometry | None,
        layer: str | None = None,
    ) -> None:
        """Take one feature, or note why not. `geometry` is still in the file's own system."""
        said = words.ours(properties)
        try:
            kind = self.layer_of(said, geometry, layer)
            if geometry is None and said.get("shape"):
                geometry = shape_of_text(said["shape"], is_line=kind == "roads")
            if geometry is not None:
                if not self.reading.takes(geometry):
                    return
                geometry = self.reading.canonical(geometry)
            getattr(self, f"_take_{kind}" if kind in ("roads", "places") else "_take_area")(
                kind, said, geometry, where
            )
        except Refused as refused:
            self.reading.reject(where, said.get("name") or said.get("code", ""), refused)

    def drafts(self) -> Drafts:
        """Everything taken; lines of one name are one road."""
        roads = naming_roads.group(self.lines, self.source)
        roads.add(self.found)
        return roads

    def layer_of(
        self, said: Mapping[str, str], geometry: BaseGeometry | None, layer: str | None
    ) -> str:
        """What the feature is to become."""
        if self.reading.kind != "auto":
            return self.reading.kind
        named = words.layer(said.get("layer", "")) or layer or self.file_layer
        if named:
            return named
        if geometry is not None and geometry.geom_type.endswith("LineString"):
            return "roads"
        if (geometry is not None and geometry.geom_type == "Point") or "lon" in said:
            return "places"
        raise Refused("layer_unclear", known=list(LAYERS))

    def _take_roads(
        self, _kind: str, said: Mapping[str, str], geometry: BaseGeometry | None, where: str
    ) -> None:
        line = check_line(_needed(geometry))
        road_class = words.road_class(said.get("road_class", "branch"))
        width, estimated = words.width_m(said.get("width_m", ""), said.get("lanes", ""), road_class)
        name = said.get("road") or said.get("name", "")
        self.lines.append(
            naming_roads.Line(
                code=(said.get("code") or _code_of(line))[:40],
                name=" ".join(name.split())[:80],
                road_class=road_class,
                geometry=line,
                width_m=width,
                width_is_estimated=estimated,
                where=where,
            )
        )

    def _take_area(
        self, kind: str, said: Mapping[str, str], geometry: BaseGeometry | None, where: str
    ) -> None:
        if geometry is not None:
            geometry = check_polygon(geometry)
        elif kind != "communities":  # a list of communities is of use without their outlines
            raise Refused("shape_missing")
        code = said.get("code", "")
        if len(code) > 32:
            raise Refused("area_code_too_long", area=code, longest=32)
        if not code and kind not in ("grids", "boundary"):
            raise Refused("area_code_missing", where=where)
        self.found.areas.append(
            AreaDraft(
                kind=kind,
                code=code,
                name=said.get("name", "")[:80],
                geometry=geometry,
                extra={name: said[name] for name in _EXTRA if name in said},
                where=where,
            )
        )

    def _take_places(
        self, _kind: str, said: Mapping[str, str], geometry: BaseGeometry | None, where: str
    ) -> None:
        name = " ".join(said.get("name", "").split())
        if not name:
            raise Refused("place_name_missing")
        if len(name) > 120:
            raise Refused("place_name_too_long", longest=120, found=len(name))
        kind = words.place_kind(said.get("kind", Place.Kind.LANDMARK))
        lon, lat = self._point(said, geometry)
        source = said.get("source") or self.source
        self._add_place(name, kind, lon, lat, source, said.get("same_as", ""), where)
        for column, other in (("old_name", "old_name"), ("by_name", "by_name")):
            for one in re.split("[;；、]", said.get(column, "")):
                if one.strip():
                    self._add_place(one.strip()[:120], other, lon, lat, source, name, where)

    def _point(self, said: Mapping[str, str], geometry: BaseGeometry | None) -> tuple[float, float]:
        if geometry is not None:
            point = geometry if isinstance(geometry, Point) else geometry.representative_point()
            return point.x, point.y
        point = canonical(
            read_point(said.get("lon", ""), said.get("lat", ""), crs=self.reading.crs)
        )
        return point.lon, point.lat

    def _add_place(
        self, name: str, kind: str, lon: float, lat: float, source: str, same_as: str, where: str
    ) -> None:
        self.found.places.append(
            PlaceDraft(
                name=name, kind=kind, lon=lon, lat=lat, source=source, same_as=same_as, where=where
            )
        )


def shape_of_text(text: str, *, is_line: bool) -> BaseGeometry:
    """A geometry out of a cell: WKT, or points "114.22,30.56; 114.23,30.56; …" (longitude first)."""
    if text[:1].isalpha():
        found = shapely.from_wkt(text, on_invalid="ignore")
        if found is None:
            raise Refused("shape_unreadable", text=text[:60])
        return found
    points = []
    for part in re.split(r"[;；\n]+", text.strip(" ;；\n")):
        match = _POINT.fullmatch(part)
        if match is None:
            raise Refused("shape_unreadable", text=part[:60])
        point = read_point(match[1], match[2])
        points.append((point.lon, point.lat))
    if len(points) < (2 if is_line else 3):
        raise Refused("shape_too_few_points", found=len(points))
    return LineString(points) if is_line else Polygon(points)


def _needed(geometry: BaseGeometry | None) -> BaseGeometry:
    if geometry is None:
        raise Refused("shape_missing")
    return geometry


def _code_of(line: BaseGeometry) -> str:
    """A code for a line that has none: by its shape, so that a second run finds it again."""
    return "line-" + hashlib.sha256(line.wkb).hexdigest()[:16]
