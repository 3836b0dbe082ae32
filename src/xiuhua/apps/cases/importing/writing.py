"""A batch of requests becomes cases, clocks and history: one transaction, three mass writes.

A closed request is closed as the other system says: outcome `imported`, which is counted apart and never
ranked. An open one is filed, with the other system's deadline, and waits to be dispatched here. The
history keeps keys and moments, never words or places of a person.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiuhua.apps.cases.clocks import near_moment
from xiuhua.apps.cases.importing.interpreting import Request
from xiuhua.apps.cases.importing.preparing import Ground
from xiuhua.apps.cases.importing.routing import Places
from xiuhua.apps.cases.models import Case, Clock
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.records import history, ids, numbers, rows
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.clock.units import Unit
from xiuhua.rulebook.lifecycle.terms import CaseState, Outcome
from xiuhua.rulebook.numbering import make_case_number

ROUND_THE_CLOCK = "24x7"


class Batches:
    """Writes the batches of one import, and keeps what they share."""

    def __init__(self, ground: Ground, system: str, crs: str, at: dt.datetime) -> None:
        self.ground, self.system, self.crs, self.at = ground, system, crs, at

    def write(self, requests: Sequence[Request], places: Places) -> int:
        """All cases of a batch with clocks and first events, in a transaction; the first id."""
        self.ground.classes.make((one.class_name for one in requests), self.at)
        case_ids = ids.take(Case, len(requests))
        events = [
            self._event(case_id, one, grid)
            for case_id, one, grid in zip(case_ids, requests, places.grid_codes, strict=True)
        ]
        heads = [event.hash for event in events]
        rows.write(Case, self._case_columns(case_ids, requests, places, heads))
        rows.write(Event, _event_columns(events))
        rows.write(Clock, _clock_columns(case_ids, requests))
        return case_ids[0]

    def _event(self, case_id: int, one: Request, grid_code: str | None) -> "FirstEvent":
        event = FirstEvent(case_id, self.at, self.ground.subdistrict.pk)
        event.data = history.canonical(
            {
                "system": self.system,
                "id": one.external_id,
                "class": self._class_of(one),
                "grid": grid_code,
                "reported": history.moment(one.reported_at),
                "due": history.moment(one.due_at),
                "closed": history.moment(one.closed_at),
                "on_time": one.closed_on_time,
            }
        )
        event.hash = history.event_hash(event)
        return event

    def _class_of(self, one: Request) -> int | None:
        return self.ground.classes.ids.get(one.class_name)

    def _case_columns(
        self,
        case_ids: Sequence[int],
        requests: Sequence[Request],
        places: Places,
        heads: Sequence[str],
    ) -> dict[str, Sequence[Any]]:
        count = len(requests)
        is_open = [one.closed_at is None for one in requests]
        reported = [one.reported_at for one in requests]
        due = [one.due_at for one in requests]
        rules = rules_in_force(self.ground.subdistrict.pk, self.at)
        return {
            "id": case_ids,
            "history_seq": [1] * count,
            "history_head": heads,
            "subdistrict_id": [self.ground.subdistrict.pk] * count,
            "number": self._numbers(requests),
            "state": [(CaseState.FILED if o else CaseState.CLOSED).value for o in is_open],
            "outcome": ["" if o else Outcome.IMPORTED.value for o in is_open],
            "is_open": is_open,
            "source_id": [self.ground.source.pk] * count,
            "case_class_id": [self._class_of(one) for one in requests],
            "words": [one.words for one in requests],
            "place_words": [one.place_words for one in requests],
            "lon": [one.lon for one in requests],
            "lat": [one.lat for one in requests],
            "cell": places.cells,
            "crs_received": ["" if one.lon is None else self.crs for one in requests],
            "grid_id": places.grid_ids,
            "community_id": places.community_ids,
            "reported_at": reported,
            "filed_at": reported,
            "closed_at": [one.closed_at for one in requests],
            "due_at": [d if o else None for d, o in zip(due, is_open, strict=True)],
            "near_at": [
                near_moment(began, d, rules) if o and d else None
                for began, d, o in zip(reported, due, is_open, strict=True)
            ],
            "total_due_at": due,
            "closed_on_time": [one.closed_on_time for one in requests],
            "external_system": [self.system] * count,
            "external_id": [one.external_id for one in requests],
        }

    def _numbers(self, requests: Sequence[Request]) -> list[str]:
        """Own numbers, by the local day of the report, out of the same series as reports made here."""
        prefix = self.ground.subdistrict.case_prefix
        days = Counter(one.reported_on for one in requests)
        taken = numbers.take_many(
            {f"case:{prefix}:{day:%Y%m%d}": count for day, count in days.items()}
        )
        left = {day: iter(taken[f"case:{prefix}:{day:%Y%m%d}"]) for day in days}
        return [
            make_case_number(prefix, one.reported_on, next(left[one.reported_on]))
            for one in requests
        ]


@dataclass(slots=True)
class FirstEvent:
    """The event a case begins with, as `records.Event` but without the cost of a model object."""

    object_id: int
    at: dt.datetime
    subdistrict_id: int
    object_kind: str = Case.chain_kind()
    seq: int = 1
    kind: str = "case.imported"
    device_at: None = None
    actor_id: None = None
    data: str = ""
    previous_hash: str = ""
    hash: str = ""


def _event_columns(events: Sequence[FirstEvent]) -> dict[str, Sequence[Any]]:
    return {
        name: [getattr(event, name) for event in events] for name in FirstEvent.__dataclass_fields__
    }


def _clock_columns(case_ids: Sequence[int], requests: Sequence[Request]) -> dict[str, Any]:
    """A total clock for each request that has a deadline: as long as the other system gave it."""
    timed = [
        (pk, one) for pk, one in zip(case_ids, requests, strict=True) if one.due_at is not None
    ]
    return {
        "case_id": [pk for pk, _ in timed],
        "kind": [Clock.Kind.TOTAL.value] * len(timed),
        "started_at": [one.reported_at for _, one in timed],
        "limits": [_limits(one) for _, one in timed],
        "due_at": [one.due_at for _, one in timed],
        "stopped_at": [one.closed_at for _, one in timed],
    }


def _limits(one: Request) -> list[Any]:
    """The limit as hours round the clock, so that a later pause reckons on from the same deadline."""
    assert one.due_at is not None
    hours = max((one.due_at - one.reported_at).total_seconds() / 3600, 0.0)
    return [[hours, Unit.URGENT_HOUR.value, ROUND_THE_CLOCK]]


def known_ids(system: str, external_ids: Sequence[str]) -> dict[str, int]:
    """Which of these requests are cases already, with the case's id: one query."""
    if connection.vendor == "postgresql":
        among, given = "= ANY(%s)", list(external_ids)
    else:
        among, given = "IN (SELECT value FROM json_each(%s))", json.dumps(external_ids)
    # The condition of the unique index stands here word for word, or the index would not be used.
    statement = (
        f"SELECT external_id, id FROM cases_case WHERE external_system = %s "
        f"AND external_id {among} AND NOT (external_id = '')"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [system, given])
        return dict(cursor.fetchall())
