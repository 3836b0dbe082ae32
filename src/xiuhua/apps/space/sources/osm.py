"""OpenStreetMap files (XML, gzipped XML, PBF): ways become roads, tags become names of places.

The whole file is read in one pass. Licence and origin go with every row as its source.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import osmium
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.drafts import Drafts, PlaceDraft
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.sources import naming_roads, words
from xiuhua.apps.space.sources.reading import Reading
from xiuhua.rulebook.refusal import Refused

SOURCE = "© OpenStreetMap contributors, ODbL 1.0"
_LINE = re.compile(r"line (\d+)")
_OTHER_NAMES = {
    "old_name": Place.Kind.OLD_NAME,
    "alt_name": Place.Kind.BY_NAME,
    "loc_name": Place.Kind.BY_NAME,
}


def read(path: Path, reading: Reading, done: Callable[[int], None]) -> Drafts:
    """Roads, segments and names of one file; what cannot be used goes to the reading's rejects."""
    run = _Run(reading)
    try:
        for count, (kind, number, tags, geometry) in enumerate(_objects(path)):
            run.take(kind, number, tags, geometry)
            if count % 2000 == 0:
                done(count)
    except (RuntimeError, ValueError) as fault:
        line = _LINE.search(str(fault))
        raise Refused(
            "street_file_unreadable",
            file=path.name,
            where=f"line {line[1]}" if line else "",
            reason=str(fault)[:200],
        ) from fault
    return run.drafts()


Thing = tuple[str, int, dict[str, str], Any]


def _objects(path: Path) -> Iterator[Thing]:
    """Nodes and ways with tags; a way's geometry is its list of (node, lon, lat), None if incomplete."""
    for thing in (
        osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.EmptyTagFilter())
    ):
        tags = {tag.k: tag.v for tag in thing.tags}
        if thing.is_node():
            yield "node", thing.id, tags, (thing.location.lon, thing.location.lat)
        elif thing.is_way():
            complete = all(node.location.valid() for node in thing.nodes)
            nodes = [(n.ref, n.lon, n.lat) for n in thing.nodes] if complete else None
            yield "way", thing.id, tags, nodes


class _Run:
    """One file on its way: lines, names, and where roads cross."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.source = reading.source or SOURCE
        self.lines: list[naming_roads.Line] = []
        self.places: list[PlaceDraft] = []
        self.other_names: dict[tuple[str, str], tuple[str, str, float, float, str]] = {}
        self.names_at: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self.arms: Counter[int] = Counter()
        self.point_of: dict[int, tuple[float, float]] = {}

    def take(self, kind: str, number: int, tags: dict[str, str], geometry: Any) -> None:
        where = f"{kind} {number}"
        try:
            if kind == "way" and "highway" in tags:
                self.take_road(number, tags, geometry, where)
            elif (place := place_kind(tags)) and geometry is not None:
                self.take_place(place, tags, geometry, where)
        except Refused as refused:
            self.reading.reject(where, tags.get("name", ""), refused)

    def take_road(self, number: int, tags: dict[str, str], nodes: Any, where: str) -> None:
        road_class = words.table()["highway"].get(tags["highway"])
        if road_class is None or tags.get("area") == "yes":
            self.reading.ignored += 1
            return
        if nodes is None:
            raise Refused("way_without_nodes")
        line = LineString([(lon, lat) for _, lon, lat in nodes]) if len(nodes) > 1 else None
        if line is None or not line.length:
            raise Refused("way_too_short", nodes=len(nodes))
        if not self.reading.takes(line):
            return
        line = self.reading.canonical(line)
        name = tags.get("name:zh") or tags.get("name", "")
        name = " ".join(tags.get("name", name).split())
        if name.endswith(("高架", "高架路", "快速路", "高速公路")):
            road_class = "expressway"
        width, estimated = words.width_m(tags.get("width", ""), tags.get("lanes", ""), road_class)
        self.lines.append(
            naming_roads.Line(
                code=f"osm-w{number}",
                name=name[:80],
                road_class=road_class,
                geometry=line,
                width_m=width,
                width_is_estimated=estimated,
                where=where,
            )
        )
        if name:
            self.note_names(name, tags, line.interpolate(0.5, normalized=True), where)
            last = len(nodes) - 1
            for place, ((ref, _, _), point) in enumerate(zip(nodes, line.coords, strict=True)):
                self.names_at[ref][name] = None
                self.arms[ref] += 1 if place in (0, last) else 2
                self.point_of[ref] = (point[0], point[1])

    def take_place(self, kind: str, tags: dict[str, str], geometry: Any, where: str) -> None:
        name = tags.get("name", "")
        if kind == Place.Kind.LAMP_POST and not name and tags.get("ref"):
            name = f"{tags['ref']}号灯杆"
        name = " ".join(name.split())
        point = _middle(geometry)
        if not name or not self.reading.takes(point):
            return
        point = self.reading.canonical(point)
        self.places.append(
            PlaceDraft(
                name=name[:120],
                kind=kind,
                lon=point.x,
                lat=point.y,
                source=self.source,
                where=where,
            )
        )
        self.note_names(name, tags, point, where)

    def note_names(self, name: str, tags: dict[str, str], point: Point, where: str) -> None:
        for tag, kind in _OTHER_NAMES.items():
            for other in tags.get(tag, "").split(";"):
                if other.strip() and other.strip() != name:
                    found = (other.strip()[:120], kind, point.x, point.y, where)
                    self.other_names.setdefault((name, other.strip()), found)

    def drafts(self) -> Drafts:
        """Everything found, names of crossings and other names last."""
        drafts = naming_roads.group(self.lines, self.source)
        drafts.places += [*self.places, *self.crossings()]
        for (usual, _), (name, kind, lon, lat, where) in self.other_names.items():
            drafts.places.append(
                PlaceDraft(
                    name=name,
                    kind=kind,
                    lon=lon,
                    lat=lat,
                    source=self.source,
                    same_as=usual,
                    where=where,
                )
            )
        return drafts

    def crossings(self) -> Iterator[PlaceDraft]:
        """Where lines of two names cross or meet: 成都北路新闸路路口. Once for each pair of names.

        Where only two arms meet, one road goes on under another name; nobody calls that a crossing.
        """
        seen: set[tuple[str, ...]] = set()
        for ref, names in sorted(self.names_at.items()):
            pair = tuple(sorted(names))[:2]
            if len(names) < 2 or self.arms[ref] < 3 or pair in seen:
                continue
            seen.add(pair)
            lon, lat = self.point_of[ref]
            yield PlaceDraft(
                name=f"{pair[0]}{pair[1]}路口"[:120],
                kind=Place.Kind.CROSSING,
                lon=lon,
                lat=lat,
                source=self.source,
                where=f"node {ref}",
            )


def place_kind(tags: dict[str, str]) -> str | None:
    """The kind of place the tags name, None if they name none."""
    for rule in words.table()["place_tag"]:
        value = tags.get(rule["key"])
        if value is not None and rule["value"] in ("*", value):
            return rule["kind"]
    return None


def _middle(geometry: Any) -> BaseGeometry:
    """A node's own point; a closed way's inner point; else the middle of the line."""
    if isinstance(geometry, tuple):
        return Point(geometry)
    points = [(lon, lat) for _, lon, lat in geometry]
    if len(points) > 3 and points[0] == points[-1]:
        return Polygon(points).representative_point()
    return (
        LineString(points).interpolate(0.5, normalized=True)
        if len(points) > 1
        else Point(points[0])
    )
