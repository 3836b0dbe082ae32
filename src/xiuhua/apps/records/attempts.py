"""Limits on what may be tried, held in the database so that all workers see them.

    check(LIMIT, address, at)     # refuses too_many_attempts
    count(LIMIT, address, at)     # one more; old ones go

Only tries that count are written (a wrong check word, a report, an act), so an honest look costs nothing or
one read. A limit with `at_once` above 1 writes a whole handful at a time: each process keeps up to that many
less one to itself, which is by how much several processes together may overrun it.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
import threading
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum

from xiuhua.apps.records.models import Attempt
from xiuhua.rulebook.refusal import Refused

KEPT = dt.timedelta(days=1)
FORGET_AT_ONCE = 200
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of a kind by one subject within a stretch of time; 0 means no limit."""

    kind: str
    most: int
    within: dt.timedelta
    at_once: int = 1


def check(limit: Limit, subject: str, at: dt.datetime) -> None:
    """Refuse when the subject has used up its tries."""
    if not limit.most:
        return
    tried = Attempt.objects.filter(
        kind=limit.kind, subject=_masked(limit, subject), at__gt=at - limit.within
    )
    if (tried.aggregate(n=Sum("weight"))["n"] or 0) >= limit.most:
        raise _too_many(limit)


def count(limit: Limit, subject: str, at: dt.datetime, weight: int = 1) -> None:
    """Write one more try down."""
    if limit.most:
        Attempt.objects.create(
            kind=limit.kind, subject=_masked(limit, subject), at=at, weight=weight
        )


def take(limit: Limit, subject: str, at: dt.datetime) -> None:
    """Count one try and refuse it when it is one too many; the database is asked at each `at_once`-th only.

    Who was refused is refused from memory for the rest of the stretch's tenth, so that knocking on costs
    nothing.
    """
    if not limit.most:
        return
    name = (limit.kind, subject)
    with _lock:
        if len(_waiting) > MOST_KEPT:
            _waiting.clear()
            _shut.clear()
        until = _shut.get(name)
        if until is not None and at < until:
            raise _too_many(limit)
        waiting = _waiting.get(name, 0) + 1
        is_full = waiting >= min(limit.at_once, limit.most)
        _waiting[name] = 0 if is_full else waiting
    if not is_full:
        return
    try:
        check(limit, subject, at)
    except Refused:
        with _lock:
            _shut[name] = at + limit.within / 10
        raise
    count(limit, subject, at, weight=waiting)


def forget_old(at: dt.datetime) -> int:
    """Remove a handful of tries that count no longer; whoever counts failures calls it beside."""
    old = Attempt.objects.filter(at__lte=at - KEPT).values_list("pk", flat=True)[:FORGET_AT_ONCE]
    return Attempt.objects.filter(pk__in=list(old)).delete()[0]


def forget_waiting() -> None:
    """Drop what this process has not written down yet; for tests, whose rows are rolled back."""
    with _lock:
        _waiting.clear()
        _shut.clear()


def address_of(remote: str) -> str:
    """One household's address: an IPv6 network of 64 bits counts as one, as one phone has all of it."""
    try:
        address = ipaddress.ip_address(remote.strip())
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


_lock = threading.Lock()
_waiting: dict[tuple[str, str], int] = {}
_shut: dict[tuple[str, str], dt.datetime] = {}


def _too_many(limit: Limit) -> Refused:
    return Refused("too_many_attempts", minutes=max(1, int(limit.within.total_seconds() // 60)))


def _masked(limit: Limit, subject: str) -> str:
    said = f"attempt:{limit.kind}:{subject}".encode(errors="replace")
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:32]
