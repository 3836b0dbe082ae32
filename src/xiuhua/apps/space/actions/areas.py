"""Adopt areas from a day on: the old ones get a last day and stay, so old cases keep theirs.

Grids, communities, blocks and zones alike, and the boundary of the subdistrict. An area that comes
again unchanged is left alone. Whether the areas tile the subdistrict is `checking.py`'s question.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from shapely.geometry import shape

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.records import boundary, kept
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.actions import rows
from xiuhua.apps.space.drafts import AREA_MODELS, AreaDraft, check_polygon, geojson
from xiuhua.apps.space.locating import AREAS
from xiuhua.apps.space.models import Community, Grid, Zone
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import area_m2

Tally = dict[str, int]
Area = Grid | Community | Zone | Any
Reject = Callable[[AreaDraft, Refused], None]


def adopt(
    subdistrict: Subdistrict,
    kind: str,
    drafts: Iterable[AreaDraft],
    *,
    from_on: dt.date,
    by: User | None,
    at: dt.datetime,
    key: str = "",
    replace: bool = False,
    reject: Reject | None = None,
    system: str = Grid.System.URBAN,
    level: str = Grid.Level.RESPONSIBILITY,
) -> Tally:
    """Put areas of one kind in force from a day; with `replace` those not named end the day before.

    Answers how many are added, changed, unchanged and ended. One that cannot be taken is refused
    with all others, or, where `reject` is given, handed to it while the others go on.
    """
    rows.check_right(by, "space.edit", subdistrict_id=subdistrict.pk)
    listed = list(drafts)
    body = {
        "subdistrict": subdistrict.pk,
        "kind": kind,
        "from": from_on,
        "replace": replace,
        "areas": [[d.code, d.name, rows.digest(geojson(d.geometry)), d.extra] for d in listed],
    }
    with act("space.adopt", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        which = {"system": system, "level": level} if kind == "grids" else {}
        run = _Adoption(subdistrict, kind, from_on, at, by, which)
        run.take(listed, replace, reject)
        kept.changed(AREAS)
        return this.keep(run.tally)


def set_boundary(
    subdistrict: Subdistrict, geometry: Any, *, by: User | None, at: dt.datetime, key: str = ""
) -> bool:
    """Draw the subdistrict's boundary (a polygon in degrees); answers whether it changed."""
    rows.check_right(by, "space.edit", subdistrict_id=subdistrict.pk)
    drawn = geojson(check_polygon(geometry))
    body = {"subdistrict": subdistrict.pk, "boundary": rows.digest(drawn)}
    with act("space.set_boundary", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer["changed"]
        changed = boundary.draw(subdistrict, drawn, at=at, actor_id=by.pk if by else None)
        if changed:
            kept.changed(AREAS)
        return this.keep({"changed": changed})["changed"]


def end(area: Area, *, last_on: dt.date, by: User | None, at: dt.datetime, key: str = "") -> None:
    """Give an area its last day."""
    rows.check_right(by, "space.edit", subdistrict_id=area.subdistrict_id)
    body = {"kind": area.chain_kind(), "area": area.pk, "last_on": last_on}
    with act("space.end", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked(type(area), area.pk)
        if last_on < row.valid_from:
            raise Refused("area_ends_before_it_begins", area=row.code, from_on=row.valid_from)
        row.valid_to = last_on
        facts = {"code": row.code, "last_on": last_on}
        rows.change(row, f"{row.chain_kind()}.ended", facts, ["valid_to"], at=at, by=by)
        kept.changed(AREAS)
        this.keep({})


class _Adoption:
    """One adoption: what is in force, compared with what was drawn."""

    def __init__(
        self,
        subdistrict: Subdistrict,
        kind: str,
        from_on: dt.date,
        at: dt.datetime,
        by: User | None,
        which: dict[str, str],
    ) -> None:
        self.subdistrict, self.model, self.from_on = subdistrict, AREA_MODELS[kind], from_on
        self.at, self.by, self.which = at, by, which
        self.tally: Tally = {"added": 0, "changed": 0, "unchanged": 0, "ended": 0}
        held = self.model._default_manager.select_for_update().filter(
            in_force(from_on), subdistrict=subdistrict, **which
        )
        self.held = {area.code: area for area in held}
        later = self.model._default_manager.filter(
            subdistrict=subdistrict, valid_from__gt=from_on, **which
        ).order_by("-valid_from")
        self.later = dict(later.values_list("code", "valid_from"))
        self.around = _Around(subdistrict, from_on) if self.model in (Grid, _block()) else None

    def take(self, drafts: Sequence[AreaDraft], replace: bool, reject: Reject | None) -> None:
        new: list[Area] = []
        codes: set[str] = set()
        for draft in drafts:
            try:
                if draft.code in codes:
                    raise Refused("area_code_twice", area=draft.code)
                row = self.row(draft)
            except Refused as refused:
                if reject is None:
                    raise
                reject(draft, refused)
                continue
            finally:
                codes.add(draft.code)
            if row is not None:
                new.append(row)
        if replace:
            for area in self.held.values():
                if area.code not in codes:
                    self.close(area)
                    self.tally["ended"] += 1
        name = f"{self.model.chain_kind()}.adopted"
        rows.insert(new, name, self.facts, at=self.at, by=self.by)

    def row(self, draft: AreaDraft) -> Area | None:
        """A new row to insert, or None where the old one serves on (or was corrected)."""
        row = self.drawn(draft)
        old = self.held.get(draft.code)
        if old is None:
            self.tally["added"] += 1
            return row
        columns = [c for c in self.columns() if getattr(old, c) != getattr(row, c)]
        if not columns:
            self.tally["unchanged"] += 1
            return None
        self.tally["changed"] += 1
        if old.valid_from < self.from_on:
            self.close(old)
            return row
        for column in columns:  # drawn twice on one day: the row itself is corrected
            setattr(old, column, getattr(row, column))
        old.area_m2 = row.area_m2
        facts = {**self.facts(old), "columns": sorted(columns)}
        kind = f"{old.chain_kind()}.corrected"
        rows.change(old, kind, facts, [*columns, "area_m2"], at=self.at, by=self.by)
        return None

    def columns(self) -> list[str]:
        """What makes two versions of an area differ."""
        own = {
            Grid: ["community_id", "zone_kind", "parent_id"],
            Community: ["code_system"],
            Zone: ["kind"],
            _block(): ["community_id"],
        }
        return ["name", "geometry", *own[self.model]]

    def drawn(self, draft: AreaDraft) -> Area:
        """The row as drafted, not yet written."""
        if not draft.code:
            raise Refused("area_code_missing", where=draft.where)
        geometry = None if draft.geometry is None else check_polygon(draft.geometry)
        row = self.model(
            subdistrict=self.subdistrict,
            code=draft.code,
            name=draft.name,
            geometry=geojson(geometry),
            area_m2=geometry and round(area_m2(geometry, self.subdistrict.projected_epsg), 2),
            valid_from=self.from_on,
            **self.which,
        )
        if draft.code in self.later:  # another drawing was already adopted for a later day
            row.valid_to = self.later[draft.code] - dt.timedelta(days=1)
        extra = draft.extra
        if isinstance(row, Community):
            row.code_system = extra.get("code_system") or "nbs"
        elif isinstance(row, Zone):
            row.kind = _zone_kind(extra.get("zone_kind"), Zone.Kind.OTHER)
        else:
            assert self.around is not None
            row.community_id = self.around.community(extra.get("community"), geometry)
            if isinstance(row, Grid):
                row.zone_kind = self.around.zone_kind(extra.get("zone_kind"), geometry)
                row.parent_id = self.around.parent(extra.get("parent"))
        return row

    def close(self, area: Area) -> None:
        """End an old area the day before."""
        area.valid_to = self.from_on - dt.timedelta(days=1)
        facts = {"code": area.code, "last_on": area.valid_to}
        kind = f"{area.chain_kind()}.ended"
        rows.change(area, kind, facts, ["valid_to"], at=self.at, by=self.by)

    def facts(self, area: Area) -> dict[str, Any]:
        """What the history keeps of an area."""
        return {
            "code": area.code,
            "from": area.valid_from,
            "area_m2": area.area_m2,
            "drawn": rows.digest(area.geometry),
        }


class _Around:
    """Communities and thirds in force, by which grids and blocks get theirs when none is said."""

    def __init__(self, subdistrict: Subdistrict, on: dt.date) -> None:
        def of(model: Any) -> list[Any]:
            return list(
                model.objects.filter(in_force(on), subdistrict=subdistrict).order_by("code")
            )

        self.communities, self.zones = of(Community), of(Zone)
        self.grids = {grid.code: grid.pk for grid in of(Grid)}

    def community(self, code: str | None, geometry: Any) -> int | None:
        if not code:
            found = self._holding(self.communities, geometry)
            return found and found.pk
        for community in self.communities:
            if code in (community.code, community.name):
                return community.pk
        raise Refused("community_unknown", community=code)

    def zone_kind(self, kind: str | None, geometry: Any) -> str:
        if kind:
            return _zone_kind(kind)
        found = self._holding(self.zones, geometry)
        return found.kind if found else ""

    def parent(self, code: str | None) -> int | None:
        if code and code not in self.grids:
            raise Refused("grid_unknown", grid=code)
        return self.grids[code] if code else None

    @staticmethod
    def _holding(areas: Sequence[Any], geometry: Any) -> Any:
        """The first area that holds the middle of a geometry."""
        if geometry is None:
            return None
        point = geometry.representative_point()
        return next((a for a in areas if a.geometry and shape(a.geometry).covers(point)), None)


_ZONE_WORDS = {
    "老旧社区": Zone.Kind.OLD_COMMUNITY,
    "老社区": Zone.Kind.OLD_COMMUNITY,
    "在建工地": Zone.Kind.CONSTRUCTION,
    "建设用地": Zone.Kind.CONSTRUCTION,
    "会展中心": Zone.Kind.EXPO,
    "国博": Zone.Kind.EXPO,
    "其他": Zone.Kind.OTHER,
}


def _zone_kind(word: str | None, otherwise: str = "") -> str:
    if not word:
        return otherwise
    if word in Zone.Kind.values:
        return word
    if word in _ZONE_WORDS:
        return _ZONE_WORDS[word]
    raise Refused("zone_kind_unknown", kind=word)


def _block() -> Any:
    return AREA_MODELS["blocks"]
