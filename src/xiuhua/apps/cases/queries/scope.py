"""Which cases and orders a person may see at all: by area, by unit, or because they are his own."""

from django.db.models import Q, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.cases.models import Case, InboundOrder


def visible_to(user: User) -> QuerySet[Case]:
    """Cases inside the person's areas, held by the unit or the person, or reported by the person."""
    scope = areas(user, "cases.view")
    if scope.is_nowhere:
        return Case.objects.none()
    seen = scope.as_q(community="community__code", grid="grid__code", unit="unit_id")
    own = Q(officer_id=user.pk) | Q(reported_by_id=user.pk) | Q(handled_by_id=user.pk)
    return Case.objects.filter(seen | own) if seen else Case.objects.all()


def orders_visible_to(user: User) -> QuerySet[InboundOrder]:
    """Inbound orders of the subdistricts where the person may look at orders."""
    scope = areas(user, "orders.view")
    return (
        InboundOrder.objects.none()
        if scope.is_nowhere
        else InboundOrder.objects.filter(scope.as_q())
    )
