"""Roles given and withdrawn. Every change ends the person's open sessions.

One can give a role only over places where one may grant, to people one may reach; with level 3 on,
nobody grants to himself and the three administrators are three people. Existence of a community or
a grid is for the caller to check: this floor knows their codes only.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Q

from xiuhua.apps.accounts.actions import rows
from xiuhua.apps.accounts.models import RoleGrant, Unit, User
from xiuhua.apps.accounts.queries import check_may, in_force, local_day
from xiuhua.apps.accounts.roles import ADMINISTRATORS, ROLES, SecurityAdmin
from xiuhua.apps.records import acts
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

Kind = RoleGrant.AreaKind


def give(
    user: User,
    role: str,
    *,
    area_kind: str,
    area_code: str = "",
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    by: User | None,
    at: dt.datetime,
    key: str = "",
) -> RoleGrant:
    """Give a role over an area from a day to a day (both count). `by=None`: a command at the machine."""
    if role not in ROLES:
        raise Refused("role_unknown", role=role[:40])
    check_period(valid_from, valid_to, day_of(user, at))
    _check_may_give(user, area_kind, area_code, by)
    body = {
        "user": user.pk,
        "role": role,
        "area": [area_kind, area_code],
        "period": [valid_from.isoformat(), valid_to.isoformat() if valid_to else None],
    }
    scope = acts.scope(by.pk if by else None)
    with acts.act("role.give", scope=scope, key=key, body=body) as this:
        if this.done:
            return RoleGrant.objects.get(pk=this.answer["grant"])
        row = rows.locked_user(user)
        if not row.is_active:
            raise Refused("person_inactive")
        grant = RoleGrant(
            user=row,
            role=role,
            area_kind=area_kind,
            area_code=area_code,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        _check_beside_others(grant)
        grant.save(force_insert=True)
        rows.end_sessions(row, user)
        rows.record(row, "person.role_given", at=at, by=by, data=_data(grant))
        this.keep({"grant": grant.pk})
    return grant


def withdraw(grant: RoleGrant, *, by: User, at: dt.datetime, key: str) -> None:
    """End a grant now: yesterday becomes its last day."""
    check_may(by, "roles.grant", **_place(grant.user, grant.area_kind, grant.area_code))
    body = {"grant": grant.pk}
    with acts.act("role.withdraw", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked_user(grant.user)
        today = day_of(row, at)
        current = RoleGrant.objects.get(pk=grant.pk)
        if current.valid_to is not None and current.valid_to < today:
            raise Refused("grant_ended", role=current.role)
        _check_not_last(row, [current], today)
        current.valid_to = grant.valid_to = today - dt.timedelta(days=1)
        current.save(update_fields=["valid_to"])
        rows.end_sessions(row, grant.user)
        rows.record(row, "person.role_withdrawn", at=at, by=by, data=_data(current))
        this.keep({"grant": current.pk})


def end_all(row: User, *, at: dt.datetime) -> list[int]:
    """End every grant of a person who leaves: part of that act, inside its transaction."""
    today = day_of(row, at)
    current = list(
        RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), user=row)
    )
    _check_not_last(row, current, today)
    yesterday = today - dt.timedelta(days=1)
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in current]).update(valid_to=yesterday)
    return [grant.pk for grant in current]


def day_of(user: User, at: dt.datetime) -> dt.date:
    """The local day at the person's subdistrict."""
    return local_day(user.subdistrict.time_zone if user.subdistrict else None, at)


def check_period(valid_from: dt.date, valid_to: dt.date | None, today: dt.date) -> None:
    """A period that runs backwards or has run out is a slip."""
    if valid_to is not None and valid_to < valid_from:
        raise Refused(
            "period_inverted", valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat()
        )
    if valid_to is not None and valid_to < today:
        raise Refused("period_expired", valid_to=valid_to.isoformat())


def _data(grant: RoleGrant) -> dict[str, object]:
    return {
        "grant": grant.pk,
        "role": grant.role,
        "area": [grant.area_kind, grant.area_code],
        "valid_from": grant.valid_from.isoformat(),
        "valid_to": grant.valid_to.isoformat() if grant.valid_to else None,
    }


def _place(user: User, area_kind: str, area_code: str) -> dict[str, int | str | None]:
    """The area of a grant as a place, refusing an area that cannot be."""
    if area_kind not in Kind.values:
        raise Refused("area_kind_unknown", area_kind=area_kind[:40])
    if area_kind == Kind.CITY:
        if area_code:
            raise Refused("area_code_not_wanted")
        # A place that no narrower grant covers: only who grants over the city may.
        return {"subdistrict_id": None}
    if not area_code or len(area_code) > 32:
        raise Refused("grant_area_missing", area_kind=area_kind)
    if area_kind == Kind.SUBDISTRICT:
        found = Subdistrict.objects.filter(code=area_code).values_list("id", flat=True).first()
        if found is None:
            raise Refused("grant_area_unknown", area_kind=area_kind, area_code=area_code)
        return {"subdistrict_id": found}
    if user.subdistrict_id is None:
        raise Refused("person_without_subdistrict", area_kind=area_kind)
    if area_kind == Kind.UNIT:
        unit = Unit.objects.filter(subdistrict_id=user.subdistrict_id, code=area_code).first()
        if unit is None:
            raise Refused("grant_area_unknown", area_kind=area_kind, area_code=area_code)
        return {"subdistrict_id": user.subdistrict_id, "unit_id": unit.pk}
    column = "community_code" if area_kind == Kind.COMMUNITY else "grid_code"
    return {"subdistrict_id": user.subdistrict_id, column: area_code}


def _check_may_give(user: User, area_kind: str, area_code: str, by: User | None) -> None:
    place = _place(user, area_kind, area_code)
    if by is None:
        return
    check_may(by, "roles.grant", **place)
    check_may(by, "roles.grant", subdistrict_id=user.subdistrict_id, unit_id=user.unit_id)
    if settings.LEVEL_3 and by.pk == user.pk:
        raise Refused("grant_to_oneself")


def _check_beside_others(grant: RoleGrant) -> None:
    """No second grant of the same, and under level 3 no second administrator role."""
    overlapping = RoleGrant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=grant.valid_from), user=grant.user
    )
    if grant.valid_to is not None:
        overlapping = overlapping.filter(valid_from__lte=grant.valid_to)
    same = {"role": grant.role, "area_kind": grant.area_kind, "area_code": grant.area_code}
    if overlapping.filter(**same).exists():
        raise Refused("grant_twice", role=grant.role)
    if settings.LEVEL_3 and grant.role in ADMINISTRATORS:
        others = ADMINISTRATORS - {grant.role}
        held = overlapping.filter(role__in=others).values_list("role", flat=True).first()
        if held is not None:
            raise Refused("administrators_apart", role=grant.role, roles=[held])


def _check_not_last(row: User, ending: list[RoleGrant], today: dt.date) -> None:
    """Somebody who can grant must remain, else nobody could ever grant again."""
    if not any(grant.role == SecurityAdmin.slug for grant in ending):
        return
    remaining = RoleGrant.objects.filter(
        in_force(today), role=SecurityAdmin.slug, user__is_active=True
    ).exclude(pk__in=[grant.pk for grant in ending])
    if not remaining.filter(
        Q(area_kind=Kind.CITY) | Q(user__subdistrict_id=row.subdistrict_id)
    ).exists():
        raise Refused("last_security_admin")
