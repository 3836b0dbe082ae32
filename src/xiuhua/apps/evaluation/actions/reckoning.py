"""Reckons coverage of a subdistrict in the background: blind spots open, follow and close with their proof.

A blind spot closes when a patrol, a report or a check touches it after it opened; closed by a stated reason it
stays away for as many days as its rule has. Pages wait for none of this.
"""

import datetime as dt
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from shapely.geometry import LineString

from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.catalogue.rules import ClockRules
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.duty.walking import drawn
from xiuhua.apps.evaluation.actions.figures import write_figures
from xiuhua.apps.evaluation.models import BlindSpot, CoverageRun
from xiuhua.apps.evaluation.touches import Seen, Touch, active_hours, look
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.coverage import is_blind

Kind = BlindSpot.Kind
ALL_HOURS = range(24)


@dataclass
class Finding:
    """A thing as it stands now: its last touch, and what of it is blind."""

    kind: str
    thing: str
    label: str
    grid_id: int | None
    days: int
    last: Touch | None
    is_blind: bool
    lon: float | None = None
    lat: float | None = None
    length_m: float = 0.0
    lines: list[Any] = field(default_factory=list)
    unit_id: int | None = None


def reckon_all(at: dt.datetime) -> int:
    """All subdistricts; how many."""
    rows = list(Subdistrict.objects.order_by("pk"))
    for subdistrict in rows:
        reckon(subdistrict, at)
    return len(rows)


def reckon(subdistrict: Subdistrict, at: dt.datetime) -> CoverageRun:
    """Open, follow and close blind spots, and write the figures of the report."""
    began = time.monotonic()
    rules = rules_in_force(subdistrict.pk, at)
    seen = look(subdistrict, at)
    findings = [
        *_roads(seen, rules, at),
        *_things(seen, rules, at),
        *_hours(seen, subdistrict, rules, at),
    ]
    with transaction.atomic():
        Subdistrict.objects.select_for_update().get(pk=subdistrict.pk)
        _settle(subdistrict, findings, at)
        write_figures(subdistrict, seen, findings, rules, at)
        run, _made = CoverageRun.objects.update_or_create(
            subdistrict=subdistrict,
            defaults={
                "at": at, "days": rules.four_all_days,
                "took_ms": int((time.monotonic() - began) * 1000),
            },
        )  # fmt: skip
    return run


def _roads(seen: Seen, rules: ClockRules, at: dt.datetime) -> list[Finding]:
    """Each road in each grid: blind by the stretches that nobody touched in time; its last touch is the oldest."""
    by_road: dict[tuple[int, int | None, str], list[int]] = defaultdict(list)
    for number, grids in enumerate(seen.grid_of):
        road_id, name = seen.road_of[seen.keys[number][0]]
        for grid in grids:
            by_road[grid, road_id, name].append(number)
    found = []
    for (grid, road_id, name), numbers in by_road.items():
        last = {n: seen.stretches.get(seen.keys[n]) for n in numbers}
        blind = [n for n in numbers if is_blind(_at(last[n]), rules.touch_road_days, at)]
        touched = [touch for touch in last.values() if touch is not None]
        never = any(last[n] is None for n in blind)
        parts = [seen.ground.network.stretches[n] for n in blind]
        lines = drawn([LineString(part.points) for part in parts], seen.ground.epsg)
        middle = _middle(lines)
        found.append(
            Finding(
                Kind.ROAD, f"{seen.grids[grid].pk}:{road_id or 0}", name, seen.grids[grid].pk,
                rules.touch_road_days,
                (None if never else min(t for n in blind if (t := last[n]))) if blind else max(touched),
                bool(blind), *middle, sum(part.length_m for part in parts), lines,
            )
        )  # fmt: skip
    return found


