"""`import_street` and `check_grids` as they are typed: reports, rejects, exit codes, both languages."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests import builders
from tests.apps.space.conftest import CENTRE, EAST, MIDDLE, NORTH, SOUTH, WEST, box
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.space.models import Grid, Place, Road

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 1, 1)


@pytest.fixture
def home() -> Subdistrict:
    return builders.subdistrict(
        grid_code_pattern="ZT-{seq:02}", boundary=box(WEST, SOUTH, EAST, NORTH)
    )


def run(name: str, *arguments: str) -> dict:
    out = io.StringIO()
    call_command(name, *arguments, "--json", stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def grid(home: Subdistrict, code: str, *corners: float) -> Grid:
    return Grid.objects.create(subdistrict=home, code=code, geometry=box(*corners), valid_from=DAY)


def features(path: Path, *given: tuple[dict, dict]) -> Path:
    data = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in given],
    }
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def test_import_reports_in_one_line_and_twice_adds_nothing(home, tmp_path):
    line = {"type": "LineString", "coordinates": [[WEST, CENTRE], [EAST, CENTRE]]}
    path = features(tmp_path / "roads.geojson", ({"name": "虚构路", "lanes": 2}, line))
    first = run("import_street", str(path), "--source", "测试")
    assert first["written"]["roads"] == {"added": 1, "changed": 0, "unchanged": 0}
    assert (first["added"], first["rejected"], first["rejects_file"]) == (3, {}, None)
    assert Road.objects.get().source.startswith("测试")
    assert run("import_street", str(path))["added"] == 0


def test_rejects_are_listed_with_reason_in_both_languages_and_no_formula(home, tmp_path):
    path = features(
        tmp_path / "p.geojson",
        ({"name": "=1+1", "kind": "城堡"}, {"type": "Point", "coordinates": [114.221, 30.563]}),
    )
    rejects = tmp_path / "rejects.csv"
    report = run("import_street", str(path), "--rejects", str(rejects))
    assert report["rejected"] == {"place_kind_unknown": 1}
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["file"], row["where"], row["what"]) == ("p.geojson", "feature 1", "'=1+1")
    assert row["reason"] == "place_kind_unknown"
    assert row["原因"]
    assert Place.objects.count() == 0


def test_people_get_sentences(home, tmp_path, capsys):
    path = features(tmp_path / "网格.geojson", ({"code": "G"}, box(WEST, SOUTH, EAST, NORTH)))
    call_command("import_street", str(path), "--dry-run")
    said = capsys.readouterr().out
    assert "网格：新增 1" in said
    assert "试运行" in said
    assert not Grid.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing.osm",),
        ("x.osm", "--subdistrict", "000000000"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(home, arguments):
    before = Event.objects.count()
    with pytest.raises(CommandError):
        call_command("import_street", *arguments)
    assert Event.objects.count() == before


@pytest.mark.parametrize("box_words", ["1,2,3", "a,b,c,d", "3,2,1,4", "0,0,999,1"])
def test_a_bad_box_is_refused(home, box_words):
    with pytest.raises(CommandError):
        call_command("import_street", "x.osm", "--bbox", box_words)


def test_with_two_subdistricts_it_must_be_said_which(home):
    builders.subdistrict()
    with pytest.raises(CommandError):
        call_command("check_grids")


def test_the_template_is_written_once(home, tmp_path):
    path = tmp_path / "t.xlsx"
    assert run("import_street", "--template", str(path))["template"] == str(path)
    size = path.stat().st_size
    with pytest.raises(CommandError):
        call_command("import_street", "--template", str(path))
    assert path.stat().st_size == size


def test_grids_that_tile_are_clean(home):
    grid(home, "ZT-01", WEST, SOUTH, MIDDLE, NORTH)
    grid(home, "ZT-02", MIDDLE, SOUTH, EAST, NORTH)
    report = run("check_grids")
    assert (report["clean"], report["grids"], report["findings"]) == (True, 2, [])
    assert report["boundary_m2"] == pytest.approx(report["covered_m2"])


def test_gaps_overlaps_and_codes_are_found_in_square_metres_with_exit_code_1(home, capsys):
    grid(home, "ZT-01", WEST, SOUTH, MIDDLE + 0.0005, NORTH)
    grid(home, "ZT-02", MIDDLE, SOUTH, EAST - 0.0005, NORTH)
    grid(home, "X9", WEST, NORTH, EAST, NORTH + 0.001)
    with pytest.raises(SystemExit) as ended:
        call_command("check_grids", "--json")
    assert ended.value.code == 1
    report = json.loads(capsys.readouterr().out)
    kinds = {finding["kind"]: finding for finding in report["findings"]}
    assert set(kinds) == {"overlap", "gap", "ill_formed_code", "outside"}
    assert kinds["overlap"]["codes"] == ["ZT-01", "ZT-02"]
    # 0.0005° of longitude by 0.004° of latitude at 30.56° N: 47.95 m by 443.5 m.
    assert kinds["overlap"]["area_m2"] == pytest.approx(47.95 * 443.5, rel=0.002)
    assert kinds["gap"]["area_m2"] == pytest.approx(47.95 * 443.5, rel=0.002)
    with pytest.raises(SystemExit):
        call_command("check_grids")
    said = capsys.readouterr().out
    assert "网格 ZT-01、ZT-02 重叠 21," in said
    with pytest.raises(SystemExit):
        call_command("check_grids", "--tolerance-m2", "1e9")


def test_no_grids_at_all_is_refused_with_another_exit_code(home):
    with pytest.raises(CommandError) as refused:
        call_command("check_grids")
    assert refused.value.returncode == 2
