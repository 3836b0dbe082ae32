"""Who touched what last: patrols that went along it, cases that were reported there, checks that were made.

A patrol touches the stretch it walked and what stands beside it; a case touches the stretch it lies at, its component
and its premises, when it is reported and when it is checked; a line of the registry's ledger touches its premises.
Reads only. What is blind is decided by the rulebook.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from django.db.models import Max

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.cases.models import Case
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.actions.patrols import NOT_WALKED
from xiuhua.apps.duty.models import Patrol, WalkedStretch
from xiuhua.apps.duty.walking import Ground, Stretch, ground_of
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.apps.registry.models import Component, LedgerEntry, Premises
from xiuhua.apps.space.models import Grid, Segment
from xiuhua.rulebook.local_day import local_day
from xiuhua.solvers.measure import project_xy

BESIDE_M = 40.0
"""How far from a road what stands beside it still belongs to it."""
LOOK_BACK = dt.timedelta(days=400)


class Touch(NamedTuple):
    """When, by what kind of act, and which record proves it."""

    at: dt.datetime
    kind: str
    ref: str


@dataclass
class Seen:
    """Everything of a subdistrict with its last touch."""

    ground: Ground
    grids: list[Grid]
    grid_of: list[list[int]]
    keys: list[Stretch]
    road_of: dict[int, tuple[int | None, str]]
    stretches: dict[Stretch, Touch] = field(default_factory=dict)
    premises: dict[int, Touch] = field(default_factory=dict)
    components: dict[int, Touch] = field(default_factory=dict)
    premises_rows: list[Any] = field(default_factory=list)
    component_rows: list[Any] = field(default_factory=list)


def later(one: Touch | None, other: Touch | None) -> Touch | None:
    """The later of two touches."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def look(subdistrict: Subdistrict, at: dt.datetime) -> Seen:
    """Read everything and find each last touch."""
    ground = ground_of(subdistrict)
    day = local_day(at, zone_name(subdistrict.pk))
    grids = list(
        Grid.objects.filter(
            in_force(day), subdistrict=subdistrict, system=Grid.System.URBAN,
            level=Grid.Level.RESPONSIBILITY,
        ).exclude(geometry=None).order_by("code")
    )  # fmt: skip
    border_m = rules_in_force(subdistrict.pk, at).round_border_m
    inside = [ground.inside(grid, border_m) for grid in grids]
    stretches = ground.network.stretches
    walked = [ground.classes[s.line] not in NOT_WALKED for s in stretches]
    grid_of = [
        [g for g in range(len(grids)) if walked[n] and inside[g][n]] for n in range(len(stretches))
    ]
    rows = Segment.objects.filter(subdistrict=subdistrict)
    road_of = {
        pk: (road, name or "") for pk, road, name in rows.values_list("pk", "road_id", "road__name")
    }
    seen = Seen(ground, grids, grid_of, [ground.key(s) for s in stretches], road_of)
    _patrolled(seen, subdistrict, at)
    cases = _cases(subdistrict, at)
    _reported(seen, cases)
    _registry(seen, subdistrict, cases, day)
    return seen


def _patrolled(seen: Seen, subdistrict: Subdistrict, at: dt.datetime) -> None:
    rows = (
        WalkedStretch.objects.filter(
            patrol__subdistrict=subdistrict, at__gte=at - LOOK_BACK, at__lte=at
        )
        .order_by("at")
        .values_list("segment_id", "from_m", "to_m", "at", "patrol_id")
    )
    for segment_id, from_m, to_m, moment, patrol_id in rows:
        key = (segment_id, round(from_m, 2), round(to_m, 2))
        seen.stretches[key] = Touch(moment, "patrol", str(patrol_id))


def _cases(subdistrict: Subdistrict, at: dt.datetime) -> list[dict[str, Any]]:
    fields = ("number", "lon", "lat", "reported_at", "checked_at", "component_id", "premises_id")
    found = Case.objects.filter(
        subdistrict=subdistrict,
        reported_at__gte=at - LOOK_BACK,
        reported_at__lte=at,
        lon__isnull=False,
    )
    return list(found.order_by("reported_at").values(*fields))


def _touch_of(case: dict[str, Any]) -> Touch:
    if case["checked_at"]:
        return Touch(case["checked_at"], "check", case["number"])
    return Touch(case["reported_at"], "case", case["number"])


