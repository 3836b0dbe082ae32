"""The first administrator, made at the machine by whoever installs, and one-time links.

Only while nobody holds the role yet: afterwards administrators come from administrators. There is
no default account and no default password.
"""

import datetime as dt

from django.conf import settings

from xiuhua.apps.accounts import passwords
from xiuhua.apps.accounts.actions import grants, people, rows
from xiuhua.apps.accounts.models import RoleGrant, User
from xiuhua.apps.accounts.queries import check_may, in_force, local_day, rights
from xiuhua.apps.accounts.roles import ADMINISTRATORS
from xiuhua.apps.records import acts
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

ALL_THREE = ("system_admin", "security_admin", "auditor")


def add_first(
    *,
    username: str,
    full_name: str,
    subdistrict_code: str | None = None,
    role: str | None = None,
    at: dt.datetime,
) -> User:
    """The first holder of each administrator role; without level 3 one person may hold all three."""
    if role is not None and role not in ADMINISTRATORS:
        raise Refused("role_unknown", role=role[:40])
    if settings.LEVEL_3 and role is None:
        raise Refused("level_3_one_role")
    home = _subdistrict(subdistrict_code)
    roles = [role] if role else list(ALL_THREE)
    with acts.act("administrator.add", scope=acts.scope(None), key="", body={}):
        day = local_day(home.time_zone if home else None, at)
        if RoleGrant.objects.filter(in_force(day), role__in=roles, user__is_active=True).exists():
            raise Refused("administrator_exists")
        person = people.add(
            username=username, full_name=full_name, subdistrict=home, by=None, at=at
        )
        area = ("subdistrict", home.code) if home else ("city", "")
        for slug in roles:
            grants.give(
                person,
                slug,
                area_kind=area[0],
                area_code=area[1],
                valid_from=day,
                by=None,
                at=at,
            )
    return person


def _subdistrict(code: str | None) -> Subdistrict | None:
    """The one named; with none named, the only one there is, or none: then it is the whole city."""
    if code is None:
        found = list(Subdistrict.objects.all()[:2])
        return found[0] if len(found) == 1 else None
    home = Subdistrict.objects.filter(code=code).first()
    if home is None:
        raise Refused("subdistrict_unknown", subdistrict=code[:40])
    return home


def administrator(username: str, at: dt.datetime) -> User:
    """An active administrator by name, for whom the machine's owner may ask a new link."""
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None or not ADMINISTRATORS & {held.role for held in rights(user).held}:
        raise Refused("administrator_unknown", username=username[:60])
    return user


def issue_link(user: User, *, by: User | None, at: dt.datetime, key: str = "") -> str:
    """The path of a one-time link for setting a password; the present one works until it is used.

    An account that can grant is opened only by one who can grant: otherwise whoever keeps the
    tables could walk in as whoever gives the rights.
    """
    if by is not None:
        check_may_open(user, by)
    scope = acts.scope(by.pk if by else None)
    with acts.act("person.issue_link", scope=scope, key=key, body={"user": user.pk}) as this:
        if not this.done:
            row = rows.locked_user(user)
            if not row.is_active:
                raise Refused("person_inactive")
            rows.record(row, "person.link_issued", at=at, by=by)
            this.keep({"user": row.pk})
    return passwords.link_for(user)


def check_may_open(user: User, by: User) -> None:
    """Refuse unless `by` may give access to this account."""
    asked = "roles.grant" if "roles.grant" in rights(user).permissions else "people.edit"
    check_may(by, asked, subdistrict_id=user.subdistrict_id, unit_id=user.unit_id)
