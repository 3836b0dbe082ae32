"""The proof of the history: every hash anew, every chain against its seals and its object's head.

One pass in order of (kind, object, seq), side by side with the sealed rows and the heads in the same order,
so that memory does not grow. Read only; it names the first broken row and never mends one.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from xiuhua.apps.records import guards
from xiuhua.apps.records.history import event_hash
from xiuhua.apps.records.models import Chained, Event, Seal, SealedChain
from xiuhua.apps.records.seal import Digest
from xiuhua.apps.records.snapshot import snapshot
from xiuhua.rulebook.refusal import Refused

BATCH = 2000
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Broken:
    """One row that does not fit; the sentence for each `fault` stands in the command `verify_history`."""

    fault: str
    object_kind: str = ""
    object_id: int = 0
    seq: int = 0
    row_id: int | None = None
    seal: int | None = None
    expected: str = ""
    found: str = ""


@dataclass
class Report:
    """What was read, and the first row that does not fit (None: everything does)."""

    first_broken: Broken | None = None
    events: int = 0
    chains: int = 0
    seals: int = 0
    unsealed_chains: int = 0
    unguarded: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether history is whole and still guarded."""
        return self.first_broken is None and not self.unguarded


class _Found(Exception):
    """Ends the reading at the first broken row; it never leaves this module."""

    def __init__(self, broken: Broken) -> None:
        self.broken = broken


def verify(
    progress: Progress | None = None,
    *,
    kind: str = "",
    object_id: int | None = None,
    known_seal: tuple[int, str] | None = None,
) -> Report:
    """Read all history, or that of one kind or object, and say what is the first broken row.

    `known_seal`: number and digest of a seal as somebody wrote it down outside this database.
    """
    report = Report()
    told = progress or (lambda count: None)
    with snapshot():
        report.unguarded = guards.missing()
        try:
            for one in [kind] if kind else _kinds():
                _read_kind(one, object_id, report, told)
            if not kind:
                _read_seals(report)
            if known_seal:
                _check_known_seal(*known_seal)
        except _Found as found:
            report.first_broken = found.broken
    return report


def chained_models() -> dict[str, type[Chained]]:
    """Every class of objects with a history, by the kind it bears there."""
    return {
        model.chain_kind(): model
        for model in apps.get_models()
        if issubclass(model, Chained) and not model._meta.proxy
    }


def parse_object(text: str) -> tuple[str, int]:
    """`case:12` as (kind, id); refuses anything else."""
    kind, _, number = text.partition(":")
    if kind not in chained_models() or not number.isdecimal() or len(number) > 18:
        raise Refused("history_object_unknown", object=text[:80], kinds=sorted(chained_models()))
    return kind, int(number)


def count_events() -> int:
    """How many events there are, for a progress bar."""
    return Event.objects.count()


def _kinds() -> list[str]:
    """Kinds of objects in events, in sealed rows and in the program, each found by one index look-up."""
    kinds = set(chained_models())
    for model in (Event, SealedChain):
        last = ""
        while True:
            following = (
                model.objects.filter(object_kind__gt=last)
                .order_by("object_kind")
                .values_list("object_kind", flat=True)
                .first()
            )
            if following is None:
                break
            kinds.add(following)
            last = following
    return sorted(kinds)


