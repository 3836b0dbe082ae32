"""A street out of files: read them all, then write everything in one transaction.

    report = import_files(subdistrict, [path], Reading(kind="auto"), from_on=…, by=None, at=…)

A bad feature is noted and the others go on; a file that cannot be read at all is refused, and nothing
is written. Run twice it adds nothing. It must not learn a file format (`sources/` knows those).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction
from shapely.geometry import shape

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.actions import areas, places, roads, rows
from xiuhua.apps.space.drafts import AREA_MODELS, AreaDraft, Drafts, PlaceDraft
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.sources import excel, geojson, osm
from xiuhua.apps.space.sources.reading import Reading, Reject
from xiuhua.rulebook.numbering import CodePattern, number_cells
from xiuhua.rulebook.refusal import Refused

READERS = {
    (".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".pbf"): osm.read,
    (".geojson", ".json", ".geojson.gz", ".json.gz"): geojson.read,
    (".xlsx", ".xls", ".xlsb", ".ods"): excel.read,
}


@dataclass
class Report:
    """What an import read and wrote."""

    read: int = 0
    written: dict[str, dict[str, int]] = field(default_factory=dict)
    ignored: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @property
    def added(self) -> int:
        """Rows that were not there before, of all kinds."""
        return sum(tally.get("added", 0) for tally in self.written.values())


class _DryRun(Exception):
    """Raised at the end to roll a trial back."""


def import_files(
    subdistrict: Subdistrict,
    paths: Sequence[Path],
    reading: Reading,
    *,
    from_on: dt.date,
    by: User | None,
    at: dt.datetime,
    replace_areas: bool = False,
    dry_run: bool = False,
    done: Callable[[int], None] = lambda count: None,
) -> Report:
    """Import files together. Areas hold from `from_on`. A dry run does everything and keeps nothing."""
    rows.check_right(by, "space.edit", subdistrict_id=subdistrict.pk)
    drafts = Drafts()
    for path in paths:
        reading.file = path.name
        drafts.add(read_file(path, reading, done))
    report = Report(read=drafts.count())
    try:
        with transaction.atomic():
            write = _Writing(subdistrict, reading, from_on, by, at, replace_areas)
            report.written = write.all(drafts)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    report.ignored, report.rejects = reading.ignored, reading.rejects
    return report


def read_file(path: Path, reading: Reading, done: Callable[[int], None]) -> Drafts:
    """The drafts of one file, by the ending of its name."""
    if not path.is_file():
        raise Refused("street_file_missing", file=str(path))
    for endings, read in READERS.items():
        if path.name.lower().endswith(endings):
            return read(path, reading, done)
    known = sorted(ending for endings in READERS for ending in endings)
    raise Refused("street_file_unknown_form", file=path.name, known=known)


class _Writing:
    """All drafts into the tables: what others point to comes first."""

    def __init__(
        self,
        subdistrict: Subdistrict,
        reading: Reading,
        from_on: dt.date,
        by: User | None,
        at: dt.datetime,
        replace_areas: bool,
    ) -> None:
        self.subdistrict, self.reading, self.from_on = subdistrict, reading, from_on
        self.how: dict[str, Any] = {"by": by, "at": at}
        self.replace_areas = replace_areas

    def all(self, drafts: Drafts) -> dict[str, dict[str, int]]:
        written: dict[str, dict[str, int]] = {}
        outline = [a.geometry for a in drafts.areas if a.kind == "boundary"]
        if outline:
            changed = areas.set_boundary(self.subdistrict, shapely.union_all(outline), **self.how)
            written["boundary"] = {"changed": int(changed), "unchanged": int(not changed)}
        for kind in ("communities", "zones", "grids", "blocks"):
            of_kind = [area for area in drafts.areas if area.kind == kind]
            if of_kind:
                assert kind in AREA_MODELS
                written[kind] = self.adopt(kind, of_kind)
        if drafts.segments:
            written |= roads.take_in(self.subdistrict, drafts.roads, drafts.segments, **self.how)
        inside = names_inside(drafts, self.subdistrict.boundary)
        self.reading.ignored += len(drafts.places) - len(inside)
        if inside:
            written["places"] = places.take_in(self.subdistrict, inside, **self.how)
        return written

    def adopt(self, kind: str, drafts: list[AreaDraft]) -> dict[str, int]:
        if kind == "grids" and not any(draft.code for draft in drafts):
            drafts = self.numbered(drafts)

        def reject(draft: AreaDraft, refused: Refused) -> None:
            self.reading.reject(draft.where, draft.name or draft.code, refused)

        return areas.adopt(
            self.subdistrict,
            kind,
            drafts,
            from_on=self.from_on,
            replace=self.replace_areas,
            reject=reject,
            **self.how,
        )

    def numbered(self, drafts: list[AreaDraft]) -> list[AreaDraft]:
        """Grids drawn without any code are numbered by the subdistrict's pattern, north-west first."""
        code = self.subdistrict.code
        middles = [draft.geometry.centroid for draft in drafts if draft.geometry is not None]
        codes = number_cells(
            CodePattern(self.subdistrict.grid_code_pattern),
            [(point.x, point.y) for point in middles],
            subdistrict=code,
            district=code[:6],
        )
        return [replace(d, code=made) for d, made in zip(drafts, codes, strict=True)]


def names_inside(drafts: Drafts, boundary: dict[str, Any] | None) -> list[PlaceDraft]:
    """Names whose point lies in the boundary: a case there would be ours. A road that only passes
    through is named where it does; an old name stands where the usual one does."""
    if boundary is None:
        return drafts.places
    outline = shape(boundary)
    shapely.prepare(outline)
    lines: dict[str, list[Any]] = {}
    names = {road.code: road.name for road in drafts.roads}
    for segment in drafts.segments:
        if segment.road_code:
            lines.setdefault(names[segment.road_code], []).append(segment.line)
    kept: list[PlaceDraft] = []
    points: dict[str, tuple[float, float]] = {}
    for place in drafts.places:
        lon, lat = points.get(place.same_as, (place.lon, place.lat))
        if place.kind == Place.Kind.ROAD and not shapely.intersects_xy(outline, lon, lat):
            lon, lat = _middle_inside(lines.get(place.name, ()), outline) or (lon, lat)
        if shapely.intersects_xy(outline, lon, lat):
            points.setdefault(place.name, (lon, lat))
            kept.append(replace(place, lon=lon, lat=lat))
    return kept


def _middle_inside(lines: Sequence[Any], outline: Any) -> tuple[float, float] | None:
    """The middle of the longest piece of a road inside the outline."""
    pieces = [piece for line in lines for piece in shapely.get_parts(line & outline)]
    longest = max(pieces, key=lambda piece: piece.length, default=None)
    if longest is None or not longest.length:
        return None
    middle = longest.interpolate(0.5, normalized=True)
    return middle.x, middle.y
