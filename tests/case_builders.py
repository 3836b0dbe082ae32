"""A small invented street for tests of cases: four square grids, catalogue, calendars, units and people.

The square lies in central Wuhan by coordinates only; no real place is meant.
"""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from tests.builders import LONG_AGO, subdistrict, unit, user
from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.cases.actions import handling, intake
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.catalogue.actions.loading import load_catalogue
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.records import kept
from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Community, Grid

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEST, SOUTH, STEP = 114.20, 30.55, 0.01
TRADING = "event.street_order.outdoor_trading"


def at(text: str) -> dt.datetime:
    """A local moment, e.g. `2021-05-06 09:00`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def square(column: int, row: int, columns: int = 1, rows: int = 1) -> dict[str, Any]:
    """A rectangle of the street's raster as GeoJSON."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    east, north = west + columns * STEP, south + rows * STEP
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Street:
    """What a test needs to name."""

    subdistrict: Subdistrict
    grids: list[Grid]
    centre: Unit
    company: Unit
    utility: Unit
    clerk: User
    officer: User
    colleague: User
    inspector: User
    head: User
    shift_head: User
    contractor: User

    def point(self, grid: int = 0) -> tuple[float, float]:
        """A point inside a grid."""
        column, row = grid % 2, grid // 2
        return WEST + (column + 0.5) * STEP, SOUTH + (row + 0.5) * STEP


def street(**given: Any) -> Street:
    """Four grids in a square, two communities, a unit that answers for all, one person per role."""
    home = subdistrict(boundary=square(0, 0, 2, 2), **given)
    load_calendars(by=None, at=at("2021-01-01 08:00"))
    load_catalogue(at=at("2021-01-01 08:00"))
    communities = [
        Community.objects.create(
            subdistrict=home, code=f"{home.code}00{n}", name=f"测试社区{n}", valid_from=LONG_AGO,
            geometry=square(0, n - 1, 2, 1),
        )
        for n in (1, 2)
    ]  # fmt: skip
    grids = [
        Grid.objects.create(
            subdistrict=home, code=f"{home.code}{n + 1:02}", name=f"{n + 1} 号网格", valid_from=LONG_AGO,
            geometry=square(n % 2, n // 2), community=communities[n // 2],
        )
        for n in range(4)
    ]  # fmt: skip
    centre, company = unit(home), unit(home, kind=Unit.Kind.CONTRACTOR)
    utility = unit(home, kind=Unit.Kind.UTILITY, is_outside=True)
    officer = user("officer", of=home, unit=centre)
    GridDuty.objects.create(
        subdistrict=home, grid=None, part="officer", unit=centre, user=officer, valid_from=LONG_AGO
    )
    kept.forget_all()
    return Street(
        subdistrict=home,
        grids=grids,
        centre=centre,
        company=company,
        utility=utility,
        clerk=user("desk_clerk", of=home),
        officer=officer,
        colleague=user("officer", of=home, unit=centre),
        inspector=user("inspector", of=home),
        head=user("head", of=home),
        shift_head=user("shift_head", of=home),
        contractor=user("contractor", area=company, of=home, unit=company),
    )


def reported(place: Street, moment: str = "2021-05-06 09:00", grid: int = 0, **given: Any) -> Case:
    """A case as an officer's report makes it: class known, no verification needed."""
    lon, lat = place.point(grid)
    when = at(moment)
    defaults: dict[str, Any] = {
        "subdistrict": place.subdistrict,
        "source": "officer",
        "words": "店外摆放货物，占用人行道",
        "place_words": "测试路 1 号",
        "placed": place_inside(place.subdistrict.pk, lon, lat, "", when),
        "class_slug": TRADING,
    }
    by = given.pop("by", place.officer)
    answer = report(Report(**{**defaults, **given}), by=by, at=when)
    return Case.objects.get(pk=answer["id"])


def picture(colour: str = "grey", size: tuple[int, int] = (64, 48)) -> bytes:
    """A real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def photo(role: str, when: dt.datetime, colour: str = "grey") -> list[Photo]:
    """One photo of a role, stored as an upload would be."""
    return keep_photos([picture(colour)], role, when)


def dispatched(place: Street) -> Case:
    """A case that the centre's officer holds since 09:20."""
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    handling.dispatch(
        case.pk,
        unit_id=place.centre.pk,
        officer_id=place.officer.pk,
        by=place.clerk,
        at=at("2021-05-06 09:20"),
    )
    return Case.objects.get(pk=case.pk)
