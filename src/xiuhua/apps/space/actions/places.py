"""Names for the gazetteer: added (also from a case), renamed, taken out of use.

A place that gets a new name keeps the old one as a row of its own, because people go on using it.
Several names of one place are several rows at the same point.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records import kept
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.actions import rows
from xiuhua.apps.space.drafts import PlaceDraft
from xiuhua.apps.space.locating import locate
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.naming import plain, sound
from xiuhua.apps.space.searching import PLACES
from xiuhua.rulebook.coordinates import Crs, canonical, read_point
from xiuhua.rulebook.distance import metres_between
from xiuhua.rulebook.refusal import Refused

LONGEST_NAME = 120
SAME_PLACE_M = 100  # a name of one kind that comes again this near is the same place
SAME_STOP_M = 250  # a bus stop has a pole on either side, up and down the road
HEARD = "现场补充 / added by hand"


def add(
    subdistrict: Subdistrict,
    *,
    name: str,
    kind: str,
    lon: Any,
    lat: Any,
    by: User,
    at: dt.datetime,
    key: str = "",
    crs: Crs = Crs.CGCS2000,
    same_as: Place | None = None,
    source: str = HEARD,
) -> int:
    """Add one name at a point inside the subdistrict; answers the row's id.

    The person needs gazetteer.add at that point. A name that is already there is refused, naming it.
    """
    name = check_name(name)
    point = canonical(read_point(lon, lat, crs=crs))
    check_may_name(by, subdistrict.pk, point.lon, point.lat, at)
    check_kind(kind, same_as, subdistrict.pk)
    body = {
        "subdistrict": subdistrict.pk,
        "name": name,
        "kind": kind,
        "point": [round(point.lon, 7), round(point.lat, 7)],
        "same_as": same_as and same_as.pk,
    }
    with act("place.add", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer["id"]
        near = Place.objects.filter(
            subdistrict=subdistrict, name=name, kind=kind, is_active=True
        ).values_list("lon", "lat")
        if any(metres_between(point.lon, point.lat, *there) <= SAME_PLACE_M for there in near):
            raise Refused("place_already_there", name=name)
        row = _row(subdistrict, name, kind, point.lon, point.lat, source)
        row.same_as = same_as
        rows.insert([row], "place.added", _facts, at=at, by=by)
        kept.changed(PLACES)
        return this.keep({"id": row.pk})["id"]


def rename(place: Place, *, name: str, by: User, at: dt.datetime, key: str = "") -> None:
    """Give a place a new name; the old one stays as a row that points to it."""
    name = check_name(name)
    check_may_name(by, place.subdistrict_id, place.lon, place.lat, at)
    with act(
        "place.rename", scope=scope(by.pk), key=key, body={"place": place.pk, "name": name}
    ) as this:
        if this.done:
            return
        row = rows.locked(Place, place.pk)
        if row.name == name:
            raise Refused("place_has_that_name", name=name)
        old = _row(row.subdistrict, row.name, Place.Kind.OLD_NAME, row.lon, row.lat, row.source)
        old.same_as = row
        rows.insert([old], "place.added", _facts, at=at, by=by)
        row.name = name
        row.pinyin, row.initials = sound(name)
        columns = ["name", "pinyin", "initials"]
        rows.change(row, "place.renamed", {"old_name": old.pk}, columns, at=at, by=by)
        kept.changed(PLACES)
        this.keep({})


def set_active(place: Place, active: bool, *, by: User, at: dt.datetime, key: str = "") -> None:
    """Take a name out of the search, or back into it. The row stays."""
    check_may_name(by, place.subdistrict_id, place.lon, place.lat, at)
    body = {"place": place.pk, "active": active}
    with act("place.set_active", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked(Place, place.pk)
        if row.is_active != active:
            row.is_active = active
            kind = "place.activated" if active else "place.deactivated"
            rows.change(row, kind, {}, ["is_active"], at=at, by=by)
            kept.changed(PLACES)
        this.keep({})


def take_in(
    subdistrict: Subdistrict, drafts: Sequence[PlaceDraft], *, by: User | None, at: dt.datetime
) -> dict[str, int]:
    """Names out of a file, inside the import's transaction; what is there already is left alone."""
    known = _Known(subdistrict.pk)
    new: list[Place] = []
    waiting: list[tuple[Place, str]] = []
    for draft in drafts:
        if known.has(draft.name, draft.kind, draft.lon, draft.lat):
            continue
        row = _row(subdistrict, draft.name, draft.kind, draft.lon, draft.lat, draft.source)
        known.add(row)
        if draft.same_as:
            waiting.append((row, draft.same_as))
        else:
            new.append(row)
    rows.insert(new, "place.imported", _facts, at=at, by=by)
    for row, usual in waiting:
        row.same_as = known.nearest(usual, row)
    rows.insert([row for row, _ in waiting], "place.imported", _facts, at=at, by=by)
    if new or waiting:
        kept.changed(PLACES)
    return {"added": len(new) + len(waiting), "unchanged": len(drafts) - len(new) - len(waiting)}


