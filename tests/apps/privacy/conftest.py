"""One resident who reports, calls and keeps a stall, a neighbour, and those who may answer, on a small street."""

from dataclasses import dataclass

import pytest

from tests.builders import user
from tests.case_builders import Street, at, picture, reported, street
from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase, Remark
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.registry.models import Contact, Party

NAME, PHONE = "王某某", "13800001234"
NOW = at("2021-06-01 10:00")


@dataclass
class Town:
    """What a test names."""

    place: Street
    admin: User
    shift: User
    own: Case
    other: Case
    order: InboundOrder
    called: Case
    stall: Party
    company: Party


def public_report(place: Street, colour: str, **given) -> Case:
    """A report of the public with a photo of its own."""
    given = {"words": "门口堆了东西", "reporter_name": NAME, "reporter_phone": PHONE, **given}
    case = reported(place, by=None, source="resident_portal", **given)
    for one in keep_photos([picture(colour)], "before", NOW):
        one.case, one.added_at = case, NOW
        one.save()
    return case


@pytest.fixture
def town(db) -> Town:
    """The person's own case, order, stall and telephone at a company; a neighbour's case names the number."""
    place = street()
    own = public_report(place, "red", words=f"我是{NAME}，138 0000 1234，门口堆了东西")
    Remark.objects.create(case=own, event_seq=1, text="麻烦快一点", by=None, at=NOW)
    Remark.objects.create(
        case=own, event_seq=1, text=f"已联系{NAME} {PHONE}，约好明天", by=place.clerk, at=NOW
    )
    other = public_report(
        place,
        "blue",
        words=f"隔壁的也说了，电话{PHONE}",
        reporter_name="李某",
        reporter_phone="13911112222",
    )
    order = InboundOrder.objects.create(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="测试热线", their_number="W-1",
        topic=f"占道（{PHONE}）", state="contacted", words="摊子占道", caller_name=NAME, caller_phone="138-0000-1234",
        received_at=NOW,
    )  # fmt: skip
    called = reported(place, by=place.clerk, source="hotline_12345", words="摊子占道")
    OrderCase.objects.create(order=order, case=called)
    stall = Party.objects.create(subdistrict=place.subdistrict, kind="person", name=NAME)
    company = Party.objects.create(subdistrict=place.subdistrict, kind="business", name="测试商贸")
    for party in (stall, company):
        Contact.objects.create(party=party, kind="phone", value=PHONE, basis="本人同意")
    Contact.objects.create(party=company, kind="phone", value="13700000000", basis="本人同意")
    return Town(
        place, user("system_admin", of=place.subdistrict), place.shift_head,
        own, other, order, called, stall, company,
    )  # fmt: skip
