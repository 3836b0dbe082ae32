"""The import as a whole: counted, placed, closed as the other system says, once, and provable afterwards."""

import csv
import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tests.apps.cases.importing.conftest import (
    AT,
    BOSTON,
    BOSTON_MAPPING,
    HOTLINE,
    HOTLINE_MAPPING,
    write_areas,
)
from xiuhua.apps.cases.actions import importing
from xiuhua.apps.cases.actions.importing import Reject, import_requests
from xiuhua.apps.cases.importing.writing import Batches, known_ids
from xiuhua.apps.cases.models import Case, Clock
from xiuhua.apps.catalogue.models import CaseClass, ClassCode
from xiuhua.apps.records import proof
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db

CLOSED = "1,2021-05-06 09:00,2021-05-07 09:00,2021-05-07 09:00,Noise,114.205,30.505,A-1,yes"
OPEN = "2,2021-05-06 10:00,2021-05-08 10:00,,Litter,114.215,30.505,A1,"
NOWHERE = "3,2021-05-06 23:59,,2021-05-07 01:00,Noise,114.3,30.5,A2,"
LATE = "4,2021-05-06 08:00,2021-05-06 09:00,2021-05-06 09:01,Noise,114.5,30.5,A2,no"


def whole_database() -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


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


def test_a_second_run_adds_nothing(csv_file, mapping_file, areas_file) -> None:
    path = csv_file(CLOSED, OPEN, NOWHERE, "x,not a time,,,Noise,,,,")
    import_requests(path, mapping_file(), areas_file, at=AT)
    before = whole_database()
    tally = import_requests(path, mapping_file(), areas_file, at=AT + dt.timedelta(days=1))
    assert whole_database() == before
    assert (tally.imported, tally.known, dict(tally.rejected)) == (0, 3, {"moment_unreadable": 1})


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


BAD_ROWS = {
    "row_wrong_width": "1,2021-05-06 09:00",
    "row_without_id": " ,2021-05-06 09:00,,,Noise,,,,",
    "row_without_report": "1,,,,Noise,,,,",
    "moment_unreadable": "1,6 May,,,Noise,,,,",
    "closes_before_opening": "1,2021-05-06 09:00,,2021-05-06 08:00,Noise,,,,",
    "row_without_class": "1,2021-05-06 09:00,,, ,,,,",
    "row_text_too_long": f"{'1' * 41},2021-05-06 09:00,,,Noise,,,,",
    "coordinate_not_a_number": "1,2021-05-06 09:00,,,Noise,east,30.5,,",
    "coordinate_out_of_range": "1,2021-05-06 09:00,,,Noise,214.2,30.5,,",
    "coordinate_missing": "1,2021-05-06 09:00,,,Noise,114.2,,,",
    "coordinates_are_zero": "1,2021-05-06 09:00,,,Noise,0,0,,",
}


@pytest.mark.parametrize("code", BAD_ROWS)
def test_a_bad_row_is_named_and_stops_nothing(csv_file, mapping_file, code: str) -> None:
    rejects: list[Reject] = []
    path = csv_file(BAD_ROWS[code], OPEN)
    tally = import_requests(path, mapping_file(), at=AT, on_reject=rejects.append)
    assert [(one.line, one.reason.code) for one in rejects] == [(2, code)]
    assert list(Case.objects.values_list("external_id", flat=True)) == ["2"]
    assert tally.imported + tally.known + sum(tally.rejected.values()) == tally.read


def test_state_and_closing_date_must_agree(csv_file, mapping_file) -> None:
    mapping = mapping_file(
        ("[on_time]", '[state]\ncolumn = "timely"\nclosed = "done"\nopen = ["", "new"]\n[on_time]')
    )
    start = "2021-05-06 09:00,"
    path = csv_file(
        f"1,{start},,Noise,,,,done",
        f"2,{start},2021-05-07 09:00,Noise,,,,new",
        f"3,{start},,Noise,,,,lost",
        f"4,{start},2021-05-07 09:00,Noise,,,,done",
        f"5,{start},,Noise,,,,",
    )
    tally = import_requests(path, mapping, at=AT)
    assert dict(tally.rejected) == {
        "closed_without_moment": 1,
        "open_with_closing": 1,
        "state_word_unknown": 1,
    }
    assert dict(Case.objects.values_list("external_id", "state")) == {"4": "closed", "5": "filed"}


def test_classes_are_made_once_below_one_major_class(csv_file, mapping_file) -> None:
    import_requests(csv_file(CLOSED, OPEN), mapping_file(), at=AT)
    later = OPEN.replace("2,", "9,", 1).replace("Litter", "暴露垃圾")
    import_requests(csv_file(later), mapping_file(), at=AT)
    codes = dict(
        ClassCode.objects.filter(system="other.event").values_list("code", "case_class__slug")
    )
    assert codes == {
        "Noise": "event.from_other.noise",
        "Litter": "event.from_other.litter",
        "暴露垃圾": "event.from_other.bao_lu_la_ji",
    }
    assert CaseClass.objects.filter(parent__slug="event.from_other").count() == 3
    assert proof.verify().first_broken is None


