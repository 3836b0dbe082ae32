"""A worked street: four grids of about 190 m by 220 m in a row of two by two, invented.

        114.220      114.222      114.224
30.564    +------------+------------+
          |  ZT-01     |  ZT-02     |     community 虚构一社区 (990105006001) in the west,
30.562    +------------+------------+     none drawn in the east
          |  ZT-03     |  ZT-04     |     ZT-04 is a third: construction
30.560    +------------+------------+
"""

import datetime as dt

import pytest

from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Community, Grid, Zone

WEST, MIDDLE, EAST = 114.220, 114.222, 114.224
SOUTH, CENTRE, NORTH = 30.560, 30.562, 30.564
OPENED = dt.date(2021, 1, 1)


def box(west: float, south: float, east: float, north: float) -> dict:
    """A rectangle as GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def moment(text: str) -> dt.datetime:
    """A wall-clock time in Wuhan."""
    return dt.datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def subdistrict(db) -> Subdistrict:
    return Subdistrict.objects.create(
        code="990105006",
        name="虚构街道",
        case_prefix="ZT",
        grid_code_pattern="ZT-{seq:02}",
        projected_epsg=4547,
        boundary=box(WEST, SOUTH, EAST, NORTH),
    )


@pytest.fixture
def street(subdistrict) -> Subdistrict:
    """The subdistrict with its areas."""
    west = Community.objects.create(
        subdistrict=subdistrict,
        code="990105006001",
        name="虚构一社区",
        geometry=box(WEST, SOUTH, MIDDLE, NORTH),
        valid_from=OPENED,
    )
    corners = {
        "ZT-01": (WEST, CENTRE, MIDDLE, NORTH),
        "ZT-02": (MIDDLE, CENTRE, EAST, NORTH),
        "ZT-03": (WEST, SOUTH, MIDDLE, CENTRE),
        "ZT-04": (MIDDLE, SOUTH, EAST, CENTRE),
    }
    for code, corner in corners.items():
        Grid.objects.create(
            subdistrict=subdistrict,
            code=code,
            geometry=box(*corner),
            valid_from=OPENED,
            community=west if code in ("ZT-01", "ZT-03") else None,
            zone_kind=Zone.Kind.EXPO if code == "ZT-02" else "",
        )
    Zone.objects.create(
        subdistrict=subdistrict,
        code="Z1",
        kind=Zone.Kind.CONSTRUCTION,
        geometry=box(MIDDLE, SOUTH, EAST, CENTRE),
        valid_from=OPENED,
    )
    return subdistrict
