"""What the form promises the public: name and phone are erased when the case is closed long enough.

How long stands in the rule `reporter_kept_days` of each subdistrict. Each erasure is an event of the case or the
order, which says by which rule and never whose name. Words, numbers, states and times stay; erasing those on
somebody's request is `reporters.erase`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase, Reporter
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.records import history
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.rulebook.lifecycle.order import OrderState

RULE = "reporter_kept_days"
BATCH = 200
ENDED = (OrderState.REPLIED, OrderState.RETURNED, OrderState.WITHDRAWN)


@dataclass(frozen=True)
class Erased:
    """How many reporters and callers had their name and phone erased, or would have."""

    reporters: int = 0
    callers: int = 0


def kept_days(subdistrict_id: int | None, at: dt.datetime) -> int:
    """How many days after closing a reporter's name and phone are kept."""
    return rules_in_force(subdistrict_id, at).reporter_kept_days


def erase_old(at: dt.datetime, *, dry_run: bool = False, batch: int = BATCH) -> Erased:
    """Erase what is older than the rule of its subdistrict; one transaction per batch."""
    reporters = callers = 0
    for pk in Subdistrict.objects.order_by("id").values_list("id", flat=True):
        days = kept_days(pk, at)
        limit = at - dt.timedelta(days=days)
        old = _old_reporters(pk, limit), _old_callers(pk, limit)
        if dry_run:
            found = [rows.count() for rows in old]
        else:
            found = [
                _in_batches(rows, batch, lambda some, do=do, days=days: do(some, days, at))
                for rows, do in zip(old, (_erase_reporters, _erase_callers), strict=True)
            ]
        reporters, callers = reporters + found[0], callers + found[1]
    return Erased(reporters, callers)


def _old_reporters(subdistrict_id: int, limit: dt.datetime) -> QuerySet[Reporter]:
    return Reporter.objects.filter(
        ~Q(name="", phone=""),
        erased_at=None,
        case__subdistrict_id=subdistrict_id,
        case__is_open=False,
        case__closed_at__lt=limit,
    ).order_by("case_id")


def _old_callers(subdistrict_id: int, limit: dt.datetime) -> QuerySet[InboundOrder]:
    """Orders that are over, with every case that answers them, since before the limit."""
    live = OrderCase.objects.filter(order=OuterRef("pk")).filter(
        Q(case__is_open=True) | Q(case__closed_at__gte=limit)
    )
    return (
        InboundOrder.objects.filter(
            ~Q(caller_name="", caller_phone=""),
            Q(replied_at=None) | Q(replied_at__lt=limit),
            subdistrict_id=subdistrict_id,
            state__in=ENDED,
            received_at__lt=limit,
        )
        .exclude(Exists(live))
        .order_by("id")
    )


def _in_batches(rows: QuerySet[Any], batch: int, do: Callable[[Sequence[int]], int]) -> int:
    """Take the oldest ids until none are left; what was done is no longer among them."""
    done = 0
    while ids := list(rows.values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            done += do(ids)
    return done


def _erase_reporters(ids: Sequence[int], days: int, at: dt.datetime) -> int:
    case_ids = Reporter.objects.filter(pk__in=ids).values("case_id")
    cases = list(
        Case.objects.select_for_update(of=("self",)).filter(pk__in=case_ids).order_by("pk")
    )
    rows = Reporter.objects.filter(pk__in=ids, case__is_open=False)
    # Reopened between the look and the lock: its reporter may be asked again.
    closed = [case for case in cases if not case.is_open]
    rows.update(name="", phone="", erased_at=at)
    _note(closed, "case.reporter_erased", days, at)
    return len(closed)


def _erase_callers(ids: Sequence[int], days: int, at: dt.datetime) -> int:
    orders = list(
        InboundOrder.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    )
    InboundOrder.objects.filter(pk__in=ids).update(caller_name="", caller_phone="")
    _note(orders, "order.caller_erased", days, at)
    return len(orders)


def _note(objects: Sequence[Case | InboundOrder], kind: str, days: int, at: dt.datetime) -> None:
    events: list[Event] = []
    for one in objects:
        events += history.extend(
            one,
            [(kind, {"rule": RULE, "days": days})],
            at=at,
            actor_id=None,
            subdistrict_id=one.subdistrict_id,
        )
    Event.objects.bulk_create(events)
    if objects:
        type(objects[0])._default_manager.bulk_update(objects, ["history_seq", "history_head"])
