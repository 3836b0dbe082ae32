"""The import as a whole: counted, placed, closed as the other system says, once, and provable afterwards."""

import datetime as dt
import json

import pytest
from django.db import connection, transaction

from tests.apps.cases.importing.conftest import AT, CLOSED, LATE, NOWHERE, OPEN, whole_database
from xiuhua.apps.cases.actions import importing
from xiuhua.apps.cases.actions.importing import Reject, import_requests
from xiuhua.apps.cases.importing.writing import Batches, known_ids
from xiuhua.apps.cases.models import Case, Clock
from xiuhua.apps.records import history, proof
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


def test_counts_of_a_small_file(csv_file, mapping_file, areas_file) -> None:
    rejects: list[Reject] = []
    early = "5,2021-05-06 09:00,,2021-05-06 08:59,Noise,,,,"
    path = csv_file(CLOSED, OPEN, NOWHERE, LATE, early)
    tally = import_requests(path, mapping_file(), areas_file, at=AT, on_reject=rejects.append)
    facts = tally.facts()
    assert facts.pop("rows_per_s") > 0
    assert facts == {
        "read": 5,
        "imported": 4,
        "known": 0,
        "rejected": {"closes_before_opening": 1},
        "with_location": 3,
        "routed": 2,
        "area_agrees": 1,
        "on_time_known": 2,
        "on_time_agrees": 2,
    }
    assert [(one.line, one.reason.code) for one in rejects] == [(6, "closes_before_opening")]


def test_a_closed_request_is_closed_as_the_other_system_says(
    csv_file, mapping_file, areas_file
) -> None:
    import_requests(csv_file(CLOSED), mapping_file(), areas_file, at=AT)
    case = Case.objects.get(external_system="other", external_id="1")
    assert (case.state, case.outcome, case.is_open) == ("closed", "imported", False)
    assert (case.closed_on_time, case.due_at) == (True, None)
    assert case.total_due_at == case.closed_at == dt.datetime(2021, 5, 7, 1, tzinfo=dt.UTC)
    assert case.checked_at is None and case.handled_at is None  # not ours to say
    assert case.grid.code == "A1" and case.cell and case.crs_received == "EPSG:4326"
    assert case.case_class.name == "Noise" and case.words == "Noise"
    assert case.number == "CS-20210506-000001"
    clock = Clock.objects.get(case=case)
    assert (clock.kind, clock.due_at, clock.stopped_at) == (
        "total",
        case.total_due_at,
        case.closed_at,
    )
    assert clock.limits == [[24.0, "urgent_hour", "24x7"]]


def test_an_open_request_is_filed_and_keeps_its_deadline(
    csv_file, mapping_file, areas_file
) -> None:
    import_requests(csv_file(OPEN, NOWHERE), mapping_file(), areas_file, at=AT)
    case = Case.objects.get(external_id="2")
    assert (case.state, case.outcome, case.is_open) == ("filed", "", True)
    assert case.due_at == case.total_due_at == dt.datetime(2021, 5, 8, 2, tzinfo=dt.UTC)
    assert case.closed_on_time is None
    assert case.reported_at < case.near_at < case.due_at
    without = Case.objects.get(external_id="3")
    assert (without.lon, without.lat, without.cell, without.grid) == (None, None, None, None)
    assert not Clock.objects.filter(case=without).exists()


def test_history_has_one_event_for_each_case_and_verifies(
    csv_file, mapping_file, areas_file
) -> None:
    import_requests(csv_file(CLOSED, OPEN), mapping_file(), areas_file, at=AT)
    report = proof.verify()
    assert report.first_broken is None and report.events == Event.objects.count()
    event = Event.objects.get(object_kind="case", object_id=Case.objects.get(external_id="1").pk)
    said = json.loads(event.data)
    assert (event.kind, event.at, event.seq) == ("case.imported", AT, 1)
    assert (said["system"], said["id"], said["grid"]) == ("other", "1", "A1")
    assert "Noise" not in event.data  # words are erasable rows, never history


def test_events_are_written_as_history_writes_them(csv_file, mapping_file, areas_file) -> None:
    """The import makes its JSON itself; another key, order or spelling would be another hash."""
    import_requests(
        csv_file(CLOSED, OPEN, NOWHERE.replace("3,", '"3""\\键",', 1)),
        mapping_file(),
        areas_file,
        at=AT,
    )
    events = Event.objects.filter(kind="case.imported")
    for event in events:
        assert event.data == history.canonical(json.loads(event.data))
    case = Case.objects.get(external_id="1")
    assert json.loads(events.get(object_id=case.pk).data) == {
        "class": case.case_class_id,
        "closed": history.moment(case.closed_at),
        "due": history.moment(case.total_due_at),
        "grid": "A1",
        "id": "1",
        "on_time": True,
        "reported": history.moment(case.reported_at),
        "system": "other",
    }
    third = Case.objects.get(external_id='3"\\键')
    assert json.loads(events.get(object_id=third.pk).data)["id"] == '3"\\键'


