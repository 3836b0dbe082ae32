"""What happened to a case: its events with the words, people and photos that went with them."""

import json
from dataclasses import dataclass, field
from typing import Any

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.cases.models import Case, Photo, Remark
from xiuhua.apps.records.models import Event


@dataclass
class Entry:
    """One event as people read it."""

    seq: int
    kind: str
    at: Any
    actor: str
    unit: str
    data: dict[str, Any]
    words: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)


def timeline(case: Case) -> list[Entry]:
    """The case's events, oldest first: five statements however long the history is."""
    events = Event.objects.filter(object_kind="case", object_id=case.pk).order_by("seq")
    entries = [
        Entry(e.seq, e.kind, e.at, "", "", {**json.loads(e.data), "actor_id": e.actor_id})
        for e in events
    ]
    by_seq = {entry.seq: entry for entry in entries}
    for remark in Remark.objects.filter(case=case).order_by("id"):
        if remark.event_seq in by_seq and remark.text:
            entry = by_seq[remark.event_seq]
            (entry.answers if remark.is_public else entry.words).append(remark.text)
    photos = {p.original.sha256: p for p in photos_of(case)}
    _name_people(entries)
    for entry in entries:
        shown = [photos.get(sha) for sha in entry.data.get("photos", [])]
        entry.photos = [photo for photo in shown if photo]
    return entries


def photos_of(case: Case) -> list[Photo]:
    """All photos of a case whose bytes are still there, oldest first."""
    photos = Photo.objects.filter(
        case=case, original__erased_at=None, public_copy__erased_at=None, thumbnail__erased_at=None
    ).select_related("original", "public_copy")
    return list(photos.order_by("id"))


def _name_people(entries: list[Entry]) -> None:
    """Put names in place of keys: of who acted, and of the unit and officer an event speaks of."""
    user_ids = {entry.data["actor_id"] for entry in entries}
    user_ids |= {entry.data.get("officer") for entry in entries}
    unit_ids = {entry.data.get("unit") for entry in entries}
    unit_ids |= {entry.data.get("receiver") for entry in entries}
    people = dict(User.objects.filter(pk__in=user_ids - {None}).values_list("pk", "full_name"))
    units = dict(Unit.objects.filter(pk__in=unit_ids - {None}).values_list("pk", "name"))
    for entry in entries:
        entry.actor = people.get(entry.data["actor_id"], "")
        entry.unit = units.get(entry.data.get("unit") or entry.data.get("receiver"), "")
        if entry.data.get("officer"):
            entry.data["officer_name"] = people.get(entry.data["officer"], "")
