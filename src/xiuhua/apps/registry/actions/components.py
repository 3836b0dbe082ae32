"""Components: added with their 16-digit identifier, corrected, photographed, counted in a census."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.catalogue.queries import codes_of, system_of
from xiuhua.apps.records import files, numbers
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import StoredFile, Subdistrict
from xiuhua.apps.records.photos import read_photo
from xiuhua.apps.registry.models import Component
from xiuhua.apps.registry.placing import check_road, place
from xiuhua.apps.registry.rights import check_may_at
from xiuhua.rulebook.numbering import check_district, make_category, make_component, parse_component
from xiuhua.rulebook.refusal import Refused

CODE_SYSTEM = "gbt30428"
MAY_CHANGE = ("label", "owner_unit_id", "road_id", "source")


def add_component(
    *,
    subdistrict_id: int,
    case_class_id: int,
    lon: Any,
    lat: Any,
    crs: str = "EPSG:4490",
    identifier: str = "",
    label: str = "",
    owner_unit_id: int | None = None,
    road_id: int | None = None,
    state: str = Component.State.GOOD,
    census_on: dt.date,
    source: str,
    photo: bytes | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Add one component; without an identifier it gets the next one of its class."""
    body = {
        "sub": subdistrict_id,
        "class": case_class_id,
        "point": [lon, lat, crs],
        "identifier": identifier,
        "said": [label, owner_unit_id, road_id, state, census_on, source, bool(photo)],
    }
    placed = place(subdistrict_id, lon, lat, crs, at)
    check_may_at(by, subdistrict_id, placed.grid_code)
    kept = _photo(photo, at)
    with act(
        "registry.add_component", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        own_class = component_class(case_class_id)
        new = Component.objects.create(
            subdistrict_id=subdistrict_id,
            identifier=_identifier(subdistrict_id, own_class, identifier),
            label=checked_label(label),
            case_class=own_class,
            owner_unit_id=check_owner(subdistrict_id, owner_unit_id),
            state=checked_state(state),
            road_id=check_road(subdistrict_id, road_id),
            grid_id=placed.grid_id,
            lon=placed.lon,
            lat=placed.lat,
            cell=placed.cell,
            photo=kept,
            census_on=census_on,
            source=checked_source(source),
        )
        _record(new, "component.added", by, at, {"identifier": new.identifier, "state": new.state})
        return this.keep({"id": new.pk, "identifier": new.identifier})


def change_component(
    component_id: int,
    *,
    by: User | None,
    at: dt.datetime,
    key: str,
    point: tuple[Any, Any, str] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Correct label, owner, road, source or, with `point` (lon, lat, crs), the place."""
    body = {"component": component_id, "point": point, **changes}
    with act(
        "registry.change_component", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        row = _locked(component_id, by)
        for name, value in changes.items():
            if name not in MAY_CHANGE:
                raise Refused("component_field_unknown", name=name)
            setattr(row, name, value)
        row.label, row.source = checked_label(row.label), checked_source(row.source)
        check_owner(row.subdistrict_id, row.owner_unit_id)
        check_road(row.subdistrict_id, row.road_id)
        data: dict[str, Any] = {"changed": sorted(changes)}
        if point is not None:
            data["before"] = {"lon": row.lon, "lat": row.lat, "grid_id": row.grid_id}
            _move(row, point, by, at)
            data["after"] = {"lon": row.lon, "lat": row.lat, "grid_id": row.grid_id}
        row.save()
        _record(row, "component.changed", by, at, data)
        return this.keep({"id": row.pk})


def set_state(
    component_id: int,
    *,
    state: str,
    photo: bytes | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Say in which state a component is, with a photo where there is one."""
    body = {"component": component_id, "state": state, "photo": bool(photo)}
    kept = _photo(photo, at)
    with act("registry.set_state", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = _locked(component_id, by)
        before, row.state = row.state, checked_state(state)
        if kept is not None:
            row.photo = kept
        row.save(update_fields=["state", "photo"])
        data = {"before": before, "after": row.state, "photo": kept.sha256 if kept else None}
        _record(row, "component.state", by, at, data)
        return this.keep({"id": row.pk, "state": row.state})


def record_census(
    component_ids: Collection[int], *, on: dt.date, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """These components were found in place on a day (普查); an older day changes nothing."""
    body = {"components": sorted(component_ids), "on": on}
    with act("registry.census", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        counted = 0
        for component_id in sorted(set(component_ids)):
            row = _locked(component_id, by)
            if row.census_on >= on:
                continue
            row.census_on = on
            row.save(update_fields=["census_on"])
            _record(row, "component.counted", by, at, {"on": on.isoformat()})
            counted += 1
        return this.keep({"counted": counted})


def component_class(case_class_id: int) -> CaseClass:
    """A class of components in use; refuses a class of events."""
    found = CaseClass.objects.filter(pk=case_class_id).first()
    if found is None or found.kind != CaseClass.Kind.COMPONENT or not found.is_active:
        raise Refused("component_class_unknown", given=found.slug if found else str(case_class_id))
    return found


def checked_label(label: str) -> str:
    """What is painted on it, up to 40 characters."""
    if len(label.strip()) > 40:
        raise Refused("component_label_too_long", longest=40)
    return label.strip()


def checked_source(source: str) -> str:
    """Where the row comes from; it must be said."""
    if not source.strip() or len(source) > 200:
        raise Refused("source_needed", longest=200)
    return source.strip()


def checked_state(state: str) -> str:
    """One of the states a component can be in."""
    if state not in Component.State.values:
        raise Refused("component_state_unknown", given=state, states=list(Component.State.values))
    return state


def check_owner(subdistrict_id: int, unit_id: int | None) -> int | None:
    """The owner, if it is a unit known here (an outside one too: a utility owns most of them)."""
    here = Unit.objects.filter(pk=unit_id, subdistrict_id=subdistrict_id)
    if unit_id is not None and not here.exists():
        raise Refused("unit_unknown", given=unit_id)
    return unit_id


def next_identifier(district: str, own_class: CaseClass) -> str:
    """The next free identifier of a class in a district."""
    wanted = system_of(CODE_SYSTEM, CaseClass.Kind.COMPONENT)
    code = next((c.code for c in codes_of(own_class.pk) if c.system == wanted), "")
    if len(code) != 4:
        raise Refused("component_class_without_code", slug=own_class.slug)
    category = make_category(check_district(district), code[:2], code[2:])
    while True:
        # Identifiers given elsewhere may lie in the way; sequences may skip.
        identifier = make_component(category, numbers.take(f"component:{category}")[0])
        if not Component.objects.filter(identifier=identifier).exists():
            return identifier


def _identifier(subdistrict_id: int, own_class: CaseClass, given: str) -> str:
    if not given:
        code = Subdistrict.objects.values_list("code", flat=True).get(pk=subdistrict_id)
        return next_identifier(code[:6], own_class)
    parse_component(given)
    if Component.objects.filter(subdistrict_id=subdistrict_id, identifier=given).exists():
        raise Refused("component_identifier_taken", identifier=given)
    return given


def _photo(photo: bytes | None, at: dt.datetime) -> StoredFile | None:
    if not photo:
        return None
    # The copy drawn anew: a component's photo is for showing, and no evidence.
    public = read_photo(photo).public
    return files.store(
        public.data,
        at=at,
        media_type="image/jpeg",
        width_px=public.width_px,
        height_px=public.height_px,
    )


def _move(row: Component, point: tuple[Any, Any, str], by: User | None, at: dt.datetime) -> None:
    placed = place(row.subdistrict_id, *point, at)
    check_may_at(by, row.subdistrict_id, placed.grid_code)
    row.lon, row.lat, row.cell, row.grid_id = placed.lon, placed.lat, placed.cell, placed.grid_id


def _locked(component_id: int, by: User | None) -> Component:
    row = (
        Component.objects.select_for_update(of=("self",))
        .select_related("grid")
        .filter(pk=component_id)
        .first()
    )
    if row is None:
        raise Refused("component_unknown", given=component_id)
    check_may_at(by, row.subdistrict_id, row.grid.code if row.grid else None, row.owner_unit_id)
    return row


def _record(
    row: Component, kind: str, by: User | None, at: dt.datetime, data: dict[str, Any]
) -> None:
    append(
        row,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id,
        data=data,
    )
