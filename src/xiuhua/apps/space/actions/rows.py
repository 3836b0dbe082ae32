"""How an act here writes rows with their history: many at once, or one changed.

Only that. `data` of an event holds codes, days, numbers and digests, never a name: a shop may bear
its owner's. What it means for indexes in memory is said by the caller (`kept.changed`).
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.records import history, ids
from xiuhua.apps.records.models import Chained, Event

BATCH = 500
Facts = Mapping[str, Any]
R = TypeVar("R", bound=Chained)


def insert(
    rows: Sequence[R],
    kind: str,
    facts: Callable[[R], Facts],
    *,
    at: dt.datetime,
    by: User | None,
) -> None:
    """Write new rows of one table, each with its first event. Inside the act's transaction."""
    if not rows:
        return
    model = type(rows[0])
    events: list[Event] = []
    for row, pk in zip(rows, ids.take(model, len(rows)), strict=True):
        row.pk = pk
        events += _extended(row, kind, facts(row), at, by)
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    Event.objects.bulk_create(events, batch_size=BATCH)


def change(
    row: Chained,
    kind: str,
    facts: Facts,
    columns: Sequence[str],
    *,
    at: dt.datetime,
    by: User | None,
) -> None:
    """Write a locked row's changed columns with one event."""
    Event.objects.bulk_create(_extended(row, kind, facts, at, by))
    row.save(update_fields=[*columns, "history_seq", "history_head"])


def locked(model: type[R], pk: int) -> R:
    """The row as it is now, held until the transaction ends."""
    return model._default_manager.select_for_update(of=("self",)).get(pk=pk)


def check_right(by: User | None, permission: str, **place: Any) -> None:
    """Refuse a person without the right. None is the program itself: imports and demonstrations."""
    if by is not None:
        check_may(by, permission, **place)


def digest(geometry: Mapping[str, Any] | None) -> str:
    """A geometry's fingerprint, by which the history proves what was drawn."""
    return hashlib.sha256(history.canonical(geometry or {}).encode()).hexdigest()[:32]


def _extended(
    row: Chained, kind: str, facts: Facts, at: dt.datetime, by: User | None
) -> list[Event]:
    return history.extend(
        row,
        [(kind, facts)],
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id,  # type: ignore[attr-defined]
    )
