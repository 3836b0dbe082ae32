"""Special modes as they concern cases: ordered, prolonged and ended in duty, and the open deadlines reckoned anew.

In one transaction with the order itself. Each deadline that moves says so in its case's history; urgent ones and the
clocks of other bodies' orders never move (`rulebook.special_modes.may_stand_still`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.clocks import ClockWork, reckon, show_on
from xiuhua.apps.cases.models import Case, Clock, Pause
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.actions import modes as duty
from xiuhua.apps.duty.models import SpecialMode
from xiuhua.apps.records import history
from xiuhua.apps.records.models import Event

AT_ONCE = 500
SHOWN = ("due_at", "total_due_at", "near_at", "due_is_provisional", "history_seq", "history_head")


def order(
    subdistrict_id: int, wanted: duty.Order, *, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Put a mode in force; ordinary inner deadlines of open cases move by it, if it says so."""
    return _do(lambda: duty.order(subdistrict_id, wanted, by=by, at=at, key=key), by, at)


def end(mode_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """End a mode before its time; the clocks run again from now."""
    return _do(lambda: duty.end(mode_id, by=by, at=at, key=key), by, at)


def prolong(
    mode_id: int, *, ends_at: dt.datetime, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Let a mode last longer."""
    return _do(lambda: duty.prolong(mode_id, ends_at=ends_at, by=by, at=at, key=key), by, at)


def _do(act: Callable[[], dict[str, Any]], by: User | None, at: dt.datetime) -> dict[str, Any]:
    with transaction.atomic():
        answer = act()
        mode = SpecialMode.objects.get(pk=answer["id"])
        moved = _reckon_all(mode, by, at) if mode.pauses_internal else 0
    return {**answer, "moved": moved}


def _reckon_all(mode: SpecialMode, by: User | None, at: dt.datetime) -> int:
    """Reckon the running clocks of the open cases anew; how many deadlines moved."""
    moved = 0
    for cases in _open_cases(mode.subdistrict_id):
        moved += _reckon(cases, mode, by, at)
    return moved


def _open_cases(subdistrict_id: int) -> Iterator[list[Case]]:
    after = 0
    while True:
        rows = Case.objects.select_for_update(of=("self",)).filter(
            subdistrict_id=subdistrict_id, is_open=True, pk__gt=after
        )
        cases = list(rows.order_by("pk")[:AT_ONCE])
        if not cases:
            return
        yield cases
        after = cases[-1].pk


def _reckon(cases: Sequence[Case], mode: SpecialMode, by: User | None, at: dt.datetime) -> int:
    clocks: dict[int, list[Clock]] = defaultdict(list)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for clock in Clock.objects.filter(case__in=cases).order_by("id"):
        clocks[clock.case_id].append(clock)
    for pause in Pause.objects.filter(case__in=cases).order_by("id"):
        pauses[pause.case_id].append(pause)
    changed: list[Clock] = []
    touched: list[Case] = []
    events: list[Event] = []
    spots = []
    for case in cases:
        moves = _moves(case, clocks[case.pk], pauses[case.pk])
        if not moves:
            continue
        was = map_counts.spot_of(case)
        show_on(case, ClockWork(case, clocks[case.pk], pauses[case.pk], at))
        events += history.extend(
            case,
            [("case.deadline_moved_by_mode", _said(mode, clock, old)) for clock, old in moves],
            at=at,
            actor_id=by.pk if by else None,
            subdistrict_id=case.subdistrict_id,
        )
        changed += [clock for clock, _old in moves]
        touched.append(case)
        now = map_counts.spot_of(case)
        spots += [(spot, n) for spot, n in ((was, -1), (now, 1)) if spot is not None]
    Clock.objects.bulk_update(changed, ["due_at", "is_provisional"], batch_size=AT_ONCE)
    Event.objects.bulk_create(events)
    Case.objects.bulk_update(touched, SHOWN, batch_size=AT_ONCE)
    map_counts.note_many(spots)
    return len(changed)


def _moves(
    case: Case, clocks: Sequence[Clock], pauses: Sequence[Pause]
) -> list[tuple[Clock, dt.datetime | None]]:
    """Running clocks that come out differently now, each with its deadline before."""
    moves = []
    for clock in clocks:
        if clock.stopped_at is not None:
            continue
        due = reckon(case, clock, pauses, rules_in_force(case.subdistrict_id, clock.started_at))
        if due.at != clock.due_at:
            moves.append((clock, clock.due_at))
            clock.due_at, clock.is_provisional = due.at, due.provisional
    return moves


def _said(mode: SpecialMode, clock: Clock, before: dt.datetime | None) -> dict[str, Any]:
    return {
        "mode_id": mode.pk,
        "clock": clock.kind,
        "round": clock.round,
        "before": history.moment(before),
        "after": history.moment(clock.due_at),
    }
