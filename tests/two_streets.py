"""Two invented streets for the tests of rights: one row of everything that has an address, in three places.

Own, neighbouring (another grid, community and unit of the same subdistrict) and other (another subdistrict).
Each row carries a mark that says what it is and where, so that a page can be searched for what does not belong
there. Every code begins as its neighbour's does: grid 1 and 10, community 001 and 0010, unit U1 and U10; the
other subdistrict has the very codes of the own place.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from tests import builders
from tests.case_builders import TRADING, Street, at, photo, picture, street
from tests.proposal_street import proposal_over
from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.cases.actions import handling, intake, orders, petitions
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Photo
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.catalogue.models import Standard
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.duty.actions import modes
from xiuhua.apps.duty.actions.modes import Order
from xiuhua.apps.duty.models import GridRound, ModeUnit, Patrol, RoundSlot, SpecialMode
from xiuhua.apps.evaluation.models import BlindSpot
from xiuhua.apps.privacy.actions import requests
from xiuhua.apps.privacy.actions.requests import Asked
from xiuhua.apps.records import kept
from xiuhua.apps.registry import actions as registry
from xiuhua.apps.registry.models import Contact
from xiuhua.apps.space.actions import places

NINE = at("2021-05-06 09:00")
OWN, NEIGHBOURING, OTHER = "own", "neighbouring", "other"
WHERE = (OWN, NEIGHBOURING, OTHER)
MARK = re.compile(rf"mark-([a-z]+)-({'|'.join(WHERE)})")
PHONES = {OWN: "13800000001", NEIGHBOURING: "13800000002", OTHER: "13800000003"}
CALLER = "欧阳测试某"
"""Of every reporter and caller: shown whole to nobody who gave no reason."""


def mark(kind: str, where: str) -> str:
    """The words by which a row is recognised."""
    return f"mark-{kind}-{where}"


@dataclass
class Spot:
    """One of the three places: who and what is there, and the values of its addresses."""

    place: Street
    grid: int
    unit: Unit
    officer: User
    names: dict[str, Any]

    @property
    def point(self) -> tuple[float, float]:
        """Inside its grid."""
        return self.place.point(self.grid)


@dataclass
class TwoStreets:
    """The street one belongs to, the one next door, and the three places."""

    home: Street
    next_door: Street
    spots: dict[str, Spot]


def two_streets() -> TwoStreets:
    """Build everything."""
    home = street(code="420105901", name="一号测试街道")
    next_door = street(code="4201059010", name="二号测试街道")
    for place in (home, next_door):
        for nth, code in ((0, "1"), (2, "10")):
            _rename(place, nth, code, place is home)
    kept.forget_all()
    spots = {
        OWN: _spot(home, OWN, 0, "U1"),
        NEIGHBOURING: _spot(home, NEIGHBOURING, 2, "U10"),
        OTHER: _spot(next_door, OTHER, 0, "U1"),
    }
    return TwoStreets(home, next_door, spots)


def _rename(place: Street, nth: int, code: str, is_home: bool) -> None:
    where = OTHER if not is_home else (OWN if nth == 0 else NEIGHBOURING)
    grid = place.grids[nth]
    grid.code, grid.name = code, mark("grid", where)
    grid.save(update_fields=["code", "name"])
    community = grid.community
    community.code, community.name = f"00{code}", mark("community", where)
    community.save(update_fields=["code", "name"])


def _spot(place: Street, where: str, grid: int, unit_code: str) -> Spot:
    home = place.subdistrict
    unit = builders.unit(home, code=unit_code, name=mark("unit", where))
    officer = builders.user(
        "officer", unit, of=home, unit=unit, full_name=mark("person", where), phone=PHONES[where]
    )
    admin = builders.user("system_admin", of=home, full_name=f"管理员{where}")
    spot = Spot(place, grid, unit, officer, {})
    case_id, number = _case(spot, where)
    asked = petitions.ask(
        case_id, kind="extension", reason=mark("case", where), extra_amount=1, by=officer, at=NINE
    )
    name = places.add(
        home, name=mark("name", where), kind="shop", lon=spot.point[0], lat=spot.point[1],
        by=admin, at=NINE,
    )  # fmt: skip
    spot.names = {
        "number": number,
        "case_id": case_id,
        "petition_id": asked["petition"],
        "photo_id": Photo.objects.filter(case_id=case_id).values_list("pk", flat=True)[0],
        "order_id": _order(spot, where, number),
        "request_id": _request(place, where),
        "person_id": officer.pk,
        "grant_id": builders.grant(officer, "grid_member", home).pk,
        "certificate_id": builders.certificate(officer).pk,
        "unit_id": unit.pk,
        "grid_id": place.grids[grid].pk,
        "mode_id": _mode(spot),
        "fixed": "slots",
        "place_id": name,
        "proposal_id": proposal_over(home, mark("proposal", where)),
        "standard_id": _standard(home),
        **_register(spot, where),
        **_walked(spot, where),
    }
    return spot


def _case(spot: Spot, where: str) -> tuple[int, str]:
    place, (lon, lat) = spot.place, spot.point
    said = Report(
        subdistrict=place.subdistrict,
        source="phone",
        words=mark("case", where),
        place_words=mark("case", where),
        placed=place_inside(place.subdistrict.pk, lon, lat, "", NINE),
        class_slug=TRADING,
        reporter_name=CALLER,
        reporter_phone=PHONES[where],
    )
    case_id = report(said, by=place.clerk, at=NINE, photos=photo("before", NINE))["id"]
    shift = place.shift_head
    intake.send_to_verify(case_id, officer_id=spot.officer.pk, by=place.clerk, at=NINE)
    intake.verify(
        case_id,
        finding="present",
        note="属实",
        photos=photo("site", NINE),
        by=spot.officer,
        at=NINE,
    )
    intake.file(case_id, class_slug=TRADING, by=shift, at=NINE)
    done = handling.dispatch(
        case_id, unit_id=spot.unit.pk, officer_id=spot.officer.pk, by=place.clerk, at=NINE
    )
    return case_id, done["number"]


def _order(spot: Spot, where: str, number: str) -> int:
    order = orders.Order(
        subdistrict=spot.place.subdistrict,
        issuer="hotline_12345",
        issuer_name="测试热线",
        their_number=f"12345-{where}",
        topic=mark("order", where),
        words=mark("order", where),
        caller_name=CALLER,
        caller_phone=PHONES[where],
        received_at=NINE,
        reply_due_at=NINE + dt.timedelta(days=3),
        return_until=NINE + dt.timedelta(days=1),
    )
    order_id = int(orders.register(order, by=spot.place.shift_head, at=NINE)["order"])
    orders.link(order_id, case_number=number, by=spot.place.shift_head, at=NINE)
    return order_id


def _mode(spot: Spot) -> int:
    """One order of the street, for both of its places."""
    home = spot.place.subdistrict
    there = SpecialMode.objects.filter(subdistrict=home).first()
    if there is None:
        order = Order(
            kind="flood", document="测试令 1 号", signed_by="指挥长", starts_at=NINE,
            ends_at=NINE + dt.timedelta(days=2), report_every_h=4, unit_ids=(spot.unit.pk,),
        )  # fmt: skip
        return int(modes.order(home.pk, order, by=None, at=NINE, key="")["id"])
    ModeUnit.objects.create(mode=there, unit=spot.unit)
    return there.pk


def _request(place: Street, where: str) -> int:
    return requests.register(
        Asked(
            subdistrict=place.subdistrict,
            kind="copy",
            channel="counter",
            name=mark("request", where),
            received_at=NINE,
        ),
        by=place.shift_head,
        at=NINE,
    )["id"]


def _register(spot: Spot, where: str) -> dict[str, int]:
    home, (lon, lat) = spot.place.subdistrict, spot.point
    common: dict[str, Any] = {"by": None, "at": NINE, "key": ""}
    component = registry.add_component(
        subdistrict_id=home.pk,
        case_class_id=class_by_slug("component.utilities.street_light").pk,
        lon=lon,
        lat=lat,
        label="127",
        owner_unit_id=spot.unit.pk,
        census_on=dt.date(2021, 5, 1),
        source=mark("component", where),
        photo=picture("red"),
        **common,
    )["id"]
    party = registry.add_party(
        subdistrict_id=home.pk,
        kind="business",
        name=mark("party", where),
        contacts=[("phone", PHONES[where], "法定职责")],
        **common,
    )["id"]
    registry.add_premises(
        subdistrict_id=home.pk, sign_name=mark("premises", where), lon=lon, lat=lat, party_id=party,
        valid_from=dt.date(2021, 1, 1), **common,
    )  # fmt: skip
    contact = Contact.objects.get(party_id=party).pk
    return {"component_id": component, "party_id": party, "contact_id": contact}


def _walked(spot: Spot, where: str) -> dict[str, Any]:
    """A round and a finished patrol of the spot's grid."""
    home, grid = spot.place.subdistrict, spot.place.grids[spot.grid]
    slot = RoundSlot.objects.create(
        subdistrict=home, code=f"s{spot.grid}", name="测试时段", starts=dt.time(8), ends=dt.time(9),
        times={"lane": 1}, speed_m_min=70, source="测试", valid_from=dt.date(2021, 1, 1),
    )  # fmt: skip
    lon, lat = spot.point
    path = {"type": "LineString", "coordinates": [[lon, lat], [lon + 0.001, lat]]}
    one = GridRound.objects.create(
        subdistrict=home, grid=grid, slot=slot, number=1, steps=[], path=path, length_m=96, required_m=96,
        bound_m=96, minutes=2, seed=1, valid_from=dt.date(2021, 1, 1),
    )  # fmt: skip
    patrol = Patrol.objects.create(
        subdistrict=home, grid=grid, round=one, user=spot.officer, started_at=NINE,
        ended_at=NINE + dt.timedelta(hours=1), todo=[], todo_m=0, note=mark("patrol", where),
    )  # fmt: skip
    spot_row = BlindSpot.objects.create(
        subdistrict=home, kind="premises", thing=f"x{grid.pk}", label=mark("blind", where), grid=grid,
        lines=[], days=30, opened_at=NINE, closed_at=NINE, proof="reason", reason=mark("blind", where),
        photo=Photo.objects.filter(case__subdistrict=home)[0].public_copy,
    )  # fmt: skip
    return {"round_id": one.pk, "patrol_id": patrol.pk, "spot_id": spot_row.pk, "figure": "persons"}


def _standard(home: Any) -> int:
    own = Standard.objects.filter(subdistrict=home).first()
    if own is None:
        own = Standard.objects.filter(case_class__slug=TRADING, subdistrict=None).first()
        own.pk, own.subdistrict = None, home
        own.save(force_insert=True)
    return own.pk
