"""Roads and their segments: taken in from a file, and edited one by one.

Lengths are measured in the subdistrict's own zone when a line is written. A road is never deleted:
cases and duties may point at it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records import kept
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.actions import rows
from xiuhua.apps.space.drafts import RoadDraft, SegmentDraft, check_line, geojson
from xiuhua.apps.space.locating import AREAS
from xiuhua.apps.space.models import Road, Segment
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import length_m

Tally = dict[str, int]
WIDEST_M = 200.0


def take_in(
    subdistrict: Subdistrict,
    roads: Sequence[RoadDraft],
    segments: Sequence[SegmentDraft],
    *,
    by: User | None,
    at: dt.datetime,
) -> dict[str, Tally]:
    """Roads and segments out of a file, inside the import's transaction. By code: new ones are added,
    changed ones corrected with history, and a second run changes nothing. None is taken away."""
    road_tally, known = _take_roads(subdistrict, roads, at, by)
    held = {
        row.code: row for row in Segment.objects.select_for_update().filter(subdistrict=subdistrict)
    }
    tally = {"added": 0, "changed": 0, "unchanged": 0}
    new: dict[str, Segment] = {}
    for draft in segments:
        if draft.code in new:
            continue  # the same line in two files
        row = _segment(subdistrict, draft, known)
        old = held.get(draft.code)
        if old is None:
            new[draft.code] = row
            tally["added"] += 1
        elif draft.width_is_estimated and old.width_m is not None and old.geometry == row.geometry:
            tally["unchanged"] += 1  # an estimate does not take a measured width away
        elif _corrected(old, row, ("road_id", "geometry", "width_m"), ("length_m", "area_m2")):
            columns = ["road_id", "geometry", "width_m", "length_m", "area_m2"]
            rows.change(old, "segment.corrected", _segment_facts(old), columns, at=at, by=by)
            tally["changed"] += 1
        else:
            tally["unchanged"] += 1
    rows.insert(list(new.values()), "segment.imported", _segment_facts, at=at, by=by)
    _say_changed(road_tally, tally)
    return {"roads": road_tally, "segments": tally}


def add_road(
    subdistrict: Subdistrict,
    *,
    code: str,
    name: str,
    road_class: str,
    by: User,
    at: dt.datetime,
    key: str = "",
    source: str = "",
) -> int:
    """Add a road by hand; answers its id."""
    rows.check_right(by, "space.edit", subdistrict_id=subdistrict.pk)
    code, name = code.strip(), " ".join(name.split())
    _check_road(code, name, road_class)
    body = {"subdistrict": subdistrict.pk, "code": code, "name": name, "class": road_class}
    with act("road.add", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer["id"]
        if Road.objects.filter(subdistrict=subdistrict, code=code).exists():
            raise Refused("road_code_taken", road=code)
        row = Road(
            subdistrict=subdistrict, code=code, name=name, road_class=road_class, source=source
        )
        rows.insert([row], "road.added", _road_facts, at=at, by=by)
        kept.changed(AREAS)
        return this.keep({"id": row.pk})["id"]


def edit_road(
    road: Road, *, name: str, road_class: str, by: User, at: dt.datetime, key: str = ""
) -> None:
    """Change a road's name or class."""
    rows.check_right(by, "space.edit", subdistrict_id=road.subdistrict_id)
    name = " ".join(name.split())
    _check_road(road.code, name, road_class)
    body = {"road": road.pk, "name": name, "class": road_class}
    with act("road.edit", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked(Road, road.pk)
        facts = {"code": row.code, "class_before": row.road_class, "class": road_class}
        row.name, row.road_class = name, road_class
        rows.change(row, "road.edited", facts, ["name", "road_class"], at=at, by=by)
        kept.changed(AREAS)
        this.keep({})


def set_width(
    segment: Segment, *, width_m: float, by: User, at: dt.datetime, key: str = ""
) -> None:
    """Give a segment its measured width; its area follows."""
    rows.check_right(by, "space.edit", subdistrict_id=segment.subdistrict_id)
    if not 0 < width_m <= WIDEST_M:
        raise Refused("road_width_impossible", width_m=width_m, widest_m=WIDEST_M)
    body = {"segment": segment.pk, "width_m": width_m}
    with act("segment.set_width", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked(Segment, segment.pk)
        row.width_m, row.area_m2 = width_m, round(row.length_m * width_m, 1)
        columns = ["width_m", "area_m2"]
        rows.change(row, "segment.corrected", _segment_facts(row), columns, at=at, by=by)
        kept.changed(AREAS)
        this.keep({})


def _take_roads(
    subdistrict: Subdistrict, drafts: Sequence[RoadDraft], at: dt.datetime, by: User | None
) -> tuple[Tally, dict[str, Road]]:
    held = {
        row.code: row for row in Road.objects.select_for_update().filter(subdistrict=subdistrict)
    }
    tally = {"added": 0, "changed": 0, "unchanged": 0}
    new: dict[str, Road] = {}
    for draft in drafts:
        if draft.code in new:
            continue
        row = Road(
            subdistrict=subdistrict,
            code=draft.code,
            name=draft.name,
            road_class=draft.road_class,
            source=draft.source[:200],
        )
        old = held.get(draft.code)
        if old is None:
            new[draft.code] = row
            tally["added"] += 1
        elif _corrected(old, row, ("name", "road_class"), ("source",)):
            columns = ["name", "road_class", "source"]
            rows.change(old, "road.corrected", _road_facts(old), columns, at=at, by=by)
            tally["changed"] += 1
        else:
            tally["unchanged"] += 1
    rows.insert(list(new.values()), "road.imported", _road_facts, at=at, by=by)
    return tally, held | new


def _segment(subdistrict: Subdistrict, draft: SegmentDraft, roads: dict[str, Road]) -> Segment:
    line = check_line(draft.line)
    length = round(length_m(line, subdistrict.projected_epsg), 1)
    width = draft.width_m
    if draft.road_code and draft.road_code not in roads:
        raise Refused("road_unknown", road=draft.road_code)
    return Segment(
        subdistrict=subdistrict,
        road=roads[draft.road_code] if draft.road_code else None,
        code=draft.code,
        geometry=geojson(line),
        length_m=length,
        width_m=width,
        area_m2=None if width is None else round(length * width, 1),
    )


def _corrected(old: Any, new: Any, compared: Sequence[str], derived: Sequence[str]) -> bool:
    """Take over what differs; False if nothing does."""
    if all(getattr(old, column) == getattr(new, column) for column in compared):
        return False
    for column in (*compared, *derived):
        setattr(old, column, getattr(new, column))
    return True


def _check_road(code: str, name: str, road_class: str) -> None:
    if not code or len(code) > 32:
        raise Refused("road_code_missing", longest=32)
    if not name or len(name) > 80:
        raise Refused("road_name_missing", longest=80)
    if road_class not in Road.RoadClass.values:
        raise Refused("road_class_unknown", road_class=road_class)


def _say_changed(*tallies: Tally) -> None:
    if any(tally["added"] or tally["changed"] for tally in tallies):
        kept.changed(AREAS)


def _road_facts(row: Road) -> dict[str, Any]:
    return {"code": row.code, "class": row.road_class}


def _segment_facts(row: Segment) -> dict[str, Any]:
    return {
        "code": row.code,
        "road": row.road_id,
        "length_m": row.length_m,
        "width_m": row.width_m,
        "drawn": rows.digest(row.geometry),
    }
