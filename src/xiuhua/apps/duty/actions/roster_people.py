"""Leave, wishes and the calendar address of a person."""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions.roster_plan import check
from xiuhua.apps.duty.models import CalendarAddress, Leave, Roster, RosterShift, ShiftWish
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.rulebook.refusal import Refused

LONGEST_LEAVE = dt.timedelta(days=400)
MOST_WISHES = 6
"""A month; more would be a roster of one's own."""


def give_leave(
    user_id: int, *, from_on: dt.date, to_on: dt.date, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """A person is away. Refuses days on which a published roster has them on duty: name a substitute first."""
    body = {"user": user_id, "from": from_on, "to": to_on}
    with act("leave.give", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        user = _person(user_id, by)
        if not from_on <= to_on <= from_on + LONGEST_LEAVE:
            raise Refused(
                "leave_period_wrong", from_on=from_on.isoformat(), to_on=to_on.isoformat()
            )
        clash = (
            RosterShift.objects.filter(
                user_id=user_id, day__gte=from_on, day__lte=to_on,
                roster__state=Roster.State.PUBLISHED,
            )
            .order_by("day")
            .first()
        )  # fmt: skip
        if clash is not None:
            raise Refused("leave_while_on_duty", who=user.full_name, day=clash.day.isoformat())
        row = Leave.objects.create(user_id=user_id, from_on=from_on, to_on=to_on)
        _record(row, "leave.given", by, at)
        return this.keep({"id": row.pk})


def end_leave(leave_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """Take a leave back: the person can be put on duty again."""
    with act(
        "leave.end", scope=scope(by.pk if by else None), key=key, body={"leave": leave_id}
    ) as this:
        if this.done:
            return this.answer
        rows = Leave.objects.select_for_update(of=("self",)).filter(pk=leave_id, ended_at=None)
        row = rows.first()
        if row is None:
            raise Refused("not_found")
        _person(row.user_id, by)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _record(row, "leave.ended", by, at)
        return this.keep({"id": row.pk})


def wish(
    *, day: dt.date, wants: bool | None, by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """I would like to be on duty that day, or rather not; None takes the wish back."""
    body = {"day": day, "wants": wants}
    with act("roster.wish", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        if Roster.objects.filter(
            subdistrict_id=by.subdistrict_id, month=day.replace(day=1),
            state=Roster.State.PUBLISHED,
        ).exists():  # fmt: skip
            raise Refused("wish_too_late", day=day.isoformat())
        here = ShiftWish.objects.filter(user=by)
        here.filter(day=day).delete()
        if wants is not None:
            month = here.filter(day__year=day.year, day__month=day.month)
            if month.count() >= MOST_WISHES:
                raise Refused("wishes_too_many", most=MOST_WISHES)
            ShiftWish.objects.create(user=by, day=day, wants=wants)
        return this.keep({"day": day.isoformat()})


def new_address(*, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """A new private calendar address; the old one answers nothing any more."""
    with act("roster.new_address", scope=scope(by.pk), key=key, body={}) as this:
        if this.done:
            return this.answer
        row, made = CalendarAddress.objects.select_for_update().get_or_create(user=by)
        if not made:
            row.version += 1
            row.save(update_fields=["version"])
        return this.keep({"version": row.version})


def _person(user_id: int, by: User | None) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or user.subdistrict_id is None:
        raise Refused("person_unknown", given=user_id)
    check(by, user.subdistrict_id)
    return user


def _record(row: Leave, kind: str, by: User | None, at: dt.datetime) -> None:
    append(
        row,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.user.subdistrict_id,
        data={"user_id": row.user_id, "from_on": row.from_on, "to_on": row.to_on},
    )
