"""Who may do what, where, today: the one answer every page, endpoint and list starts from.

Grants are kept in memory under the person's `rights_version`, which is read with the person at each request and
moves on with every change. Nothing here writes, and nothing here knows what a case or a grid is.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.apps.accounts.areas import NOWHERE, AreaScope, Place
from xiuhua.apps.accounts.models import Certificate, RoleGrant, Unit, User
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.accounts.units import NAME as UNITS
from xiuhua.apps.accounts.units import unit_id_of
from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.now import now
from xiuhua.apps.records.streets import subdistrict_ids, subdistrict_of
from xiuhua.rulebook.local_day import local_day as day_in_zone
from xiuhua.rulebook.refusal import Refused

Kind = RoleGrant.AreaKind
UNSAID: Any = object()
MOST_KEPT = 5000


@dataclass(frozen=True)
class Held:
    """A grant in force: the role, and the id or code its area stands for."""

    role: str
    area_kind: str
    area_code: str
    subdistrict_id: int | None
    unit_id: int | None


@dataclass(frozen=True)
class Home:
    """The subdistrict a person belongs to, as far as every page shows it."""

    id: int
    name: str
    name_en: str
    is_demo: bool


@dataclass(frozen=True)
class Rights:
    """Everything one person may do today; `home` where the person belongs to a subdistrict."""

    user_id: int | None
    subdistrict_id: int | None
    home: Home | None = None
    held: tuple[Held, ...] = ()
    _scopes: dict[str, AreaScope] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """All permissions held anywhere."""
        return frozenset(str(p) for held in self.held for p in ROLES[held.role].permissions)

    def scope(self, permission: str) -> AreaScope:
        """The places at which the permission is held."""
        if permission not in self._scopes:
            giving = [h for h in self.held if permission in ROLES[h.role].permissions]
            self._scopes[permission] = _scope(giving, self.subdistrict_id)
        return self._scopes[permission]


# Who holds what, by person, version of the rights, and day; forgotten when a unit changes.
_rights: Kept[dict[Any, tuple[Held, ...]]] = Kept(UNITS, dict)
NO_RIGHTS = Rights(user_id=None, subdistrict_id=None)


def _scope(held: Iterable[Held], home: int | None) -> AreaScope:
    by_kind: dict[str, list[Held]] = {}
    for grant in held:
        by_kind.setdefault(grant.area_kind, []).append(grant)
    if not by_kind:
        return NOWHERE
    return AreaScope(
        city=Kind.CITY in by_kind,
        subdistrict_ids=frozenset(
            h.subdistrict_id for h in by_kind.get(Kind.SUBDISTRICT, ()) if h.subdistrict_id
        ),
        community_codes=frozenset(h.area_code for h in by_kind.get(Kind.COMMUNITY, ())),
        grid_codes=frozenset(h.area_code for h in by_kind.get(Kind.GRID, ())),
        unit_ids=frozenset(h.unit_id for h in by_kind.get(Kind.UNIT, ()) if h.unit_id),
        codes_subdistrict_id=home,
    )


def local_day(time_zone: str | None, at: dt.datetime | None = None) -> dt.date:
    """The calendar day in a subdistrict's zone; without one, in the installation's."""
    return day_in_zone(at or now(), time_zone or settings.TIME_ZONE)


def in_force(day: dt.date) -> Q:
    """Rows whose period holds on a day; both ends count."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def rights(user: User) -> Rights:
    """What the person may do today. Read once per request (kept on the user object)."""
    if not user.is_authenticated or not user.is_active:
        return NO_RIGHTS
    moment = now()
    version, day, known = getattr(user, "_rights", (None, None, NO_RIGHTS))
    # The day is the installation's here: a request that spans midnight reads once more, no worse.
    if (version, day) != (user.rights_version, local_day(None, moment)):
        known = _read(user, moment)
        user._rights = (user.rights_version, local_day(None, moment), known)
    return known


