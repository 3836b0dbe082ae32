"""Which cases and orders a person may see at all: by area, by unit, or because they are his own."""

from typing import Any

from django.db.models import Q, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.accounts.units import NAME as UNITS
from xiuhua.apps.cases.models import Case, InboundOrder
from xiuhua.apps.records.kept import Kept

MOST_KEPT = 5000


def visible_to(user: User) -> QuerySet[Case]:
    """Cases inside the person's areas, held by the unit or the person, or reported by the person."""
    scope = areas(user, "cases.view")
    if scope.is_nowhere:
        return Case.objects.none()
    if scope.city:
        return Case.objects.all()
    seen = scope.as_q(community="community__code", grid="grid__code", unit="unit_id")
    return Case.objects.filter(seen if whole_sight(user) is not None else seen | _own(user))


def sight_of(user: User) -> tuple[Any, ...]:
    """What `visible_to` depends on: equal for two users or moments, it asks the same question."""
    return (areas(user, "cases.view"), None if whole_sight(user) is not None else user.pk)


def whole_sight(user: User) -> list[int] | None:
    """The subdistricts the person sees whole, if that is all the person sees; an empty list is all of them.

    Whoever has cases of his own outside of them, or is granted less than the whole own subdistrict, gets None.
    """
    scope = areas(user, "cases.view")
    if scope.city:
        return []
    if user.subdistrict_id not in scope.subdistrict_ids or _has_own_elsewhere(user):
        return None
    # Units of other subdistricts are no part of a grant, so whatever else is granted lies in the own one.
    return sorted(scope.subdistrict_ids)


def _own(user: User) -> Q:
    return Q(officer_id=user.pk) | Q(reported_by_id=user.pk) | Q(handled_by_id=user.pk)


def _has_own_elsewhere(user: User) -> bool:
    """Whether a person who sees whole subdistricts has cases of his own outside them.

    Only from a time when he was granted more: one is given cases of the own subdistrict only, and may report
    elsewhere only where one sees. So the answer holds as long as the grants do, and is kept with them.
    """
    key = (user.pk, user.rights_version, user.subdistrict_id, areas(user, "cases.view"))
    kept = _elsewhere.get()
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        outside = Case.objects.filter(_own(user)).exclude(subdistrict_id__in=key[3].subdistrict_ids)
        kept[key] = outside.exists()
    return kept[key]


_elsewhere: Kept[dict[Any, bool]] = Kept(UNITS, dict)


def orders_visible_to(user: User) -> QuerySet[InboundOrder]:
    """Inbound orders of the subdistricts where the person may look at orders."""
    scope = areas(user, "orders.view")
    return (
        InboundOrder.objects.none()
        if scope.is_nowhere
        else InboundOrder.objects.filter(scope.as_q())
    )
