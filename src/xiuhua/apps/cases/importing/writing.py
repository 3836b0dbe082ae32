"""A batch of requests becomes cases, clocks and history: one transaction, three mass writes.

A closed request is closed as the other system says: outcome `imported`, which is counted apart and never
ranked. An open one is filed, with the other system's deadline, and waits to be dispatched here. The
history keeps keys and moments, never words or places of a person.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import repeat
from typing import Any

from django.db import connection

from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.clocks import near_moment
from xiuhua.apps.cases.importing.interpreting import Request
from xiuhua.apps.cases.importing.preparing import Ground
from xiuhua.apps.cases.importing.routing import Places
from xiuhua.apps.cases.models import Case, Clock
from xiuhua.apps.catalogue.queries import ClockRules, rules_in_force
from xiuhua.apps.records import ids, numbers, rows
from xiuhua.apps.records.beginnings import first_events, moments, quoted
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.rows import Ready, Same
from xiuhua.rulebook.clock.units import Unit
from xiuhua.rulebook.lifecycle.terms import CaseState, Outcome
from xiuhua.rulebook.numbering import make_case_numbers

# Value, unit and calendar of the only limit, as JSON.
LIMITS = f'[[%s, "{Unit.URGENT_HOUR.value}", "24x7"]]'
EVENT_DATA = (
    '{"class":%s,"closed":%s,"due":%s,"grid":%s,"id":%s,"on_time":%s,"reported":%s,"system":%s}'
)
_FILED, _CLOSED = CaseState.FILED.value, CaseState.CLOSED.value
_IMPORTED = Outcome.IMPORTED.value


class Batches:
    """Writes the batches of one import, and keeps what they share."""

    def __init__(self, ground: Ground, system: str, crs: str, at: dt.datetime) -> None:
        self.ground, self.system, self.crs, self.at = ground, system, crs, at

    def write(self, requests: Sequence[Request], places: Places) -> int:
        """All cases of a batch with clocks and first events, in a transaction; the first id."""
        self.ground.classes.make((one.class_name for one in requests), self.at)
        case_ids = ids.take(Case, len(requests))
        columns = self._case_columns(case_ids, requests, places)
        events = first_events(
            Case,
            case_ids,
            "case.imported",
            self._event_data(columns, places),
            at=self.at,
            subdistrict_id=self.ground.subdistrict.pk,
        )
        rows.write(Case, {**columns, "history_seq": Same(1), "history_head": events["hash"]})
        rows.write(Event, events)
        rows.write(Clock, _clock_columns(case_ids, requests))
        map_counts.note_many(map_counts.spots(columns, self.ground.subdistrict.pk))
        return case_ids[0]

    def _event_data(self, columns: dict[str, Any], places: Places) -> list[str]:
        """What the first event of each case says, as `history.canonical` would write it."""
        on_time = {None: "null", True: "true", False: "false"}
        given = zip(
            ("null" if one is None else one for one in columns["case_class_id"]),
            moments(columns["closed_at"]),
            moments(columns["total_due_at"]),
            ("null" if code is None else quoted(code) for code in places.grid_codes),
            map(quoted, columns["external_id"]),
            map(on_time.__getitem__, columns["closed_on_time"]),
            moments(columns["reported_at"]),
            repeat(quoted(self.system)),
            strict=False,
        )
        return list(map(EVENT_DATA.__mod__, given))

    def _case_columns(
        self, case_ids: Sequence[int], requests: Sequence[Request], places: Places
    ) -> dict[str, Any]:
        class_of = self.ground.classes.ids.get
        is_open = [one.closed_at is None for one in requests]
        reported = [one.reported_at for one in requests]
        due = [one.due_at for one in requests]
        return {
            "id": case_ids,
            "subdistrict_id": Same(self.ground.subdistrict.pk),
            "number": self._numbers(requests),
            "state": [(_FILED if o else _CLOSED) for o in is_open],
            "outcome": ["" if o else _IMPORTED for o in is_open],
            "is_open": is_open,
            "source_id": Same(self.ground.source.pk),
            "case_class_id": [class_of(one.class_name) for one in requests],
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
                near_moment(began, d, self._rules) if o and d else None
                for began, d, o in zip(reported, due, is_open, strict=True)
            ],
            "total_due_at": due,
            "closed_on_time": [one.closed_on_time for one in requests],
            "external_system": Same(self.system),
            "external_id": [one.external_id for one in requests],
        }

    @cached_property
    def _rules(self) -> ClockRules:
        """The rules of the day of the import; classes made on the way do not change them."""
        return rules_in_force(self.ground.subdistrict.pk, self.at)

    def _numbers(self, requests: Sequence[Request]) -> list[str]:
        """Own numbers, by the local day of the report, out of the same series as reports made here."""
        prefix = self.ground.subdistrict.case_prefix
        days = Counter(one.reported_on for one in requests)
        taken = numbers.take_many(
            {f"case:{prefix}:{day:%Y%m%d}": count for day, count in days.items()}
        )
        left = {
            day: iter(make_case_numbers(prefix, day, taken[f"case:{prefix}:{day:%Y%m%d}"]))
            for day in days
        }
        return [next(left[one.reported_on]) for one in requests]


def _clock_columns(case_ids: Sequence[int], requests: Sequence[Request]) -> dict[str, Any]:
    """A total clock for each request that has a deadline: as long as the other system gave it."""
    timed = [
        (pk, one) for pk, one in zip(case_ids, requests, strict=True) if one.due_at is not None
    ]
    return {
        "case_id": [pk for pk, _ in timed],
        "kind": Same(Clock.Kind.TOTAL.value),
        "started_at": [one.reported_at for _, one in timed],
        "limits": Ready(_limits(one) for _, one in timed),
        "due_at": [one.due_at for _, one in timed],
        "stopped_at": [one.closed_at for _, one in timed],
    }


def _limits(one: Request) -> str:
    """The limit as hours round the clock, so that a later pause reckons on from the same deadline; JSON."""
    assert one.due_at is not None
    hours = max((one.due_at - one.reported_at).total_seconds() / 3600, 0.0)
    return LIMITS % hours


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
