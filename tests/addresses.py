"""Every address of the program, read from the resolver, with a row of a street behind each of its parts.

A new page is found here by itself. What it needs in its address must be known to `Town.names`; an unknown part
stops the tests, so that no page stays outside of them.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from tests import builders
from tests.case_builders import Street, at, photo, picture, reported, street
from tests.proposal_street import proposal_over
from xiuhua.apps.cases.actions import handling, intake, orders, petitions
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.catalogue.models import Standard
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.duty.actions import modes
from xiuhua.apps.duty.actions.modes import Order
from xiuhua.apps.duty.models import GridRound, Patrol, RoundSlot
from xiuhua.apps.evaluation.models import BlindSpot
from xiuhua.apps.privacy.actions import requests
from xiuhua.apps.privacy.actions.requests import Asked
from xiuhua.apps.registry import actions as registry
from xiuhua.apps.space.actions import places
from xiuhua.web.shared.case_acts import ACTS

PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
NINE = at("2021-05-06 09:00")
PHONE, CALLER = "13800001234", "王某某测试"


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: `desk/cases/<str:number>/acts/<str:name>/`."""

    route: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its variable parts."""
        return tuple(found["name"] for found in PART.finditer(self.route))

    def filled(self, given: dict[str, Any]) -> str:
        """The path with a value for each part."""
        return "/" + PART.sub(lambda found: str(given[found["name"]]), self.route)


def addresses() -> list[Address]:
    """All of them, each once."""
    return [Address(route) for route in dict.fromkeys(_routes(get_resolver().url_patterns))]


def _routes(patterns: Any, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, here)
        else:
            yield here


@dataclass
class Town:
    """A street with one row of everything that has an address, and who else is about."""

    place: Street
    case: Case
    secret: str
    """Words that stand in every row of this street, and must be read by nobody of another one."""
    names: dict[str, list[Any]] = field(default_factory=dict)

    def paths(self, address: Address, *, all_names: bool = False) -> list[str]:
        """The address with the values its parts may have; `all_names`: with every act there is."""
        choices = [self.names[name] for name in address.parts]
        if not all_names and "name" in address.parts:
            choices[address.parts.index("name")] = FEW_NAMES
        values = product(*choices)
        return [address.filled(dict(zip(address.parts, one, strict=True))) for one in values]


def town(code: str = "420105901", secret: str = "绣花街测试秘密") -> Town:
    """An invented street with a dispatched case, an order, a petition, photos and a register."""
    place = street(code=code, name="一号测试街道")
    case = _case(place, secret)
    order = _order(place, secret)
    admin = builders.user("system_admin", of=place.subdistrict, full_name=f"{secret}管理员")
    petition = petitions.ask(
        case.pk, kind="extension", reason=secret, extra_amount=1, by=place.officer, at=NINE
    )["petition"]
    lon, lat = place.point()
    common = {"by": None, "at": NINE, "key": ""}
    component = registry.add_component(
        subdistrict_id=place.subdistrict.pk,
        case_class_id=class_by_slug("component.utilities.street_light").pk,
        lon=lon,
        lat=lat,
        label="127",
        census_on=dt.date(2021, 5, 1),
        source=secret,
        photo=picture("red"),
        **common,
    )["id"]
    party = registry.add_party(
        subdistrict_id=place.subdistrict.pk,
        kind="person",
        name=secret,
        contacts=[("phone", PHONE, "法定职责")],
        **common,
    )["id"]
    named = places.add(
        place.subdistrict, name=secret, kind="shop", lon=lon, lat=lat, by=admin, at=NINE
    )
    grant = builders.grant(admin, "grid_member", place.subdistrict)
    certificate = builders.certificate(place.officer)
    own_standard = Standard.objects.filter(case_class=case.case_class).first()
    pictures = Photo.objects.filter(case=case).values_list("pk", flat=True)
    return Town(
        place,
        case,
        secret,
        {
            "number": [case.number],
            "order_id": [order],
            "petition_id": [petition],
            "request_id": [_request(place, secret)],
            "photo_id": list(pictures),
            "size": ["thumb", "public", "original"],
            "decision": ["grant", "deny", "withdraw"],
            "kind": ["csv", "xlsx"],
            "person_id": [place.officer.pk],
            "grant_id": [grant.pk],
            "certificate_id": [certificate.pk],
            "unit_id": [place.centre.pk],
            "grid_id": [place.grids[0].pk],
            "mode_id": [_mode(place)],
            "fixed": ["slots", "incentives"],
            "place_id": [named],
            "proposal_id": [proposal_over(place.subdistrict, secret)],
            "ending": ["xlsx", "geojson", "gpkg"],
            "layer": ["blocks", "grids"],
            "component_id": [component],
            "party_id": [party],
            "standard_id": [own_standard.pk],
            "slug": [case.case_class.slug],
            "name": sorted({*ACTS, *NAMED}),
            "uid": ["MQ"],
            "token": ["set-password"],
            "rest": ["nothing"],
            **_walked(place, secret),
        },
    )


def _walked(place: Street, secret: str) -> dict[str, list[Any]]:
    """A round and a patrol, the patrol with words of its own."""
    home, grid = place.subdistrict, place.grids[0]
    slot = RoundSlot.objects.create(
        subdistrict=home, code="am", name="早班", starts=dt.time(8), ends=dt.time(9), times={"lane": 1},
        speed_m_min=70, source="测试", valid_from=dt.date(2021, 1, 1),
    )  # fmt: skip
    lon, lat = place.point()
    path = {"type": "LineString", "coordinates": [[lon, lat], [lon + 0.001, lat]]}
    one = GridRound.objects.create(
        subdistrict=home, grid=grid, slot=slot, number=1, steps=[], path=path, length_m=96, required_m=96,
        bound_m=96, minutes=2, seed=1, valid_from=dt.date(2021, 1, 1),
    )  # fmt: skip
    patrol = Patrol.objects.create(
        subdistrict=home, grid=grid, round=one, user=place.officer, started_at=NINE,
        ended_at=NINE + dt.timedelta(hours=1), todo=[], todo_m=0, note=secret,
    )  # fmt: skip
    spot = BlindSpot.objects.create(
        subdistrict=home, kind="premises", thing="x1", label=secret, grid=grid, lines=[], days=30,
        opened_at=NINE, closed_at=NINE, proof="reason", reason=secret,
        photo=Photo.objects.filter(case__subdistrict=home)[0].public_copy,
    )  # fmt: skip
    return {
        "round_id": [one.pk], "patrol_id": [patrol.pk], "spot_id": [spot.pk], "figure": ["persons", "roads"],
    }  # fmt: skip


FEW_NAMES = ["supervise", "link"]
"""Standing for all where every role is tried: which act is asked for is looked at after whose row it is."""

NAMED = (
    "contact", "reply", "return_order", "issuer_extends", "issuer_withdraws", "link",
    "duplicate_radius_m", "intake_limit", "add", "edit", "change", "erase", "unmask", "state",
    "report", "prolong", "end", "decide", "withdraw", "grant", "deactivate", "activate", "reset", "certificate", "day", "year", "hours", "census",
)  # fmt: skip


def _case(place: Street, secret: str) -> Case:
    lon, lat = place.point()
    said = Report(
        subdistrict=place.subdistrict,
        source="officer",
        words=secret,
        place_words=secret,
        placed=place_inside(place.subdistrict.pk, lon, lat, "", NINE),
        class_slug="event.street_order.outdoor_trading",
        reporter_name=CALLER,
        reporter_phone=PHONE,
    )
    case_id = report(said, by=place.officer, at=NINE, photos=photo("before", NINE))["id"]
    intake.file(case_id, by=place.clerk, at=NINE)
    handling.dispatch(
        case_id, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk, at=NINE
    )
    reported(place, grid=1)
    return Case.objects.select_related("case_class").get(pk=case_id)


def _order(place: Street, secret: str) -> int:
    order = orders.Order(
        subdistrict=place.subdistrict,
        issuer="hotline_12345",
        issuer_name="测试热线",
        their_number=f"12345-{place.subdistrict.code}",
        topic=secret,
        words=secret,
        caller_name=CALLER,
        caller_phone=PHONE,
        received_at=NINE,
        reply_due_at=NINE + dt.timedelta(days=3),
        return_until=NINE + dt.timedelta(days=1),
    )
    answer = orders.register(order, by=place.shift_head, at=NINE)
    return int(answer["order"])


def _mode(place: Street) -> int:
    order = Order(
        kind="flood", document="测试令 1 号", signed_by="指挥长", starts_at=NINE,
        ends_at=NINE + dt.timedelta(days=2), report_every_h=4, unit_ids=(place.centre.pk,),
    )  # fmt: skip
    return modes.order(place.subdistrict.pk, order, by=None, at=NINE, key="")["id"]


def _request(place: Street, secret: str) -> int:
    return requests.register(
        Asked(
            subdistrict=place.subdistrict,
            kind="copy",
            channel="counter",
            name=secret,
            received_at=NINE,
        ),
        by=place.shift_head,
        at=NINE,
    )["id"]


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    """A photo as a form sends it."""
    return SimpleUploadedFile("p.jpg", picture() if data is None else data, "image/jpeg")
