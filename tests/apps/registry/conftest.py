"""An invented street of two grids beside each other, with the catalogue that ships."""

import datetime as dt
from dataclasses import dataclass

import pytest

from tests import builders
from xiuhua.apps.catalogue.actions import load_catalogue
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid, Road

AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
JANUARY = dt.date(2021, 1, 1)
WEST, MIDDLE, EAST, SOUTH, NORTH = 114.26, 114.27, 114.28, 30.54, 30.55


def box(west: float, east: float) -> dict:
    corners = [[west, SOUTH], [east, SOUTH], [east, NORTH], [west, NORTH], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [corners]}


@dataclass
class Street:
    """What the tests of the registry stand on."""

    subdistrict: Subdistrict
    left: Grid
    right: Grid
    road: Road

    @property
    def id(self) -> int:
        return self.subdistrict.pk


def make_street() -> Street:
    here = builders.subdistrict(boundary=box(WEST, EAST))
    left, right = (
        Grid.objects.create(
            subdistrict=here,
            code=f"{here.code}{number}",
            name=name,
            geometry=box(west, east),
            valid_from=JANUARY,
        )
        for number, name, west, east in (
            ("01", "西网格", WEST, MIDDLE),
            ("02", "东网格", MIDDLE, EAST),
        )
    )
    road = Road.objects.create(
        subdistrict=here, code="R1", name="测试大道", road_class=Road.RoadClass.MAIN
    )
    return Street(here, left, right, road)


@pytest.fixture
def street(db: None) -> Street:
    load_catalogue(at=AT)
    return make_street()
