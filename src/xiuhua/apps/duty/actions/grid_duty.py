"""Duties are given, handed over and ended with dates; one part of one grid is held by one at a time.

A row is never rewritten but for its last day, so who answered on a day that is over stays answerable.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Q

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.duty.queries import NAME
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused

DAY = dt.timedelta(days=1)
PERMISSION = "duty.edit"
LONGEST_NAME = 40


class Held(NamedTuple):
    """Who holds a part: a unit, if known a person with an account, else a name."""

    unit_id: int
    user_id: int | None = None
    name: str = ""


def assign(
    *,
    subdistrict_id: int,
    grid_id: int | None,
    part: str,
    unit_id: int,
    user_id: int | None = None,
    holder_name: str = "",
    is_deputy: bool = False,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Give a part of a grid (without one: of the locality) to a unit and, if known, a person.

    `holder_name`: of one who has no account, as a cleaner of the company.
    """
    held = Held(unit_id, user_id, holder_name.strip())
    body = {
        "subdistrict": subdistrict_id,
        "grid": grid_id,
        "part": part,
        "unit": unit_id,
        "user": user_id,
        "name": held.name,
        "deputy": is_deputy,
        "from": valid_from,
        "to": valid_to,
    }
    if by is not None:
        check_may(by, PERMISSION, subdistrict_id=subdistrict_id)
    with act("duty.assign", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        # One at a time per subdistrict, or two clerks could fill the same part at once.
        Subdistrict.objects.select_for_update().get(pk=subdistrict_id)
        place = (subdistrict_id, grid_id, part, is_deputy)
        new = insert_duty(*place, held, valid_from, valid_to)
        record_duty(new, "duty.assigned", by, at)
        changed(NAME)
        return this.keep({"id": new.pk})


def hand_over(
    duty_id: int,
    *,
    unit_id: int,
    user_id: int | None,
    holder_name: str = "",
    from_on: dt.date,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """From a day on somebody else holds the part: the old row ends the day before, a new one begins."""
    held = Held(unit_id, user_id, holder_name.strip())
    body = {"duty": duty_id, "unit": unit_id, "user": user_id, "name": held.name, "from": from_on}
    with act("duty.hand_over", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        old = _locked(duty_id, by)
        ended_on = old.valid_to
        _end(old, from_on - DAY, by, at)
        place = (old.subdistrict_id, old.grid_id, old.part, old.is_deputy)
        new = insert_duty(*place, held, from_on, ended_on)
        record_duty(new, "duty.assigned", by, at)
        changed(NAME)
        return this.keep({"id": new.pk, "ended": old.pk})


def end(
    duty_id: int, *, last_on: dt.date, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """The part is held up to and including this day."""
    body = {"duty": duty_id, "last": last_on}
    with act("duty.end", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = _locked(duty_id, by)
        _end(row, last_on, by, at)
        changed(NAME)
        return this.keep({"id": row.pk, "last_on": last_on.isoformat()})


def _locked(duty_id: int, by: User | None) -> GridDuty:
    row = GridDuty.objects.select_for_update(of=("self",)).filter(pk=duty_id).first()
    if row is None:
        raise Refused("duty_unknown", given=duty_id)
    if by is not None:
        check_may(by, PERMISSION, subdistrict_id=row.subdistrict_id)
    return row


def _end(row: GridDuty, last_on: dt.date, by: User | None, at: dt.datetime) -> None:
    yesterday = local_day(zone_name(row.subdistrict_id), at) - DAY
    if last_on < yesterday:
        raise Refused("duty_end_in_the_past", last_on=last_on.isoformat())
    if last_on < row.valid_from:
        raise Refused(
            "duty_ends_before_it_begins",
            last_on=last_on.isoformat(),
            valid_from=row.valid_from.isoformat(),
        )
    if row.valid_to is not None and row.valid_to < last_on:
        raise Refused("duty_already_ended", valid_to=row.valid_to.isoformat())
    row.valid_to = last_on
    row.save(update_fields=["valid_to"])
    record_duty(row, "duty.ended", by, at)


def insert_duty(
    subdistrict_id: int,
    grid_id: int | None,
    part: str,
    is_deputy: bool,
    held: Held,
    valid_from: dt.date,
    valid_to: dt.date | None,
) -> GridDuty:
    """A new row, checked; inside an act. Refuses what `assign` refuses."""
    if part not in GridDuty.Part.values:
        raise Refused("duty_part_unknown", part=part, parts=list(GridDuty.Part.values))
    if valid_to is not None and valid_to < valid_from:
        raise Refused(
            "duty_ends_before_it_begins",
            last_on=valid_to.isoformat(),
            valid_from=valid_from.isoformat(),
        )
    _check_holder(subdistrict_id, grid_id, held)
    overlapping = GridDuty.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from),
        subdistrict_id=subdistrict_id,
        grid_id=grid_id,
        part=part,
        is_deputy=is_deputy,
    )
    if valid_to is not None:
        overlapping = overlapping.filter(valid_from__lte=valid_to)
    clash = overlapping.order_by("valid_from").first()
    if clash is not None:
        raise Refused(
            "duty_overlaps",
            part=part,
            other_from=clash.valid_from.isoformat(),
            other_to=clash.valid_to.isoformat() if clash.valid_to else None,
        )
    return GridDuty.objects.create(
        subdistrict_id=subdistrict_id,
        grid_id=grid_id,
        part=part,
        is_deputy=is_deputy,
        unit_id=held.unit_id,
        user_id=held.user_id,
        holder_name=held.name,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _check_holder(subdistrict_id: int, grid_id: int | None, held: Held) -> None:
    unit_id, user_id = held.unit_id, held.user_id
    here = {"subdistrict_id": subdistrict_id}
    if grid_id is not None and not Grid.objects.filter(pk=grid_id, **here).exists():
        raise Refused("grid_unknown", given=grid_id)
    unit = Unit.objects.filter(pk=unit_id, is_active=True, **here).first()
    if unit is None:
        raise Refused("unit_unknown", given=unit_id)
    if unit.is_outside:
        raise Refused("duty_of_outside_unit", unit=unit_id)
    if user_id is not None and not User.objects.filter(pk=user_id, is_active=True, **here).exists():
        raise Refused("person_unknown", given=user_id)
    if held.name and user_id is not None:
        raise Refused("duty_holder_twice")
    if len(held.name) > LONGEST_NAME or any(letter.isdigit() for letter in held.name):
        raise Refused("duty_holder_name_invalid", longest=LONGEST_NAME)


def record_duty(row: GridDuty, kind: str, by: User | None, at: dt.datetime) -> None:
    """One event of a duty's history."""
    append(
        row,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id,
        data={
            "grid_id": row.grid_id,
            "part": row.part,
            "is_deputy": row.is_deputy,
            "unit_id": row.unit_id,
            "user_id": row.user_id,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        },
    )