def _read(user: User, moment: dt.datetime) -> Rights:
    """From memory, as long as the person's grants, the units and the day stay the same, and for a minute at most.

    So a right that somebody took away by hand in the database ends soon, too.
    """
    subdistrict = subdistrict_of(user.subdistrict_id) if user.subdistrict_id else None
    day = local_day(subdistrict.time_zone if subdistrict else None, moment)
    minute = int(moment.timestamp()) // 60
    key = (user.pk, user.rights_version, user.subdistrict_id, day, minute)
    kept = _rights.get()
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        rows = RoleGrant.objects.filter(user_id=user.pk).order_by("id")
        kept[key] = tuple(
            _held(grant, user.subdistrict_id)
            for grant in rows
            if grant.role in ROLES and _holds(grant, day)
        )
    home = (
        Home(subdistrict.pk, subdistrict.name, subdistrict.name_en, subdistrict.is_demo)
        if subdistrict
        else None
    )
    return Rights(user_id=user.pk, subdistrict_id=user.subdistrict_id, home=home, held=kept[key])


def _held(grant: RoleGrant, home_id: int | None) -> Held:
    return Held(
        role=grant.role,
        area_kind=grant.area_kind,
        area_code=grant.area_code,
        subdistrict_id=subdistrict_ids().get(grant.area_code),
        unit_id=unit_id_of(grant.area_code, home_id),
    )


def _holds(grant: RoleGrant, day: dt.date) -> bool:
    return grant.valid_from <= day and (grant.valid_to is None or day <= grant.valid_to)


def areas(user: User, permission: str) -> AreaScope:
    """Where the person holds the permission: what upper apps filter their lists by."""
    return rights(user).scope(permission)


def may(
    user: User,
    permission: str,
    *,
    subdistrict_id: int | None = UNSAID,
    community_code: str | None = UNSAID,
    grid_code: str | None = UNSAID,
    unit_id: int | None = UNSAID,
) -> bool:
    """Whether the person holds the permission at this place; with no place named: anywhere.

    A place that is named but unknown (`unit_id=None`) matches nothing, it does not mean anywhere.
    Codes need their subdistrict_id beside them.
    """
    scope = areas(user, permission)
    named = (subdistrict_id, community_code, grid_code, unit_id)
    if all(value is UNSAID for value in named):
        return not scope.is_nowhere
    return scope.covers(Place(*(None if value is UNSAID else value for value in named)))


def check_may(user: User, permission: str, **place: Any) -> None:
    """Refuse unless `may`; one who is not signed in is asked to sign in first."""
    if not user.is_authenticated:
        raise Refused("signed_out")
    if not may(user, permission, **place):
        raise Refused("not_permitted", permission=str(permission))


def holders_of(permission: str, subdistrict_id: int, day: dt.date) -> QuerySet[User]:
    """Active people of a subdistrict who hold the permission somewhere in it on a day: one statement."""
    roles = [slug for slug, role in ROLES.items() if permission in role.permissions]
    # A grant over another subdistrict gives nothing here; every other kind of area lies at home.
    elsewhere = Q(area_kind=Kind.SUBDISTRICT) & ~Q(area_code=OuterRef("subdistrict__code"))
    giving = RoleGrant.objects.filter(
        in_force(day), ~elsewhere, user=OuterRef("pk"), role__in=roles
    )
    return User.objects.filter(Exists(giving), subdistrict_id=subdistrict_id, is_active=True)


def active_certificate(user: User, on: dt.date, kind: str = "enforcement") -> Certificate | None:
    """The person's certificate in force on a day: the one that holds longest; None if there is none."""
    return (
        Certificate.objects.filter(in_force(on), user_id=user.pk, kind=kind)
        .order_by("-valid_to", "-id")
        .first()
    )


def people_visible_to(user: User) -> QuerySet[User]:
    """People this person may look at: all of the areas where they hold people.view, and themselves."""
    seen = areas(user, "people.view").as_q(unit="unit_id")
    return User.objects.filter(seen | Q(pk=user.pk)).select_related("unit", "subdistrict")


def units_visible_to(user: User) -> QuerySet[Unit]:
    """Units this person may look at."""
    return Unit.objects.filter(areas(user, "people.view").as_q(unit="id"))