class _Ahead:
    """An iterator one may look into without taking the row."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self.next = next(rows, None)

    def take(self) -> Any:
        row, self.next = self.next, next(self._rows, None)
        return row

    def close(self) -> None:
        """Give the database cursor back, while its transaction still stands."""
        self.next = None
        close = getattr(self._rows, "close", None)
        if close:
            close()


def _read_kind(kind: str, object_id: int | None, report: Report, told: Progress) -> None:
    where: dict[str, Any] = {} if object_id is None else {"object_id": object_id}
    events = Event.objects.filter(object_kind=kind, **where).order_by("object_id", "seq")
    sealed = SealedChain.objects.filter(object_kind=kind, **where).order_by("object_id", "seq")
    streams = (
        _Ahead(events.iterator(chunk_size=BATCH)),
        _Ahead(sealed.iterator(chunk_size=BATCH)),
        _Ahead(_heads(kind, object_id)),
    )
    try:
        while ids := [_object_of(stream.next) for stream in streams if stream.next is not None]:
            _read_chain(kind, min(ids), streams, report)
            told(report.events)
    finally:
        for stream in streams:
            stream.close()


def _heads(kind: str, object_id: int | None) -> Iterator[tuple[int, int, str]]:
    model = chained_models().get(kind)
    if model is None:
        return iter(())
    rows: models.QuerySet[Any] = model._base_manager.order_by("pk")
    if object_id is not None:
        rows = rows.filter(pk=object_id)
    columns = rows.values_list("pk", "history_seq", "history_head")
    return columns.iterator(chunk_size=BATCH)


def _object_of(row: Any) -> int:
    return int(row[0] if isinstance(row, tuple) else row.object_id)


def _read_chain(kind: str, object_id: int, streams: tuple[_Ahead, ...], report: Report) -> None:
    """One object: its events in order, the seals that saw them, and the head on its row."""
    events, sealed, heads = streams
    seq, last_hash, sealed_seq = 0, "", 0
    while events.next is not None and events.next.object_id == object_id:
        event = events.take()
        _check_event(event, seq + 1, last_hash)
        seq, last_hash = event.seq, event.hash
        report.events += 1
        while _is_sealed_at(sealed.next, object_id, seq):
            sealed_seq = _check_sealed(sealed.take(), last_hash)
    if sealed.next is not None and sealed.next.object_id == object_id:
        row = sealed.next
        fault = "chain_cut" if seq else "chain_missing"
        raise _Found(Broken(fault, kind, object_id, row.seq, seal=row.seal_id, expected=row.hash))
    if heads.next is not None and heads.next[0] == object_id:
        _, head_seq, head = heads.take()
        if (head_seq, head) != (seq, last_hash):
            expected, found = f"{seq} {last_hash}", f"{head_seq} {head}"
            raise _Found(Broken("head", kind, object_id, seq, expected=expected, found=found))
    report.chains += bool(seq)
    report.unsealed_chains += seq > sealed_seq


def _check_event(event: Event, seq: int, previous_hash: str) -> None:
    place = (event.object_kind, event.object_id)
    if event.seq != seq:
        raise _Found(Broken("event_missing", *place, seq, expected=str(seq), found=str(event.seq)))
    checks = (
        ("event_changed", event_hash(event), event.hash),
        ("previous_hash", previous_hash, event.previous_hash),
    )
    for fault, expected, found in checks:
        if expected != found:
            raise _Found(Broken(fault, *place, seq, event.pk, expected=expected, found=found))


def _is_sealed_at(row: SealedChain | None, object_id: int, seq: int) -> bool:
    return row is not None and (row.object_id, row.seq) == (object_id, seq)


def _check_sealed(row: SealedChain, found: str) -> int:
    if row.hash != found:
        place = (row.object_kind, row.object_id, row.seq)
        raise _Found(
            Broken("event_rewritten", *place, seal=row.seal_id, expected=row.hash, found=found)
        )
    return row.seq


def _read_seals(report: Report) -> None:
    """Each seal's digest anew from its rows, and the chain of the seals."""
    rows = _Ahead(SealedChain.objects.order_by("id").iterator(chunk_size=BATCH))
    try:
        _read_seals_with(rows, report)
    finally:
        rows.close()


def _read_seals_with(rows: _Ahead, report: Report) -> None:
    previous, number = "", 0
    # Seals are few (one a night): read at once, so that a second cursor need not stay open.
    for seal in Seal.objects.order_by("number"):
        number += 1
        if seal.number != number:
            raise _Found(Broken("seal_missing", seal=number, found=str(seal.number)))
        digest = Digest(previous, number, seal.at.astimezone(dt.UTC))
        while rows.next is not None and rows.next.seal_id == seal.pk:
            row = rows.take()
            digest.add((row.object_kind, row.object_id, row.seq, row.hash))
        expected = (previous, digest.chains, digest.close(seal.upto_event_id))
        found = (seal.previous_digest, seal.chains, seal.digest)
        if expected != found:
            raise _Found(
                Broken("seal_changed", seal=number, expected=expected[2], found=seal.digest)
            )
        previous = seal.digest
        report.seals = number
    if rows.next is not None:
        row = rows.next
        raise _Found(
            Broken("seal_stray", row.object_kind, row.object_id, row.seq, row.pk, seal=row.seal_id)
        )


def _check_known_seal(number: int, digest: str) -> None:
    seal = Seal.objects.filter(number=number).first()
    found = seal.digest if seal else ""
    if found != digest:
        raise _Found(Broken("seal_replaced", seal=number, expected=digest, found=found))