def _reported(seen: Seen, cases: list[dict[str, Any]]) -> None:
    near = _nearest(seen, [case["lon"] for case in cases], [case["lat"] for case in cases])
    for case, stretch in zip(cases, near, strict=True):
        if stretch is not None:
            found = later(seen.stretches.get(stretch), _touch_of(case))
            assert found is not None
            seen.stretches[stretch] = found


def _nearest(seen: Seen, lons: list[float], lats: list[float]) -> list[Stretch | None]:
    """For each point the stretch it stands at, none beyond the distance."""
    if not lons or not seen.keys:
        return [None] * len(lons)
    lines = [shapely.LineString(s.points) for s in seen.ground.network.stretches]
    x, y = project_xy(lons, lats, seen.ground.epsg)
    points = shapely.points(np.array(x), np.array(y))
    found: list[Stretch | None] = [None] * len(lons)
    pairs = shapely.STRtree(lines).query_nearest(points, max_distance=BESIDE_M, all_matches=False)
    for point, line in zip(*pairs, strict=True):
        found[int(point)] = seen.keys[int(line)]
    return found


def _registry(
    seen: Seen, subdistrict: Subdistrict, cases: list[dict[str, Any]], day: dt.date
) -> None:
    seen.premises_rows = list(
        Premises.objects.filter(in_force(day), subdistrict=subdistrict).order_by("pk")
        .values("pk", "sign_name", "lon", "lat", "grid_id", "code")
    )  # fmt: skip
    seen.component_rows = list(
        Component.objects.filter(subdistrict=subdistrict).exclude(state=Component.State.REMOVED)
        .order_by("pk")
        .values("pk", "label", "lon", "lat", "grid_id", "owner_unit_id", "case_class__name", "identifier")
    )  # fmt: skip
    for kind, rows, found in (
        ("premises_id", seen.premises_rows, seen.premises),
        ("component_id", seen.component_rows, seen.components),
    ):
        near = _nearest(seen, [row["lon"] for row in rows], [row["lat"] for row in rows])
        for row, stretch in zip(rows, near, strict=True):
            touch = seen.stretches.get(stretch) if stretch else None
            if touch is not None and touch.kind == "patrol":
                found[row["pk"]] = touch
        for case in cases:
            if case[kind]:
                touch = later(found.get(case[kind]), _touch_of(case))
                assert touch is not None
                found[case[kind]] = touch
    ledger = LedgerEntry.objects.filter(premises__subdistrict=subdistrict).values("premises_id")
    for row in ledger.annotate(last=Max("at")).values_list("premises_id", "last"):
        touch = later(seen.premises.get(row[0]), Touch(row[1], "check", ""))
        assert touch is not None
        seen.premises[row[0]] = touch


def active_hours(
    subdistrict: Subdistrict, since: dt.datetime, at: dt.datetime
) -> dict[int, dict[int, Touch]]:
    """By grid and hour of the local day the last patrol or report."""
    zone = zone_name(subdistrict.pk)
    found: dict[int, dict[int, Touch]] = {}

    def note(grid_id: int, moment: dt.datetime, kind: str, ref: str) -> None:
        hour = _local(moment, zone).hour
        mine = found.setdefault(grid_id, {})
        touch = later(mine.get(hour), Touch(moment, kind, ref))
        assert touch is not None
        mine[hour] = touch

    patrols = Patrol.objects.filter(
        subdistrict=subdistrict, started_at__gte=since, started_at__lte=at
    )
    for grid_id, begun, ended, pk in patrols.values_list("grid_id", "started_at", "ended_at", "pk"):
        for moment in _hours(begun, min(ended or at, at)):
            note(grid_id, moment, "patrol", str(pk))
    cases = Case.objects.filter(
        subdistrict=subdistrict, reported_at__gte=since, reported_at__lte=at, grid__isnull=False
    )
    for grid_id, moment, number in cases.values_list("grid_id", "reported_at", "number"):
        note(grid_id, moment, "case", number)
    return found


def _local(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone))


def _hours(first: dt.datetime, last: dt.datetime) -> Iterable[dt.datetime]:
    moment = first
    while moment < last:
        yield moment
        moment += dt.timedelta(hours=1)
    yield last
