"""Books of the ground floor that nobody needs after a while: idempotency keys, counted tries, sent messages.

None of them holds personal text, and none is part of the history; they only grow. How many days they are kept is
said by the caller, who reads it from a rule.
"""

import datetime as dt

from django.db.models import Model, QuerySet

from xiuhua.apps.records.models import Attempt, IdempotencyKey, OutboxMessage

BATCH = 1000
State = OutboxMessage.State


def old_keys(days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Remove keys under which nothing will be sent again; how many."""
    return _remove(IdempotencyKey.objects.filter(at__lt=at - dt.timedelta(days=days)), dry_run)


def old_attempts(days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Remove tries that count towards no limit any more; how many."""
    return _remove(Attempt.objects.filter(at__lt=at - dt.timedelta(days=days)), dry_run)


def old_messages(subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Remove messages that were sent or given up so many days ago; those that wait stay. How many."""
    done = OutboxMessage.objects.filter(
        subdistrict_id=subdistrict_id,
        state__in=[State.SENT, State.GIVEN_UP],
        created_at__lt=at - dt.timedelta(days=days),
    )
    return _remove(done, dry_run)


def _remove(rows: QuerySet[Model], dry_run: bool) -> int:
    """Some at a time, each in a statement of its own, so that nobody waits behind them."""
    if dry_run:
        return rows.count()
    removed = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        removed += rows.model._default_manager.filter(pk__in=ids).delete()[0]
    return removed
