"""A file of five columns, its mapping, and two invented squares: the smallest import there is."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

AT = dt.datetime(2021, 5, 7, 1, 0, tzinfo=dt.UTC)
ROOT = Path(__file__).resolve().parents[4]
BOSTON = ROOT / "tests/data/boston_311_2015_extract.csv"
BOSTON_MAPPING = ROOT / "examples/boston_311_2015.toml"
HOTLINE = ROOT / "examples/hotline_12345_invented.tsv"
HOTLINE_MAPPING = ROOT / "examples/hotline_12345.toml"

HEADER = "no,opened,due,closed,kind,lon,lat,area,timely"
MAPPING = """
system = "other"
origin = "invented for a test"

[subdistrict]
code = "990105007"
name = "测试街道"
case_prefix = "CS"
time_zone = "Asia/Shanghai"
projected_epsg = 4547

[columns]
id = "no"
words = ["kind"]

[times]
formats = "%Y-%m-%d %H:%M"
reported = "opened"
due = "due"
closed = "closed"

[classes]
column = "kind"
system = "other"
create = true

[location]
lon = "lon"
lat = "lat"
no_location = [[114.3, 30.5]]

[areas]
property = "code"
column = "area"
drop = "-"
valid_from = 2021-01-01

[on_time]
column = "timely"
yes = "yes"
no = "no"
"""


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


@pytest.fixture
def mapping_file(tmp_path) -> Callable[..., Path]:
    """A mapping file: the small one with texts replaced, or a whole text."""

    def make(*replaced: tuple[str, str], text: str = MAPPING) -> Path:
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "map.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def csv_file(tmp_path) -> Callable[..., Path]:
    """A CSV of these lines under the small header."""

    def make(*lines: str, header: str = HEADER) -> Path:
        path = tmp_path / "requests.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return make


def square(west: float, south: float, east: float, north: float) -> dict:
    """A rectangle as GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def write_areas(path: Path, **squares: tuple[float, float, float, float]) -> Path:
    """A GeoJSON file with a square per code."""
    features = [
        {"type": "Feature", "properties": {"code": code, "ID": code}, "geometry": square(*corners)}
        for code, corners in squares.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def areas_file(tmp_path) -> Path:
    """Two squares side by side."""
    return write_areas(
        tmp_path / "areas.geojson",
        A1=(114.20, 30.50, 114.21, 30.51),
        A2=(114.21, 30.50, 114.22, 30.51),
    )
