"""`xiuhua propose_grids` on a file of blocks: no database, one line of JSON, clear refusals."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from shapely.geometry import mapping

from tests.solvers.partition.towns import board
from xiuhua.apps.space.grid_files import read_assignment


@pytest.fixture
def blocks(tmp_path):
    path = tmp_path / "blocks.geojson"
    write(path, board(8, 6))
    return path


def write(path, polygons, **changed):
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"b{n}", "shops": n % 5, **changed},
            "geometry": mapping(polygon),
        }
        for n, polygon in enumerate(polygons)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def opened(path):
    """The file with a ring that does not come back to where it began."""
    collection = json.loads(path.read_text())
    collection["features"][3]["geometry"]["coordinates"][0].pop()
    return json.dumps(collection)


def propose(path, *options):
    out = StringIO()
    call_command(
        "propose_grids", "--blocks", str(path), "--count", "4", "--deviation", "0.05",
        "--weights", "area_m2:0.6,shops:0.4", *options, stdout=out,
    )  # fmt: skip
    return out.getvalue()


def test_one_line_of_json(blocks):
    said = json.loads(propose(blocks, "--json"))
    assert set(said) == {
        "assignment",
        "deviation",
        "cut_m",
        "compactness_mean",
        "compactness_min",
        "seconds",
    }
    assert set(said["assignment"]) == {f"b{n}" for n in range(48)}
    assert set(said["assignment"].values()) == {1, 2, 3, 4}
    assert said["deviation"] <= 0.05
    assert json.loads(propose(blocks, "--json", "--seed", "1"))["assignment"] == said["assignment"]


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "xlsx"])
def test_what_is_written_can_be_read_back(blocks, tmp_path, ending):
    out = tmp_path / f"grids.{ending}"
    said = json.loads(propose(blocks, "--json", "--out", str(out)))
    assert read_assignment(out) == said["assignment"]


def test_bad_files_are_refused_in_both_languages(blocks, tmp_path):
    bad = tmp_path / "bad.geojson"
    cases = {
        "没有闭合": lambda: bad.write_text(opened(blocks)),
        "重叠": lambda: write(bad, [*board(2, 2), board(1, 1)[0]]),
        "出现两次": lambda: write(bad, board(3, 2), id="same"),
        "没有编号": lambda: write(bad, board(3, 2), id=""),
    }
    for words, make in cases.items():
        make()
        with pytest.raises(CommandError) as refused:
            propose(bad)
        assert words in str(refused.value)
        assert str(refused.value).count("\n") == 1 and refused.value.returncode == 2


def test_a_form_nobody_knows_is_refused_and_nothing_written(blocks, tmp_path):
    out = tmp_path / "grids.dwg"
    with pytest.raises(CommandError):
        propose(blocks, "--out", str(out))
    assert not Path(out).exists()