def test_a_second_run_adds_nothing(csv_file, mapping_file, areas_file) -> None:
    path = csv_file(CLOSED, OPEN, NOWHERE, "x,not a time,,,Noise,,,,")
    import_requests(path, mapping_file(), areas_file, at=AT)
    before = whole_database()
    tally = import_requests(path, mapping_file(), areas_file, at=AT + dt.timedelta(days=1))
    assert whole_database() == before
    assert (tally.imported, tally.known, dict(tally.rejected)) == (
        0,
        3,
        {"moment_not_as_mapped": 1},
    )


@pytest.mark.parametrize("with_areas", [True, False])
def test_a_dry_run_writes_nothing_and_says_the_same(
    csv_file, mapping_file, areas_file, with_areas: bool
) -> None:
    path = csv_file(CLOSED, OPEN, NOWHERE, LATE, CLOSED)
    areas = areas_file if with_areas else None
    before = whole_database()
    tried = import_requests(path, mapping_file(), areas, at=AT, dry_run=True).facts()
    assert whole_database() == before
    done = import_requests(path, mapping_file(), areas, at=AT).facts()
    assert {**tried, "rows_per_s": 0} == {**done, "rows_per_s": 0}


def test_a_killed_import_leaves_whole_batches_and_is_completed(
    csv_file, mapping_file, areas_file, monkeypatch
) -> None:
    lines = [f"{n},2021-05-06 09:00,2021-05-07 09:00,,Noise,,,," for n in range(1, 26)]
    path = csv_file(*lines)
    monkeypatch.setattr(importing, "BATCH", 10)
    with pytest.raises(KeyboardInterrupt):
        import_requests(path, mapping_file(), at=AT, progress=_interrupt_at(20))
    assert Case.objects.count() == Clock.objects.count() == 20
    assert proof.verify().first_broken is None
    tally = import_requests(path, mapping_file(), at=AT)
    assert (tally.imported, tally.known) == (5, 20)
    assert Case.objects.values("number").distinct().count() == 25


def _interrupt_at(count: int):
    def progress(done: int) -> None:
        if done >= count:
            raise KeyboardInterrupt

    return progress


def test_a_batch_that_fails_leaves_nothing_of_itself(csv_file, mapping_file, monkeypatch) -> None:
    import_requests(csv_file(OPEN), mapping_file(), at=AT)
    before = whole_database()

    def write_then_fail(self, requests, places):
        written(self, requests, places)
        raise KeyboardInterrupt

    written = Batches.write
    monkeypatch.setattr(Batches, "write", write_then_fail)
    with pytest.raises(KeyboardInterrupt):
        import_requests(csv_file(CLOSED, NOWHERE), mapping_file(), at=AT)
    assert whole_database() == before


def test_an_id_twice_in_the_file_is_taken_once(csv_file, mapping_file, monkeypatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    tally = import_requests(csv_file(OPEN, OPEN, CLOSED, OPEN), mapping_file(), at=AT)
    assert (tally.imported, tally.known, dict(tally.rejected)) == (2, 0, {"id_twice_in_file": 2})


def test_two_imports_at_once_do_not_double_a_request(csv_file, mapping_file, monkeypatch) -> None:
    path = csv_file(OPEN)
    import_requests(path, mapping_file(), at=AT)
    # The other import's cases are committed after this one has looked for them.
    monkeypatch.setattr(importing, "known_ids", lambda system, external_ids: {})
    before = whole_database()
    with pytest.raises(Refused, match="import_runs_twice"):
        import_requests(path, mapping_file(), at=AT)
    assert whole_database() == before


def test_known_requests_are_found_by_the_index(csv_file, mapping_file) -> None:
    import_requests(csv_file(OPEN), mapping_file(), at=AT)
    assert list(known_ids("other", ["1", "2"])) == ["2"]
    assert known_ids("another", ["2"]) == {}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT external_id, id FROM cases_case WHERE "
                "external_system = 'a' AND external_id IN (SELECT value FROM json_each('[]')) "
                "AND NOT (external_id = '')"
            )
            assert "imported_once" in str(cursor.fetchall())


def test_statements_do_not_grow_with_the_rows(
    csv_file, mapping_file, areas_file, django_assert_max_num_queries
) -> None:
    import_requests(csv_file(CLOSED, OPEN), mapping_file(), areas_file, at=AT)
    lines = [f"n{n},2021-05-{n % 28 + 1:02} 09:00,2021-06-07 09:00,,Noise,114.205,30.505,,"
             for n in range(500)]  # fmt: skip
    with django_assert_max_num_queries(40), transaction.atomic():
        assert import_requests(csv_file(*lines), mapping_file(), areas_file, at=AT).imported == 500
