"""Who may do what, where, today: the one answer every page, endpoint and list starts from.

One statement per request reads a person's grants with the ids their areas stand for. Nothing here
writes, and nothing here knows what a case or a grid is.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from xiuhua.apps.accounts.areas import NOWHERE, AreaScope, Place
from xiuhua.apps.accounts.models import Certificate, RoleGrant, Unit, User
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.local_day import local_day as day_in_zone
from xiuhua.rulebook.refusal import Refused

Kind = RoleGrant.AreaKind
UNSAID: Any = object()


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
    """Everything one person may do today. `home` is unknown where there is no grant at all."""

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
    rows = list(
        RoleGrant.objects.filter(user_id=user.pk)
        .annotate(
            zone=F("user__subdistrict__time_zone"),
            home_name=F("user__subdistrict__name"),
            home_name_en=F("user__subdistrict__name_en"),
            home_is_demo=F("user__subdistrict__is_demo"),
            named_subdistrict_id=Subquery(
                Subdistrict.objects.filter(code=OuterRef("area_code")).values("id")[:1]
            ),
            named_unit_id=Subquery(
                Unit.objects.filter(
                    code=OuterRef("area_code"), subdistrict_id=OuterRef("user__subdistrict_id")
                ).values("id")[:1]
            ),
        )
        .order_by("id")
    )
    held = tuple(
        Held(
            role=grant.role,
            area_kind=grant.area_kind,
            area_code=grant.area_code,
            subdistrict_id=grant.named_subdistrict_id,
            unit_id=grant.named_unit_id,
        )
        for grant in rows
        if grant.role in ROLES and _holds(grant, local_day(grant.zone, moment))
    )
    home = None
    if rows and user.subdistrict_id:
        first = rows[0]
        home = Home(
            user.subdistrict_id, first.home_name, first.home_name_en, bool(first.home_is_demo)
        )
    return Rights(user_id=user.pk, subdistrict_id=user.subdistrict_id, home=home, held=held)


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