def test_names_that_sound_alike_get_slugs_of_their_own(csv_file, mapping_file) -> None:
    lines = [OPEN.replace("Litter", name).replace("2,", f"{n},", 1)
             for n, name in enumerate(["Noise!", "Noise?", "噪声", "造声", "!!!", "1st"], 10)]  # fmt: skip
    import_requests(csv_file(*lines), mapping_file(), at=AT)
    slugs = set(
        CaseClass.objects.filter(parent__slug="event.from_other").values_list("slug", flat=True)
    )
    assert len(slugs) == 6
    assert {
        "event.from_other.noise",
        "event.from_other.zao_sheng",
        "event.from_other.c_1st",
    } <= slugs


def test_a_class_that_is_not_mapped_goes_to_the_rejects(csv_file, mapping_file) -> None:
    mapping = mapping_file(
        ("create = true", '[classes.map]\n"Noise" = "event.appearance.commercial_noise"')
    )
    tally = import_requests(csv_file(CLOSED, OPEN), mapping, at=AT)
    assert dict(tally.rejected) == {"class_not_mapped": 1}
    assert Case.objects.get().case_class.slug == "event.appearance.commercial_noise"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("create = true", '[classes.map]\n"a" = "event.no.such"', "mapping_class_unknown"),
        ("[columns]", '[source]\nslug = "nobody"\n[columns]', "mapping_source_unknown"),
        ('column = "kind"', 'column = "type"', "columns_missing"),
    ],
)
def test_a_mapping_that_does_not_fit_changes_nothing(
    csv_file, mapping_file, areas_file, old: str, new: str, code: str
) -> None:
    before = whole_database()
    with pytest.raises(Refused, match=code):
        import_requests(csv_file(OPEN), mapping_file((old, new)), areas_file, at=AT)
    assert whole_database() == before


def test_a_source_with_a_name_is_made(csv_file, mapping_file) -> None:
    mapping = mapping_file(
        ("[columns]", '[source]\nslug = "old"\nname = "旧系统"\nname_en = "Old"\n[columns]')
    )
    import_requests(csv_file(OPEN), mapping, at=AT)
    source = Case.objects.get().source
    assert (source.slug, source.name, source.needs_verification) == ("old", "旧系统", False)


def test_a_street_that_is_there_otherwise_is_refused(csv_file, mapping_file) -> None:
    import_requests(csv_file(OPEN), mapping_file(), at=AT)
    with pytest.raises(Refused) as refused:
        import_requests(csv_file(CLOSED), mapping_file(('"CS"', '"ZZ"')), at=AT)
    assert refused.value.code == "subdistrict_differs"
    assert refused.value.facts["field"] == "case_prefix"
    assert Case.objects.count() == Subdistrict.objects.count() == 1


def test_areas_become_grids_once_and_are_not_redrawn(
    csv_file, mapping_file, areas_file, tmp_path
) -> None:
    import_requests(csv_file(OPEN), mapping_file(), areas_file, at=AT)
    grid = Grid.objects.get(code="A2")
    assert (grid.system, grid.level, grid.valid_from) == (
        "urban",
        "responsibility",
        dt.date(2021, 1, 1),
    )
    assert grid.area_m2 == pytest.approx(959 * 1109, rel=0.01)
    other = write_areas(tmp_path / "other.geojson", A2=(114.21, 30.50, 114.23, 30.51))
    with pytest.raises(Refused, match="grid_differs"):
        import_requests(csv_file(CLOSED), mapping_file(), other, at=AT)
    more = write_areas(tmp_path / "more.geojson", A3=(114.22, 30.50, 114.23, 30.51))
    import_requests(csv_file(LATE), mapping_file(), more, at=AT)
    assert set(Grid.objects.values_list("code", flat=True)) == {"A1", "A2", "A3"}


