"""The figures of the four-all report: persons, grids, roads, matters, components, premises, hours, steps.

Each figure is written with numerator, denominator and what is missing, so that it opens onto its records. A figure
without a denominator stays without a share: not applicable.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.cases.models import Case
from xiuhua.apps.catalogue.queries import class_tree
from xiuhua.apps.catalogue.rules import ClockRules
from xiuhua.apps.duty.models import GridDuty, Patrol
from xiuhua.apps.evaluation.models import BlindSpot, CoverageFigure
from xiuhua.apps.evaluation.touches import Seen, active_hours
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.local_day import local_day

if TYPE_CHECKING:
    from xiuhua.apps.evaluation.actions.reckoning import Finding

STEPS = ("report", "verify", "file", "dispatch", "handle", "pass_check", "close")
"""The steps of a case that the report looks for (全过程)."""


def write_figures(
    subdistrict: Subdistrict,
    seen: Seen,
    findings: "list[Finding]",
    rules: ClockRules,
    at: dt.datetime,
) -> None:
    """Reckon and replace the figures of a subdistrict."""
    since = at - dt.timedelta(days=rules.four_all_days)
    found = {
        "persons": _persons(subdistrict, since, at),
        "grids": _grids(subdistrict, seen, since, at),
        "roads": _roads(seen, findings),
        "premises": _things(findings, BlindSpot.Kind.PREMISES),
        "components": _things(findings, BlindSpot.Kind.COMPONENT),
        "matters": _matters(subdistrict, since, at),
        "hours": _hours(subdistrict, seen, since, at),
        "steps": _steps(subdistrict, since, at),
    }
    for name, (numerator, denominator, missing) in found.items():
        CoverageFigure.objects.update_or_create(
            subdistrict=subdistrict, name=name,
            defaults={"numerator": numerator, "denominator": denominator, "missing": missing},
        )  # fmt: skip


Figure = tuple[float, float, list[Any]]


def _persons(subdistrict: Subdistrict, since: dt.datetime, at: dt.datetime) -> Figure:
    """Everybody who holds a part of a grid: those who patrolled, reported, handled or checked."""
    day = local_day(at, zone_name(subdistrict.pk))
    held = set(
        GridDuty.objects.filter(in_force(day), subdistrict=subdistrict, user__isnull=False)
        .values_list("user_id", flat=True)
    )  # fmt: skip
    active = set(_walkers(subdistrict, since, at))
    cases = Case.objects.filter(subdistrict=subdistrict)
    for who, when in (
        ("reported_by", "reported_at"),
        ("handled_by", "handled_at"),
        ("checked_by", "checked_at"),
    ):
        span = {f"{when}__gte": since, f"{when}__lte": at}
        active |= set(cases.filter(**span).values_list(f"{who}_id", flat=True).distinct())
    missing = sorted(held - active)
    return len(held) - len(missing), len(held), missing


def _walkers(subdistrict: Subdistrict, since: dt.datetime, at: dt.datetime) -> Any:
    rows = Patrol.objects.filter(subdistrict=subdistrict, started_at__gte=since, started_at__lte=at)
    return rows.values_list("user_id", flat=True).distinct()


def _grids(subdistrict: Subdistrict, seen: Seen, since: dt.datetime, at: dt.datetime) -> Figure:
    """Every grid in which somebody patrolled or something was reported."""
    active = active_hours(subdistrict, since, at)
    missing = [grid.pk for grid in seen.grids if grid.pk not in active]
    return len(seen.grids) - len(missing), len(seen.grids), missing


def _roads(seen: Seen, findings: "list[Finding]") -> Figure:
    """Metres of road that somebody touched within the days of the rule; a road in two grids counts in both."""
    stretches = seen.ground.network.stretches
    whole = sum(stretches[n].length_m * len(grids) for n, grids in enumerate(seen.grid_of))
    blind = sum(one.length_m for one in findings if one.kind == BlindSpot.Kind.ROAD)
    return round(whole - blind, 1), round(whole, 1), []


def _things(findings: "list[Finding]", kind: str) -> Figure:
    rows = [one for one in findings if one.kind == kind]
    return sum(not one.is_blind for one in rows), len(rows), []


def _matters(subdistrict: Subdistrict, since: dt.datetime, at: dt.datetime) -> Figure:
    """Every minor class of the catalogue in use of which a case was reported."""
    minors = {row.pk: row.slug for _major, rows in class_tree() for row in rows if row.is_active}
    found = set(
        Case.objects.filter(subdistrict=subdistrict, reported_at__gte=since, reported_at__lte=at)
        .values_list("case_class_id", flat=True).distinct()
    )  # fmt: skip
    missing = [slug for pk, slug in minors.items() if pk not in found]
    return len(minors) - len(missing), len(minors), missing


def _hours(subdistrict: Subdistrict, seen: Seen, since: dt.datetime, at: dt.datetime) -> Figure:
    """Every hour of the day in every grid."""
    active = active_hours(subdistrict, since, at)
    missing = [
        [grid.pk, hour]
        for grid in seen.grids
        for hour in range(24)
        if hour not in active.get(grid.pk, {})
    ]
    whole = 24 * len(seen.grids)
    return whole - len(missing), whole, missing


def _steps(subdistrict: Subdistrict, since: dt.datetime, at: dt.datetime) -> Figure:
    """Every step in the life of a case that somebody took."""
    names = [f"case.{step}" for step in STEPS]
    if not Event.objects.filter(subdistrict_id=subdistrict.pk, kind__startswith="case.").exists():
        return 0, 0, []
    rows = Event.objects.filter(
        Q(kind__in=names), subdistrict_id=subdistrict.pk, at__gte=since, at__lte=at
    )
    found = set(rows.values_list("kind", flat=True).distinct())
    missing = [step for step, name in zip(STEPS, names, strict=True) if name not in found]
    return len(STEPS) - len(missing), len(STEPS), missing
