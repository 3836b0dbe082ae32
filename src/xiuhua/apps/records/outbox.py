"""The outbox: one row per message and recipient, written inside the act, carried out afterwards.

A message is claimed, carried and settled by itself, so one that cannot be sent stops no other; a process that
dies while carrying leaves it claimed for a while and then due again (at least once, never lost). Which words a
message has is not known here: rows hold keys and numbers.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from xiuhua.apps.records.models import OutboxMessage
from xiuhua.apps.records.shaped import TEXT, shaped
from xiuhua.rulebook.refusal import Refused

log = logging.getLogger(__name__)

DESK = "desk"
MAX_ATTEMPTS = 8
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)
# How long a claimed message is left alone: longer than any carrier may take.
LEASE = dt.timedelta(minutes=10)
DESK_BATCH = 500
MOST_RECIPIENTS = 8

Carrier = Callable[[OutboxMessage], None]
State = OutboxMessage.State


class NotSent(Exception):
    """A carrier could not deliver; the reason is kept on the row, so it holds no address or secret."""


@dataclass
class Tally:
    """What one round did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0

    def as_facts(self) -> dict[str, int]:
        """For a report."""
        return asdict(self)


def queue(
    subdistrict_id: int,
    kind: str,
    channel: str,
    recipients: Iterable[str],
    facts: Mapping[str, Any],
    at: dt.datetime,
) -> list[OutboxMessage]:
    """Unsaved rows, one per recipient, for the act to write in bulk within its transaction."""
    return [
        OutboxMessage(
            subdistrict_id=subdistrict_id,
            kind=kind,
            channel=channel,
            recipient=recipient,
            facts=dict(facts),
            created_at=at,
            next_try_at=at,
        )
        for recipient in dict.fromkeys(recipients)
    ]


def inbox(recipients: Iterable[str]) -> QuerySet[OutboxMessage]:
    """What is shown in the program to these recipients (`user:12`, `unit:3`), newest first."""
    return OutboxMessage.objects.filter(channel=DESK, recipient__in=list(recipients)).order_by(
        "-id"
    )


def unseen_count(recipients: Iterable[str], *, upto: int = 100) -> int:
    """How many things happened that none of these recipients saw; counts no further than `upto`.

    What was said to a person and to the person's unit at once is one thing. One statement, however many there are.
    """
    who = list(recipients)[:MOST_RECIPIENTS]

    def build() -> QuerySet[OutboxMessage, Any]:
        unseen = OutboxMessage.objects.filter(
            channel=DESK, recipient__in=TEXT[: len(who)], seen_at__isnull=True
        )
        return unseen.values_list("kind", "created_at", "facts")[: upto * len(who)]

    found = shaped(("unseen", len(who), upto), build).rows(*who)
    return min(upto, len({(kind, at, facts.get("case")) for kind, at, facts in found}))


def mark_seen(recipients: Iterable[str], *, upto_id: int, at: dt.datetime) -> int:
    """Note that messages up to one were seen; how many were new."""
    return inbox(recipients).filter(id__lte=upto_id, seen_at=None).order_by().update(seen_at=at)


def send_due(
    now: dt.datetime, carriers: Mapping[str, Carrier], *, limit: int | None = None
) -> Tally:
    """Send every message that is due, one at a time; channel → carrier. `desk` needs none.

    Not inside a transaction: each claim and each result must stand on its own.
    """
    tally = Tally(sent=_settle_desk(now))
    done = 0
    while limit is None or done < limit:
        message = _claim(now)
        if message is None:
            break
        _carry(message, carriers, now, tally)
        done += 1
    return tally


def _due(now: dt.datetime) -> QuerySet[OutboxMessage]:
    """What may be sent now, also after a clock that stood ahead was set right.

    Such a clock has written messages that are not yet begun and come from later than now, or that
    wait longer than any wait.
    """
    waiting = [State.QUEUED.value, State.FAILED.value]
    due = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + LONGEST_WAIT)
    due |= Q(attempts=0, created_at__gt=now)
    return OutboxMessage.objects.filter(due, state__in=waiting)


def _settle_desk(now: dt.datetime) -> int:
    """Messages to be read in the program have arrived where they were going."""
    sent = 0
    while ids := list(_due(now).filter(channel=DESK).values_list("id", flat=True)[:DESK_BATCH]):
        sent += OutboxMessage.objects.filter(id__in=ids).update(
            state=State.SENT, sent_at=now, attempts=F("attempts") + 1
        )
    return sent


def _claim(now: dt.datetime) -> OutboxMessage | None:
    """The next due message, taken so that no other sender takes it, with this attempt counted.

    Counted beforehand: a message that kills the process is given up in the end like any other.
    """
    while message := _due(now).exclude(channel=DESK).order_by("next_try_at", "id").first():
        is_ours = OutboxMessage.objects.filter(
            id=message.id, state=message.state, attempts=message.attempts
        ).update(attempts=F("attempts") + 1, next_try_at=now + LEASE)
        if is_ours:
            message.attempts += 1
            return message
    return None


def _carry(
    message: OutboxMessage, carriers: Mapping[str, Carrier], now: dt.datetime, tally: Tally
) -> None:
    if message.attempts > MAX_ATTEMPTS:
        _settle_failure(message, "the process ended while sending", now, tally)
        return
    try:
        if message.channel not in carriers:
            raise NotSent(f"no carrier is set up for {message.channel}")
        carriers[message.channel](message)
    except Exception as error:  # noqa: BLE001 (whatever a carrier runs into, the others go on)
        log.warning("message %s (%s) not sent: %s", message.id, message.kind, type(error).__name__)
        said = str(error) if isinstance(error, NotSent | Refused) else type(error).__name__
        _settle_failure(message, said, now, tally)
        return
    _settle(message, state=State.SENT, sent_at=now, last_error="")
    tally.sent += 1


def _settle_failure(message: OutboxMessage, said: str, now: dt.datetime, tally: Tally) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _settle(message, state=State.GIVEN_UP, last_error=said[:200])
        tally.given_up += 1
        return
    wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 16), LONGEST_WAIT)
    _settle(message, state=State.FAILED, next_try_at=now + wait, last_error=said[:200])
    tally.failed += 1


def _settle(message: OutboxMessage, **values: Any) -> None:
    """Write the result, unless the claim ran out and somebody else has taken it on."""
    OutboxMessage.objects.filter(id=message.id, attempts=message.attempts).update(**values)
