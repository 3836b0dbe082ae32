"""Append to an object's history: canonical JSON, hashed onto the chain's head.

Reading and proving stand in `proof.py`; this module must not learn what the events mean.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from xiuhua.apps.records.models import Chained, Event

# Made once: `json.dumps` with options makes a new encoder at each call, which costs as much as the hash.
_canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
).encode
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def canonical(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the same facts give the same bytes."""
    return _canonical(data)


def moment(at: dt.datetime | None) -> str | None:
    """A moment as hashed: UTC, microseconds, always the same length."""
    if at is None:
        return None
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def event_hash(event: Event) -> str:
    """SHA-256 over everything the row says, with the previous hash."""
    parts = [
        event.previous_hash,
        event.object_kind,
        event.object_id,
        event.seq,
        event.kind,
        moment(event.at),
        moment(event.device_at),
        event.actor_id,
        event.subdistrict_id,
        event.data,
    ]
    return hashlib.sha256(_as_json(parts).encode()).hexdigest()


def extend(
    obj: Chained,
    happenings: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    at: dt.datetime,
    actor_id: int | None,
    subdistrict_id: int | None,
    device_at: dt.datetime | None = None,
) -> list[Event]:
    """Events for `happenings` (kind, data), not yet written; the object's head moves on in memory.

    The caller holds the object's row lock, writes the events and saves `history_seq`, `history_head`.
    """
    events = []
    for kind, data in happenings:
        event = Event(
            subdistrict_id=subdistrict_id,
            object_kind=obj.chain_kind(),
            object_id=obj.pk,
            seq=obj.history_seq + 1,
            kind=kind,
            at=at,
            device_at=device_at,
            actor_id=actor_id,
            data=canonical(data),
            previous_hash=obj.history_head,
        )
        event.hash = event_hash(event)
        obj.history_seq, obj.history_head = event.seq, event.hash
        events.append(event)
    return events


def append(
    obj: Chained,
    kind: str,
    *,
    at: dt.datetime,
    actor_id: int | None,
    subdistrict_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event and the new head: for objects that change rarely. Locks the object's row first."""
    locked = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
    obj.history_seq, obj.history_head = locked.history_seq, locked.history_head
    (event,) = extend(
        obj, [(kind, data or {})], at=at, actor_id=actor_id, subdistrict_id=subdistrict_id
    )
    event.save(force_insert=True)
    obj.save(update_fields=["history_seq", "history_head"])
    return event
