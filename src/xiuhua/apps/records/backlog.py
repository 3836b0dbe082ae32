"""How the outbox stands, in figures: what waits, since when, and what was given up.

For those who watch the server. It reads only; sending is the outbox's own business.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from xiuhua.apps.records.models import OutboxMessage

State = OutboxMessage.State
# A message that nobody sent again within this time is of no use any more, and is not complained about.
GIVEN_UP_WITHIN = dt.timedelta(days=30)
WAITING = (State.QUEUED.value, State.FAILED.value)


@dataclass(frozen=True)
class Backlog:
    """Messages that are due and not sent, the age of the oldest, and how many were given up lately."""

    waiting: int
    oldest_s: float
    failing: int
    given_up: int


def backlog(now: dt.datetime) -> Backlog:
    """As of now, which is the program's own clock, by which messages are written and sent."""
    due = OutboxMessage.objects.filter(state__in=WAITING).aggregate(
        waiting=Count("id", filter=Q(next_try_at__lte=now)),
        oldest=Min("next_try_at", filter=Q(next_try_at__lte=now)),
        failing=Count("id", filter=Q(state=State.FAILED)),
    )
    given_up = OutboxMessage.objects.filter(
        state=State.GIVEN_UP, created_at__gt=now - GIVEN_UP_WITHIN
    ).count()
    oldest_s = (now - due["oldest"]).total_seconds() if due["oldest"] else 0.0
    return Backlog(due["waiting"], oldest_s, due["failing"], given_up)


def requeue_given_up(now: dt.datetime) -> int:
    """Give messages that were given up lately all their attempts again; how many."""
    return OutboxMessage.objects.filter(
        state=State.GIVEN_UP, created_at__gt=now - GIVEN_UP_WITHIN
    ).update(state=State.QUEUED, attempts=0, next_try_at=now, last_error="")
