"""Units: added, renamed, moved below another, taken out of service. A unit is never deleted."""

import datetime as dt
import re
from typing import Any

from django.db import IntegrityError, transaction

from xiuhua.apps.accounts.actions import rows
from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.accounts.units import NAME
from xiuhua.apps.records import acts
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
LONGEST_NAME = 80
OUTSIDE_KINDS = (Unit.Kind.DISTRICT, Unit.Kind.UTILITY)
UNSAID: Any = object()


def add(
    *,
    subdistrict: Subdistrict,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None = None,
    by: User | None,
    at: dt.datetime,
    key: str = "",
) -> Unit:
    """A new unit; district departments and utilities are outside: they get referrals, not dispatches."""
    if by is not None:
        check_may(by, "people.edit", subdistrict_id=subdistrict.pk)
    code, name = code.strip(), name.strip()
    if not CODE.fullmatch(code):
        raise Refused("unit_code_malformed", unit_code=code[:60])
    _check_words(name, kind)
    _check_parent(None, parent, subdistrict.pk)
    body = {
        "subdistrict": subdistrict.pk,
        "unit_code": code,
        "name": name,
        "kind": kind,
        "parent": parent.pk if parent else None,
    }
    scope = acts.scope(by.pk if by else None)
    with acts.act("unit.add", scope=scope, key=key, body=body) as this:
        if this.done:
            return Unit.objects.get(pk=this.answer["unit"])
        unit = Unit(subdistrict=subdistrict, code=code, name=name, kind=kind, parent=parent)
        unit.is_outside = kind in OUTSIDE_KINDS
        _insert(unit)
        data = {"unit_code": code, "kind": kind, "parent": unit.parent_id}
        rows.record(unit, "unit.added", at=at, by=by, data=data)
        this.keep({"unit": unit.pk})
    return unit


def _insert(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
            changed(NAME)
    except IntegrityError as error:
        raise Refused("unit_code_taken", unit_code=unit.code) from error


def change(
    unit: Unit,
    *,
    name: str | None = None,
    kind: str | None = None,
    parent: Unit | None = UNSAID,
    is_active: bool | None = None,
    seen_seq: int | None = None,
    by: User,
    at: dt.datetime,
    key: str,
) -> Unit:
    """Change what is given. The code stays: other offices and old papers name the unit by it."""
    check_may(by, "people.edit", subdistrict_id=unit.subdistrict_id, unit_id=unit.pk)
    wanted = _wanted(unit, name, kind, parent, is_active)
    body = {"unit": unit.pk, **wanted}
    with acts.act("unit.change", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return Unit.objects.get(pk=unit.pk)
        row = rows.locked_unit(unit)
        if seen_seq is not None and row.history_seq != seen_seq:
            raise Refused("unit_changed_meanwhile")
        fields = [field for field, value in wanted.items() if getattr(row, field) != value]
        if "is_active" in fields and not wanted["is_active"]:
            _check_may_close(row)
        for field in fields:
            setattr(row, field, wanted[field])
        if fields:
            row.save(update_fields=fields)
            changed(NAME)
            data = {"fields": sorted(fields), "kind": row.kind, "is_active": row.is_active}
            rows.record(row, "unit.changed", at=at, by=by, data=data)
        this.keep({"unit": row.pk})
    return row


def _wanted(
    unit: Unit, name: str | None, kind: str | None, parent: Unit | None, is_active: bool | None
) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    _check_words(unit.name if name is None else name.strip(), unit.kind if kind is None else kind)
    if name is not None:
        wanted["name"] = name.strip()
    if kind is not None:
        wanted |= {"kind": kind, "is_outside": kind in OUTSIDE_KINDS}
    if parent is not UNSAID:
        _check_parent(unit, parent, unit.subdistrict_id)
        wanted["parent_id"] = parent.pk if parent else None
    if is_active is not None:
        wanted["is_active"] = is_active
    return wanted


def _check_words(name: str, kind: str) -> None:
    if not name:
        raise Refused("unit_name_missing")
    if len(name) > LONGEST_NAME:
        raise Refused("unit_name_too_long", longest=LONGEST_NAME)
    if kind not in Unit.Kind.values:
        raise Refused("unit_kind_unknown", unit_kind=kind[:40])


def _check_parent(unit: Unit | None, parent: Unit | None, subdistrict_id: int) -> None:
    if parent is None:
        return
    if parent.subdistrict_id != subdistrict_id:
        raise Refused("unit_of_other_subdistrict", unit=parent.name)
    above: Unit | None = parent
    while above is not None:
        if unit is not None and above.pk == unit.pk:
            raise Refused("unit_parent_loop", unit=unit.name)
        above = above.parent


def _check_may_close(unit: Unit) -> None:
    people = User.objects.filter(unit_id=unit.pk, is_active=True).count()
    if people:
        raise Refused("unit_has_people", unit=unit.name, people=people)
    if Unit.objects.filter(parent_id=unit.pk, is_active=True).exists():
        raise Refused("unit_has_units", unit=unit.name)
