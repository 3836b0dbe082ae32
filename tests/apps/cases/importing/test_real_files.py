"""Real and real-looking files, against a plain reading of the same rows."""

import csv
import datetime as dt
import json

import pytest
from django.core.management import call_command

from tests.apps.cases.importing.conftest import (
    AT,
    BOSTON,
    BOSTON_MAPPING,
    HOTLINE,
    HOTLINE_MAPPING,
    write_areas,
)
from xiuhua.apps.cases.actions.importing import Reject, import_requests
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import proof

pytestmark = pytest.mark.django_db


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
        22: "moment_not_as_mapped",
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
