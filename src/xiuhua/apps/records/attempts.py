"""Limits on what may be tried without an account, held in the database so that all workers see them.

    check(LIMIT, address, at)     # refuses too_many_attempts
    count(LIMIT, address, at)     # one more; old ones go

Only tries that count are written (a wrong check word, a report), so an honest look costs one read. This
is no lock for accounts of staff: those have their own.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from django.conf import settings

from xiuhua.apps.records.models import Attempt
from xiuhua.rulebook.refusal import Refused

KEPT = dt.timedelta(days=1)
FORGET_AT_ONCE = 200


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of a kind by one subject within a stretch of time; 0 means no limit."""

    kind: str
    most: int
    within: dt.timedelta


def check(limit: Limit, subject: str, at: dt.datetime) -> None:
    """Refuse when the subject has used up its tries."""
    if not limit.most:
        return
    tried = Attempt.objects.filter(
        kind=limit.kind, subject=_masked(limit, subject), at__gt=at - limit.within
    )
    if tried.count() >= limit.most:
        raise Refused("too_many_attempts", minutes=int(limit.within.total_seconds() // 60))


def count(limit: Limit, subject: str, at: dt.datetime) -> None:
    """Write one more try down."""
    if limit.most:
        Attempt.objects.create(kind=limit.kind, subject=_masked(limit, subject), at=at)


def forget_old(at: dt.datetime) -> int:
    """Remove a handful of tries that count no longer; whoever counts failures calls it beside."""
    old = Attempt.objects.filter(at__lte=at - KEPT).values_list("pk", flat=True)[:FORGET_AT_ONCE]
    return Attempt.objects.filter(pk__in=list(old)).delete()[0]


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


def _masked(limit: Limit, subject: str) -> str:
    said = f"attempt:{limit.kind}:{subject}".encode(errors="replace")
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:32]
