"""Provisional deadlines become final when the calendar of their year arrives.

A deadline beyond the last known year was reckoned as if no holiday came. It is reckoned anew, by the rules of
the day its clock started, and where it moves the history says from when to when. Nothing else is touched.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.clocks import ClockWork, reckon, show_on
from xiuhua.apps.cases.models import Case, Clock, Pause
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.records import history
from xiuhua.apps.records.models import Event


@dataclass(frozen=True)
class Recomputed:
    """How many open cases were looked at, how many deadlines moved, and how many are provisional still."""

    cases: int
    moved: int
    provisional: int


def recompute_provisional(at: dt.datetime) -> Recomputed:
    """Reckon every running provisional clock of the open cases anew; one transaction per case."""
    waiting = Clock.objects.filter(is_provisional=True, stopped_at__isnull=True, case__is_open=True)
    case_ids = sorted(set(waiting.values_list("case_id", flat=True)))
    moved = sum(_recompute_case(case_id, at) for case_id in case_ids)
    return Recomputed(len(case_ids), moved, waiting.count())


def _recompute_case(case_id: int, at: dt.datetime) -> int:
    """How many deadlines of one case moved."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        clocks = list(Clock.objects.filter(case=case))
        work = ClockWork(case, clocks, list(Pause.objects.filter(case=case)), at)
        if not case.is_open:
            return 0
        changed = _reckon_anew(case, clocks, work.pauses)
        if not changed:
            return 0
        was = map_counts.spot_of(case)
        moves = [(clock, before) for clock, before in changed if clock.due_at != before]
        Clock.objects.bulk_update([clock for clock, _ in changed], ["due_at", "is_provisional"])
        show_on(case, work)
        data = [
            {
                "clock": clock.kind,
                "round": clock.round,
                "before": history.moment(before),
                "after": history.moment(clock.due_at),
                "provisional": clock.is_provisional,
            }
            for clock, before in moves
        ]
        events = history.extend(
            case,
            [("case.deadline_recomputed", one) for one in data],
            at=at,
            actor_id=None,
            subdistrict_id=case.subdistrict_id,
        )
        Event.objects.bulk_create(events)
        case.save()
        map_counts.note(was, map_counts.spot_of(case))
        return len(moves)


def _reckon_anew(
    case: Case, clocks: Sequence[Clock], pauses: Sequence[Pause]
) -> list[tuple[Clock, dt.datetime | None]]:
    """Running provisional clocks that come out differently, each with its deadline before."""
    changed = []
    for clock in clocks:
        if clock.stopped_at is not None or not clock.is_provisional:
            continue
        due = reckon(case, clock, pauses, rules_in_force(case.subdistrict_id, clock.started_at))
        if (due.at, due.provisional) != (clock.due_at, clock.is_provisional):
            changed.append((clock, clock.due_at))
            clock.due_at, clock.is_provisional = due.at, due.provisional
    return changed
