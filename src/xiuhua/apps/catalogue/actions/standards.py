"""Standards change from a day on: the row in force ends the day before, and a new row begins.

So every case keeps the row it was judged by. A subdistrict writes rows of its own beside the general ones; a
general row is only changed by who may change it for all.
"""

import datetime as dt
from typing import Any

from django.db.models import Q

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.catalogue.kept import NAME
from xiuhua.apps.catalogue.models import CaseClass, Standard
from xiuhua.apps.catalogue.rights import check_may_edit
from xiuhua.apps.catalogue.rules import CALENDARS
from xiuhua.apps.catalogue.tags import PRINCIPLES
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import OfficeHours
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.clock import unit_of
from xiuhua.rulebook.refusal import Refused

MAY_CHANGE = (
    "filing_condition",
    "close_condition",
    "limit_value",
    "limit_unit",
    "calendar",
    "responsible",
    "legal_basis",
    "principle",
    "source",
    "confidence",
)
LONGEST = {
    "filing_condition": 200,
    "close_condition": 200,
    "responsible": 80,
    "legal_basis": 200,
    "source": 200,
}
NEEDED = ("filing_condition", "close_condition", "source")
DAY = dt.timedelta(days=1)


def change_standard(
    standard_id: int,
    *,
    from_on: dt.date,
    subdistrict_id: int | None,
    by: User | None,
    at: dt.datetime,
    key: str,
    **changes: Any,
) -> dict[str, Any]:
    """Change a standard from a day on, for one subdistrict or (None) for all that have none of their own.

    A general standard changed for a subdistrict gets an own row beside it. A row that has not begun yet may
    be written anew for its own first day; whatever was in force stays as it was.
    """
    actor_id = by.pk if by else None
    body = {"standard": standard_id, "from": from_on, "subdistrict": subdistrict_id, **changes}
    check_may_edit(by, subdistrict_id)
    with act("catalogue.change_standard", scope=scope(actor_id), key=key, body=body) as this:
        if this.done:
            return this.answer
        old = Standard.objects.select_for_update().filter(pk=standard_id).first()
        if old is None:
            raise Refused("standard_unknown", given=standard_id)
        values = _checked(
            {name: getattr(old, name) for name in MAY_CHANGE}, changes, subdistrict_id
        )
        _check_day(old, from_on, subdistrict_id, at)
        if old.subdistrict_id == subdistrict_id and old.valid_from == from_on:
            new = _write_anew(old, values)
        else:
            new = _succeed(old, values, from_on, subdistrict_id, at, actor_id)
        data = {
            "class_id": new.case_class_id,
            "order": new.order,
            "before": [old.limit_value, old.limit_unit, old.calendar],
            "after": [new.limit_value, new.limit_unit, new.calendar],
            "changed": sorted(changes),
            "valid_from": from_on.isoformat(),
            "replaces": old.pk,
        }
        append(
            new,
            "standard.changed",
            at=at,
            actor_id=actor_id,
            subdistrict_id=subdistrict_id,
            data=data,
        )
        changed(NAME)
        return this.keep({"id": new.pk, "replaces": old.pk, "valid_from": from_on.isoformat()})


