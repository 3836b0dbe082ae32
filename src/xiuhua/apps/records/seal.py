"""Seals: from time to time one digest over all chains that grew since the last one.

A hash chain shows a changed row, but not that a whole object was taken away with its chain. A seal
names every chain it saw and is itself chained to the seal before it. Acts never wait for a seal, and a
seal must not learn what the events mean. Who writes a digest down elsewhere can later prove even the
loss of the newest seals (`verify_history --seal NUMBER:DIGEST`).
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from xiuhua.apps.records import ids
from xiuhua.apps.records.history import moment
from xiuhua.apps.records.models import Event, Seal, SealedChain
from xiuhua.rulebook.refusal import Refused

# An act may reserve the ids of its events some time before it writes them; nothing runs this long.
LOOK_BACK = dt.timedelta(hours=1)
WAITS, WAIT_SECONDS = 200, 0.05
BATCH = 1000

Entry = tuple[str, int, int, str]


class Digest:
    """The digest of one seal, fed entry by entry, so that memory does not grow with the history."""

    def __init__(self, previous_digest: str, number: int, at: dt.datetime) -> None:
        self.chains = 0
        self._sha256 = hashlib.sha256(_line([previous_digest, number, moment(at)]))

    def add(self, entry: Entry) -> None:
        """Take in how far one chain had grown; the order is that of the rows' ids."""
        self.chains += 1
        self._sha256.update(_line(entry))

    def close(self, upto_event_id: int) -> str:
        """The digest, once all chains are in."""
        self._sha256.update(_line([self.chains, upto_event_id]))
        return self._sha256.hexdigest()


def seal(at: dt.datetime) -> Seal | None:
    """Seal all chains that grew since the last seal; None if none did."""
    upto = _last_settled_event_id()
    with transaction.atomic():
        _keep_other_sealers_out()
        last = Seal.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        digest = Digest(last.digest if last else "", number, at)
        (seal_id,) = ids.take(Seal)
        for batch in _batches(_grown(_looked_at_upto(at), upto)):
            for entry in batch:
                digest.add(entry)
            SealedChain.objects.bulk_create(_row(seal_id, entry) for entry in batch)
        if not digest.chains:
            return None
        return Seal.objects.create(
            id=seal_id,
            number=number,
            at=at,
            chains=digest.chains,
            upto_event_id=upto,
            previous_digest=last.digest if last else "",
            digest=digest.close(upto),
        )


def _last_settled_event_id() -> int:
    """The highest event id such that no lower one is still being written.

    On PostgreSQL a lower id may be committed later. Nobody is locked out for that: we wait until those
    that were writing when we looked have ended.
    """
    upto: int = Event.objects.aggregate(last=Max("id"))["last"] or 0
    writing = _now_writing()
    for _ in range(WAITS):
        if not writing:
            return upto
        time.sleep(WAIT_SECONDS)
        writing &= _now_writing()
    raise Refused("seal_history_busy", seconds=WAITS * WAIT_SECONDS)


def _now_writing() -> set[str]:
    """Transactions of others that write events now; on SQLite we would be waiting for them already."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = 'records_event'::regclass "
            "AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()"
        )
        return {row[0] for row in cursor.fetchall()}


def _keep_other_sealers_out() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE records_seal IN EXCLUSIVE MODE")


def _looked_at_upto(at: dt.datetime) -> int:
    """Up to which event earlier seals have surely seen everything."""
    earlier = Seal.objects.filter(at__lte=at - LOOK_BACK).order_by("-number").first()
    return earlier.upto_event_id if earlier else 0


def _grown(after: int, upto: int) -> Iterator[Entry]:
    """The last event of each chain that is longer than at its last seal."""
    same = {"object_kind": OuterRef("object_kind"), "object_id": OuterRef("object_id")}
    later = Event.objects.filter(**same, seq__gt=OuterRef("seq"), id__lte=upto)
    sealed = SealedChain.objects.filter(**same, seq__gte=OuterRef("seq"))
    return (
        Event.objects.filter(~Exists(later), ~Exists(sealed), id__gt=after, id__lte=upto)
        .order_by("object_kind", "object_id")
        .values_list("object_kind", "object_id", "seq", "hash")
        .iterator(chunk_size=BATCH)
    )


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _row(seal_id: int, entry: Entry) -> SealedChain:
    kind, object_id, seq, reached = entry
    return SealedChain(
        seal_id=seal_id, object_kind=kind, object_id=object_id, seq=seq, hash=reached
    )


def _line(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
