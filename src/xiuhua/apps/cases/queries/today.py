"""What a person meets first: counts of one's own view, the files that wait for one, the grids' state."""

import datetime as dt
from collections.abc import Set as AbstractSet
from typing import Any

from django.db.models import Count, F, Q

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Petition
from xiuhua.apps.cases.queries.lists import SHOWN
from xiuhua.apps.cases.queries.scope import visible_to

WAITING_STATES = {
    "cases.file": ("reported", "verified"),
    "cases.verify": ("verifying",),
    "cases.dispatch": ("filed",),
    "cases.check": ("handled",),
    "cases.close": ("checked",),
}
"""Which states wait for whoever holds a permission; what is dispatched waits for its unit and officer."""
FIRST = 12


def counts_today(user: User, now: dt.datetime) -> dict[str, int]:
    """Open, late, mine, my unit's and waiting for a check: one statement."""
    return (
        visible_to(user)
        .filter(is_open=True)
        .aggregate(
            open=Count("id"),
            late=Count("id", filter=Q(due_at__lt=now)),
            mine=Count("id", filter=Q(officer_id=user.pk)),
            unit=Count("id", filter=Q(unit_id=user.unit_id, state="dispatched")),
            check=Count("id", filter=Q(state="handled")),
        )
    )


def waiting_for(user: User, held: AbstractSet[str], now: dt.datetime) -> list[dict[str, Any]]:
    """The files that wait for this person, late first; never those one handled oneself for a check."""
    wanted = Q(pk__in=[])
    for permission, states in WAITING_STATES.items():
        if permission in held:
            wanted |= Q(state__in=states)
    if "cases.handle" in held:
        mine = Q(officer_id=user.pk)
        if user.unit_id:
            mine |= Q(unit_id=user.unit_id, officer__isnull=True)
        wanted |= Q(state="dispatched") & mine
    if "cases.approve" in held:
        asked = Petition.objects.filter(state="asked").exclude(asked_by=user)
        wanted |= Q(pk__in=asked.values("case_id"))
    own_check = Q(state="handled", handled_by_id=user.pk)
    cases = visible_to(user).filter(wanted, is_open=True).exclude(own_check)
    return list(cases.order_by(F("due_at").asc(nulls_last=True), "id").values(*SHOWN)[:FIRST])


def grids_today(user: User, now: dt.datetime) -> list[dict[str, Any]]:
    """Open and late cases per grid, the latest first: one statement."""
    cases: Any = visible_to(user).filter(is_open=True, grid__isnull=False)
    late = Count("id", filter=Q(due_at__lt=now))
    rows = cases.order_by().values("grid__code", "grid__name").annotate(n=Count("id"), late=late)
    return sorted(rows, key=lambda row: (-row["late"], -row["n"], row["grid__code"]))
