"""A grid with complete five-fixed, for tests of whatever stands on it."""

import datetime as dt
from typing import Any

from tests import builders
from tests.case_builders import TRADING, Street
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.duty import actions
from xiuhua.apps.duty.models import GridDuty

PARTS = ("leader", "officer", "inspector", "cleaner", "community_worker")
RULE = actions.Wanted(
    code="J1", name="按时处置", kind="incentive", measure="on_time_percent", comparison="at_least",
    threshold=95, period="month", effect="通报表扬", document="测试文件 1 号",
)  # fmt: skip


def lines() -> dict[str, list[dict[str, Any]]]:
    """One line for each sheet."""
    slot = {
        "name": "早班",
        "part": "",
        "days": "every_day",
        "starts": dt.time(6),
        "ends": dt.time(14),
    }
    mine = {"part": "officer", "case_class_id": class_by_slug(TRADING).pk, "objects_words": "门店"}
    item = {
        "action": "clean", "words": "烟蒂", "comparison": "at_most", "limit_value": 2.0, "limit_unit": "个",
    }  # fmt: skip
    return {
        "slots": [slot],
        "responsibilities": [mine],
        "standards": [item],
        "incentives": [{"rule_code": "J1"}],
    }


def set_rule(place: Street, at: dt.datetime, **more: Any) -> dict[str, Any]:
    """The rule that the incentives sheet names."""
    given: dict[str, Any] = {"valid_from": at.date(), "by": None, "at": at, "key": ""}
    return actions.set_rule(place.subdistrict.pk, RULE, **{**given, **more})


def fill(place: Street, at: dt.datetime, grid: int = 0, only: tuple[str, ...] = ()) -> None:
    """The four sheets of a grid (or only some), from that day on."""
    for fixed, values in lines().items():
        if not only or fixed in only:
            actions.set_sheet(
                place.grids[grid].pk, fixed, values, valid_from=at.date(), by=None, at=at, key=""
            )


def staff(place: Street, at: dt.datetime, grid: int = 0) -> None:
    """A person for each part and each deputy; officers with certificates, cleaners by name."""
    for part in PARTS:
        for is_deputy in (False, True):
            person = None
            if part != "cleaner":
                person = builders.user(of=place.subdistrict, unit=place.centre)
            if person and part == "officer":
                builders.certificate(person)
            actions.assign(
                subdistrict_id=place.subdistrict.pk, grid_id=place.grids[grid].pk, part=part,
                is_deputy=is_deputy, unit_id=place.centre.pk, user_id=person.pk if person else None,
                holder_name="" if person else f"测试保洁员{'乙' if is_deputy else '甲'}",
                valid_from=at.date(), by=None, at=at, key="",
            )  # fmt: skip


def complete(place: Street, at: dt.datetime, grid: int = 0) -> None:
    """Everything a grid needs."""
    set_rule(place, at)
    staff(place, at, grid)
    fill(place, at, grid)


def names_of(place: Street) -> set[str]:
    """Names held without an account."""
    return set(GridDuty.objects.filter(subdistrict=place.subdistrict).values_list("holder_name", flat=True))  # fmt: skip