def _middle(lines: list[dict[str, Any]]) -> tuple[float | None, float | None]:
    if not lines:
        return None, None
    longest = max(lines, key=lambda line: len(line["coordinates"]))["coordinates"]
    lon, lat = longest[len(longest) // 2]
    return lon, lat


def _things(seen: Seen, rules: ClockRules, at: dt.datetime) -> list[Finding]:
    found = []
    for row in seen.premises_rows:
        last = seen.premises.get(row["pk"])
        found.append(
            Finding(
                Kind.PREMISES, str(row["pk"]), row["sign_name"], row["grid_id"],
                rules.touch_premises_days, last, is_blind(_at(last), rules.touch_premises_days, at),
                row["lon"], row["lat"],
            )
        )  # fmt: skip
    for row in seen.component_rows:
        last = seen.components.get(row["pk"])
        label = f"{row['case_class__name']} {row['label'] or row['identifier'][-6:]}"
        found.append(
            Finding(
                Kind.COMPONENT, str(row["pk"]), label, row["grid_id"], rules.touch_component_days, last,
                is_blind(_at(last), rules.touch_component_days, at), row["lon"], row["lat"],
                unit_id=row["owner_unit_id"],
            )
        )  # fmt: skip
    return found


def _hours(
    seen: Seen, subdistrict: Subdistrict, rules: ClockRules, at: dt.datetime
) -> list[Finding]:
    """Each grid with the hours of the day in which nothing happened."""
    active = active_hours(subdistrict, at - dt.timedelta(days=rules.touch_hour_days), at)
    found = []
    for grid in seen.grids:
        mine = active.get(grid.pk, {})
        dark = [hour for hour in ALL_HOURS if hour not in mine]
        last = max(mine.values()) if mine else None
        found.append(
            Finding(
                Kind.HOUR, str(grid.pk), "", grid.pk, rules.touch_hour_days, last, bool(dark), lines=dark
            )
        )  # fmt: skip
    return found


def _at(touch: Touch | None) -> dt.datetime | None:
    return touch.at if touch else None


def _settle(subdistrict: Subdistrict, findings: list[Finding], at: dt.datetime) -> None:
    """Bring the rows into line with what was found."""
    open_rows = {
        (row.kind, row.thing): row
        for row in BlindSpot.objects.filter(subdistrict=subdistrict, closed_at=None)
    }
    excused = _excused(subdistrict, at)
    fresh, changed = [], []
    for one in findings:
        row = open_rows.pop((one.kind, one.thing), None)
        if not one.is_blind:
            if row is not None:
                _close(row, one, at)
            continue
        if row is None:
            if excused.get((one.kind, one.thing), at) > at:
                continue
            row = BlindSpot(subdistrict=subdistrict, kind=one.kind, thing=one.thing, opened_at=at)
            fresh.append(row)
        else:
            changed.append(row)
        _fill(row, one, subdistrict, at)
    # One by one: an open blind spot is a thing with a history of its own.
    for row in fresh:
        row.save(force_insert=True)
        append(row, "blind.opened", at=at, actor_id=None, subdistrict_id=subdistrict.pk,
               data={"kind": row.kind, "thing": row.thing, "days": row.days})  # fmt: skip
    BlindSpot.objects.bulk_update(
        changed,
        ["label", "grid", "lon", "lat", "lines", "length_m", "days", "last_at", "last_kind", "last_ref",
         "owner_unit", "owner"],
        batch_size=200,
    )  # fmt: skip
    # What is gone from the registers cannot be touched any more.
    for row in open_rows.values():
        row.closed_at, row.proof, row.proof_ref = at, BlindSpot.Proof.CHECK, ""
        _closed(row, at)


def _excused(subdistrict: Subdistrict, at: dt.datetime) -> dict[tuple[str, str], dt.datetime]:
    """Until when a stated reason holds."""
    rows = BlindSpot.objects.filter(
        subdistrict=subdistrict,
        proof=BlindSpot.Proof.REASON,
        closed_at__gte=at - dt.timedelta(days=3650),
    )
    return {
        (kind, thing): closed_at + dt.timedelta(days=days)
        for kind, thing, closed_at, days in rows.order_by("closed_at").values_list(
            "kind", "thing", "closed_at", "days"
        )
    }


def _fill(row: BlindSpot, one: Finding, subdistrict: Subdistrict, at: dt.datetime) -> None:
    duty = who_answers(one.grid_id, subdistrict.pk, at)
    row.label, row.grid_id, row.days = one.label[:160], one.grid_id, one.days
    row.lon, row.lat, row.lines, row.length_m = one.lon, one.lat, one.lines, one.length_m
    row.last_at = _at(one.last)
    row.last_kind, row.last_ref = (one.last.kind, one.last.ref) if one.last else ("", "")
    row.owner_unit_id = one.unit_id or duty.unit_id
    row.owner_id = duty.member_id or duty.officer_id or duty.leader_id


def _close(row: BlindSpot, one: Finding, at: dt.datetime) -> None:
    """Touched after it opened: the touch is the proof. A rule made longer closes it as a check of the rule."""
    last = one.last
    row.closed_at = at
    row.proof = last.kind if last is not None else BlindSpot.Proof.CHECK
    row.proof_ref = last.ref if last is not None else ""
    row.last_at = _at(last)
    _closed(row, at)


def _closed(row: BlindSpot, at: dt.datetime) -> None:
    row.save(update_fields=["closed_at", "proof", "proof_ref", "last_at"])
    append(row, "blind.closed", at=at, actor_id=None, subdistrict_id=row.subdistrict_id,
           data={"proof": row.proof, "ref": row.proof_ref})  # fmt: skip
