"""What the form promises the public: name and phone are erased when the case is closed long enough.

How long stands in the rule `reporter_kept_days` of each subdistrict; that of photos in `photo_kept_days`. Each erasure is an event of the case or the
order, which says by which rule and never whose name. Words, numbers, states and times stay; erasing those on
somebody's request is `reporters.erase`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.apps.cases.actions.photo_erasure import erase_photos
from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase, Photo, Reporter
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
        reporters += old_reporters(pk, days, at, dry_run=dry_run, batch=batch)
        callers += old_callers(pk, days, at, dry_run=dry_run, batch=batch)
    return Erased(reporters, callers)


def old_reporters(
    subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool, batch: int = BATCH
) -> int:
    """Erase name and phone of reporters whose case is closed for so many days; how many."""
    rows = _old_reporters(subdistrict_id, at - dt.timedelta(days=days))
    if dry_run:
        return rows.count()
    return _in_batches(rows, batch, lambda some: _erase_reporters(some, days, at))


def old_callers(
    subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool, batch: int = BATCH
) -> int:
    """Erase name and phone of callers whose order is over for so many days; how many."""
    rows = _old_callers(subdistrict_id, at - dt.timedelta(days=days))
    if dry_run:
        return rows.count()
    return _in_batches(rows, batch, lambda some: _erase_callers(some, days, at))


def old_photos(
    subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool, batch: int = BATCH
) -> int:
    """Erase the photos of cases closed for so many days; of how many cases."""
    left = Photo.objects.filter(case=OuterRef("pk"), original__erased_at=None)
    rows = Case.objects.filter(
        Exists(left),
        subdistrict_id=subdistrict_id,
        is_open=False,
        closed_at__lt=at - dt.timedelta(days=days),
    ).order_by("id")
    if dry_run:
        return rows.count()
    done = seen = 0  # a content that a younger case shares stays, so this case is met again
    while ids := list(rows.filter(pk__gt=seen).values_list("pk", flat=True)[:batch]):
        seen = ids[-1]
        with transaction.atomic():
            done += _erase_photos(ids, days, at)
    return done


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


def _erase_photos(ids: Sequence[int], days: int, at: dt.datetime) -> int:
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    photos = Photo.objects.filter(case_id__in=[case.pk for case in cases if not case.is_open])
    touched = erase_photos(photos, at=at)
    gone = [case for case in cases if case.pk in touched]
    _note(gone, "case.photos_erased", days, at, rule="photo_kept_days")
    return len(gone)


def _note(
    objects: Sequence[Case | InboundOrder],
    kind: str,
    days: int,
    at: dt.datetime,
    rule: str = RULE,
) -> None:
    events: list[Event] = []
    for one in objects:
        events += history.extend(
            one,
            [(kind, {"rule": rule, "days": days})],
            at=at,
            actor_id=None,
            subdistrict_id=one.subdistrict_id,
        )
    Event.objects.bulk_create(events)
    if objects:
        type(objects[0])._default_manager.bulk_update(objects, ["history_seq", "history_head"])