class _Known:
    """Names of the subdistrict with their points, to tell what is there already."""

    def __init__(self, subdistrict_id: int) -> None:
        self.by_name: defaultdict[str, list[Place]] = defaultdict(list)
        for row in Place.objects.filter(subdistrict_id=subdistrict_id).order_by("id"):
            self.add(row)

    def add(self, row: Place) -> None:
        self.by_name[row.name].append(row)

    def has(self, name: str, kind: str, lon: float, lat: float) -> bool:
        return any(
            # A road has one name however far it runs; a bus stop may have a namesake.
            (row.kind == kind == Place.Kind.ROAD)
            or (row.kind == kind and metres_between(lon, lat, row.lon, row.lat) <= _reach_m(kind))
            for row in self.by_name.get(name, ())
        )

    def nearest(self, name: str, to: Place) -> Place | None:
        def away(row: Place) -> float:
            return metres_between(to.lon, to.lat, row.lon, row.lat)

        return min(self.by_name.get(name, ()), key=away, default=None)


def _reach_m(kind: str) -> int:
    return SAME_STOP_M if kind == Place.Kind.BUS_STOP else SAME_PLACE_M


def check_name(name: str) -> str:
    """A name that can be kept and found: trimmed, not empty, not longer than its column."""
    name = " ".join(name.split())
    if not name:
        raise Refused("place_name_missing")
    if len(name) > LONGEST_NAME:
        raise Refused("place_name_too_long", longest=LONGEST_NAME, found=len(name))
    if not any(sign.isalnum() for sign in plain(name)):
        raise Refused("place_name_without_words", name=name)
    return name


def check_kind(kind: str, same_as: Place | None, subdistrict_id: int) -> None:
    """A kind that exists; an old or by-name says of which place, and that one lies here."""
    if kind not in Place.Kind.values:
        raise Refused("place_kind_unknown", kind=kind)
    if same_as is not None and same_as.subdistrict_id != subdistrict_id:
        raise Refused("not_found")


def check_may_name(by: User, subdistrict_id: int, lon: float, lat: float, at: dt.datetime) -> None:
    """The right gazetteer.add at this point; a point outside the subdistrict is refused first."""
    rows.check_right(by, "gazetteer.add")
    found = locate(subdistrict_id, lon, lat, at)
    rows.check_right(
        by,
        "gazetteer.add",
        subdistrict_id=subdistrict_id,
        community_code=found.community_code,
        grid_code=found.grid_code,
        unit_id=by.unit_id,
    )
    if not found.inside:
        raise Refused("point_outside", lon=round(lon, 5), lat=round(lat, 5))


def _row(
    subdistrict: Subdistrict, name: str, kind: str, lon: float, lat: float, source: str
) -> Place:
    pinyin, initials = sound(name)
    return Place(
        subdistrict=subdistrict,
        name=name,
        kind=kind,
        lon=round(lon, 7),
        lat=round(lat, 7),
        pinyin=pinyin,
        initials=initials,
        source=source[:200],
    )


def _facts(row: Place) -> dict[str, Any]:
    return {"kind": row.kind, "at": [row.lon, row.lat], "same_as": row.same_as_id}