def add_standard(
    class_id: int,
    *,
    from_on: dt.date,
    subdistrict_id: int | None,
    by: User | None,
    at: dt.datetime,
    key: str,
    **values: Any,
) -> dict[str, Any]:
    """Add one more filing condition to a class, behind those it has."""
    actor_id = by.pk if by else None
    body = {"class": class_id, "from": from_on, "subdistrict": subdistrict_id, **values}
    check_may_edit(by, subdistrict_id)
    with act("catalogue.add_standard", scope=scope(actor_id), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = CaseClass.objects.select_for_update().filter(pk=class_id).first()
        if row is None:
            raise Refused("class_unknown", given=str(class_id))
        check_not_past(from_on, subdistrict_id, at)
        blank = dict.fromkeys(MAY_CHANGE, "") | {"calendar": "office", "confidence": "M"}
        checked = _checked(blank, values, subdistrict_id)
        last = Standard.objects.filter(case_class=row).order_by("-order").first()
        new = Standard.objects.create(
            case_class=row,
            subdistrict_id=subdistrict_id,
            order=last.order + 1 if last else 1,
            valid_from=from_on,
            **checked,
        )
        data = {
            "class_id": row.pk,
            "order": new.order,
            "limit": [new.limit_value, new.limit_unit, new.calendar],
            "valid_from": from_on.isoformat(),
        }
        append(
            new,
            "standard.added",
            at=at,
            actor_id=actor_id,
            subdistrict_id=subdistrict_id,
            data=data,
        )
        changed(NAME)
        return this.keep({"id": new.pk, "order": new.order})


def check_not_past(from_on: dt.date, subdistrict_id: int | None, at: dt.datetime) -> dt.date:
    """Refuse a change from a day that is over; gives today."""
    today = local_day(zone_name(subdistrict_id), at)
    if from_on < today:
        raise Refused("change_in_the_past", from_on=from_on.isoformat(), today=today.isoformat())
    return today


def _check_day(
    old: Standard, from_on: dt.date, subdistrict_id: int | None, at: dt.datetime
) -> None:
    if old.subdistrict_id is not None and old.subdistrict_id != subdistrict_id:
        raise Refused("standard_of_another_subdistrict", standard=old.pk)
    today = check_not_past(from_on, subdistrict_id, at)
    if old.subdistrict_id == subdistrict_id and old.valid_from == from_on == today:
        # Cases of this morning may have been judged by it.
        raise Refused("change_began_today", today=today.isoformat())
    if from_on < old.valid_from or (old.valid_to is not None and old.valid_to < from_on):
        raise Refused("standard_not_in_force", standard=old.pk, from_on=from_on.isoformat())
    same = Standard.objects.filter(
        case_class_id=old.case_class_id, order=old.order, subdistrict_id=subdistrict_id
    ).exclude(pk=old.pk)
    later = same.filter(valid_from__gte=from_on)
    running = same.filter(valid_from__lt=from_on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=from_on)
    )
    clash = (later | running).order_by("valid_from").first()
    if clash is not None:
        raise Refused(
            "standard_overlaps",
            from_on=from_on.isoformat(),
            other_from=clash.valid_from.isoformat(),
        )


def _write_anew(planned: Standard, values: dict[str, Any]) -> Standard:
    """A row that begins on the very day: nobody has been judged by it before that day."""
    new = Standard.objects.get(pk=planned.pk)
    for name, value in values.items():
        setattr(new, name, value)
    new.save(update_fields=list(values))
    return new


def _succeed(
    old: Standard,
    values: dict[str, Any],
    from_on: dt.date,
    subdistrict_id: int | None,
    at: dt.datetime,
    actor_id: int | None,
) -> Standard:
    ends = old.valid_to
    if old.subdistrict_id == subdistrict_id:
        old.valid_to = from_on - DAY
        old.save(update_fields=["valid_to"])
        data = {"valid_to": old.valid_to.isoformat()}
        append(
            old,
            "standard.ended",
            at=at,
            actor_id=actor_id,
            subdistrict_id=subdistrict_id,
            data=data,
        )
    return Standard.objects.create(
        case_class_id=old.case_class_id,
        subdistrict_id=subdistrict_id,
        order=old.order,
        valid_from=from_on,
        valid_to=ends,
        **values,
    )


def _checked(
    before: dict[str, Any], changes: dict[str, Any], subdistrict_id: int | None
) -> dict[str, Any]:
    for name in changes:
        if name not in MAY_CHANGE:
            raise Refused("standard_field_unknown", name=name)
    values = {**before, **changes}
    for name, longest in LONGEST.items():
        values[name] = str(values[name]).strip()
        if len(values[name]) > longest or (name in NEEDED and not values[name]):
            raise Refused("standard_text_invalid", name=name, longest=longest)
    try:
        values["limit_value"] = float(values["limit_value"])
    except (TypeError, ValueError):
        raise Refused("limit_invalid", value=str(values["limit_value"])) from None
    if not 0 < values["limit_value"] <= 10_000:
        raise Refused("limit_invalid", value=str(values["limit_value"]))
    values["limit_unit"] = unit_of(values["limit_unit"]).value
    if values["principle"] not in ("", *PRINCIPLES):
        raise Refused("principle_unknown", value=values["principle"])
    if values["confidence"] not in Standard.Confidence.values:
        raise Refused("confidence_unknown", value=values["confidence"])
    check_calendar(values["calendar"], subdistrict_id)
    return values


def check_calendar(calendar: str, subdistrict_id: int | None) -> None:
    """Refuse a calendar that has no hours."""
    general = Q(subdistrict_id=None) | Q(subdistrict_id=subdistrict_id)
    if (
        calendar not in CALENDARS
        and not OfficeHours.objects.filter(general, calendar=calendar).exists()
    ):
        raise Refused("calendar_unknown", calendar=calendar)