def test_a_request_before_the_grids_has_none(csv_file, mapping_file, areas_file) -> None:
    early = OPEN.replace("2021-05-06", "2020-12-31")
    for dry_run in (True, False):
        tally = import_requests(csv_file(early), mapping_file(), areas_file, at=AT, dry_run=dry_run)
        assert (tally.with_location, tally.routed) == (1, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "areas_not_json"),
        ("[1, 2]", "areas_not_geojson"),
        ('{"features": []}', "areas_not_geojson"),
        ('{"features": [{"properties": {}}]}', "area_without_code"),
        ('{"features": [7]}', "area_without_code"),
        ('{"features": [{"properties": {"code": "A"}, "geometry": null}]}', "area_not_polygon"),
        (
            '{"features": [{"properties": {"code": "A"}, "geometry":'
            ' {"type": "Point", "coordinates": [1, 2]}}]}',
            "area_not_polygon",
        ),
        (
            '{"features": [{"properties": {"code": "A"}, "geometry": {"type": "Polygon",'
            ' "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}]}',
            "area_invalid",
        ),
        (
            '{"features": [{"properties": {"code": "A"}, "geometry": {"type": "Polygon",'
            ' "coordinates": [[[500000, 0], [500010, 0], [500010, 10], [500000, 0]]]}}]}',
            "not_in_degrees",
        ),
    ],
)  # fmt: skip
def test_unreadable_areas_change_nothing(csv_file, mapping_file, tmp_path, content, code) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(content)
    before = whole_database()
    with pytest.raises(Refused, match=code):
        import_requests(csv_file(OPEN), mapping_file(), path, at=AT)
    assert whole_database() == before


def test_areas_need_their_part_of_the_mapping(csv_file, mapping_file, areas_file) -> None:
    text = mapping_file().read_text(encoding="utf-8")
    without = text.split("[areas]")[0]
    with pytest.raises(Refused, match="mapping_key_missing"):
        import_requests(csv_file(OPEN), mapping_file(text=without), areas_file, at=AT)


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


def _naive(text: str) -> dt.datetime | None:
    return dt.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") if text else None  # noqa: DTZ007


def test_the_boston_extract(tmp_path) -> None:
    """Against a plain reading of the same rows."""
    with BOSTON.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("open_dt", "target_dt", "closed_dt")
    times = [[_naive(row[column]) for column in columns] for row in rows]
    taken = [n for n, (opened, _, closed) in enumerate(times) if not closed or closed >= opened]
    placed = [
        n for n in taken if rows[n]["latitude"] != "42.3594" or rows[n]["longitude"] != "-71.0587"
    ]
    squares = {"A1": (-71.3, 42.2, -71.08, 42.5), "D4": (-71.08, 42.2, -70.9, 42.5)}
    inside = {n: "A1" if float(rows[n]["longitude"]) <= -71.08 else "D4" for n in placed}
    areas = write_areas(tmp_path / "squares.geojson", **squares)

    tally = import_requests(BOSTON, BOSTON_MAPPING, areas, at=AT)

    timed = [n for n in taken if times[n][1] and times[n][2]]
    assert tally.read == len(rows) == 150
    assert tally.imported == len(taken) == 146
    assert dict(tally.rejected) == {"closes_before_opening": 4}
    assert tally.with_location == tally.routed == len(placed)
    assert tally.area_agrees == sum(rows[n]["police_district"] == inside[n] for n in placed)
    assert tally.on_time_known == tally.on_time_agrees == len(timed) > 50
    assert Case.objects.filter(closed_on_time=False).count() == sum(
        times[n][2] > times[n][1] for n in timed
    )
    assert proof.verify().first_broken is None


def test_the_hotline_sample() -> None:
    rejects: list[Reject] = []
    tally = import_requests(HOTLINE, HOTLINE_MAPPING, at=AT, on_reject=rejects.append)
    assert (tally.read, tally.imported, tally.with_location) == (24, 21, 17)
    assert {one.line: one.reason.code for one in rejects} == {
        8: "class_not_mapped",
        12: "closes_before_opening",
        22: "moment_unreadable",
    }
    assert tally.on_time_known == tally.on_time_agrees > 10
    case = Case.objects.get(external_id="WX202100001")
    assert (case.lon, case.lat) == pytest.approx((114.2208, 30.5608), abs=1e-6)
    assert (case.crs_received, case.source.slug) == ("GCJ-02", "hotline_12345")
    assert case.case_class.slug == "event.street_order.street_vendor"
    assert case.words == "流动摊贩 路口每天傍晚有流动摊贩占道"
    assert case.reported_at == dt.datetime(2021, 5, 6, 7, 25, 30, tzinfo=dt.UTC)


@pytest.mark.data
def test_all_of_boston(capsys) -> None:
    folder = BOSTON_MAPPING.parents[2] / "shared/data/boston_311_2015"
    call_command(
        "import_requests",
        str(folder / "boston311_2015.csv.gz"),
        mapping=str(BOSTON_MAPPING),
        areas=str(folder / "Police_Districts.geojson"),
        json=True,
    )
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["read"] == 121_145
    assert said["imported"] + sum(said["rejected"].values()) == said["read"]
    assert said["rejected"] == {"closes_before_opening": 197}
    assert said["with_location"] == 103_884
    assert said["area_agrees"] >= 0.993 * said["with_location"]
    assert said["on_time_known"] == said["on_time_agrees"] == 79_151
    assert proof.verify().first_broken is None
