"""The first events of very many new objects at once: `history.extend` without an object per event.

    events = first_events(Case, ids, "case.imported", data, at=at, subdistrict_id=1)
    rows.write(Case, {"id": ids, "history_head": events["hash"], "history_seq": rows.Same(1), …})
    rows.write(Event, events)

The hashes are those of `history.event_hash`, by test; what is hashed is decided there alone.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from json.encoder import encode_basestring as quoted

from xiuhua.apps.records import history
from xiuhua.apps.records.models import Chained
from xiuhua.apps.records.rows import Column, Same

__all__ = ["first_events", "moments", "quoted"]


def first_events(
    model: type[Chained],
    ids: Sequence[int],
    kind: str,
    data: Sequence[str],
    *,
    at: dt.datetime,
    subdistrict_id: int,
) -> dict[str, Column]:
    """Columns of `Event`: the first event of each object, by nobody; `data` is canonical JSON."""
    before = json.dumps(["", model.chain_kind()])[:-1]
    between = json.dumps([1, kind, history.moment(at), None, None, subdistrict_id])[1:-1]
    digest = hashlib.sha256
    hashes = [
        digest(f"{before}, {pk}, {between}, {quoted(one)}]".encode()).hexdigest()
        for pk, one in zip(ids, data, strict=True)
    ]
    return {
        "subdistrict_id": Same(subdistrict_id),
        "object_kind": Same(model.chain_kind()),
        "object_id": ids,
        "seq": Same(1),
        "kind": Same(kind),
        "at": Same(at),
        "data": data,
        "previous_hash": Same(""),
        "hash": hashes,
    }


def moments(values: Sequence[dt.datetime | None]) -> list[str]:
    """UTC moments as canonical JSON has them: `history.moment` in quotes, or null."""
    return [
        "null" if at is None else f'"{at.isoformat(timespec="microseconds")[:-6]}Z"'
        for at in values
    ]
