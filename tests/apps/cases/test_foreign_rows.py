"""Rows of another street named in a form, and texts that no column holds: refused, and nothing is changed."""

import datetime as dt

import pytest

from tests.builders import user
from tests.case_builders import at, photo, reported, street
from xiuhua.apps.accounts.models import RoleGrant
from xiuhua.apps.cases.actions import handling, intake, orders, petitions, referrals, reporters
from xiuhua.apps.cases.models import Case, InboundOrder, Petition, Reporter
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.records import kept
from xiuhua.apps.records.models import Event
from xiuhua.apps.registry import actions as registry
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
TEN = at("2021-05-06 10:00")


@pytest.fixture
def place():
    return street()


def dispatched(place):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    how = {"by": place.clerk, "at": at("2021-05-06 09:20")}
    handling.dispatch(case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, **how)
    return case


def lamp(place):
    lon, lat = place.point()
    return registry.add_component(
        subdistrict_id=place.subdistrict.pk,
        case_class_id=class_by_slug("component.utilities.street_light").pk,
        lon=lon,
        lat=lat,
        census_on=dt.date(2021, 5, 1),
        source="测试",
        by=None,
        at=TEN,
        key="",
    )["id"]


def code_of(act, *args, **more) -> str:
    with pytest.raises(Refused) as no:
        act(*args, **more)
    return no.value.code


def test_a_component_of_another_street_is_unknown_here(place):
    theirs, ours = lamp(street()), lamp(place)
    assert code_of(reported, place, component_id=theirs) == "component_unknown"
    assert code_of(reported, place, component_id=99_999) == "component_unknown"
    assert code_of(reported, place, premises_id=99_999) == "premises_unknown"
    assert reported(place, component_id=ours).component_id == ours


def test_people_and_units_of_another_street_are_unknown_here(place):
    elsewhere, case = street(), dispatched(place)
    unfiled = reported(place)
    how = {"by": place.shift_head, "at": TEN}
    foreign = {"unit_id": elsewhere.centre.pk, "officer_id": elsewhere.officer.pk}
    assert code_of(handling.hand_over, case.pk, reason="x", **foreign, **how) == "unit_unknown"
    alone = {"officer_id": elsewhere.officer.pk}
    assert code_of(handling.hand_over, case.pk, reason="x", **alone, **how) == "officer_unknown"
    assert code_of(intake.send_to_verify, unfiled.pk, **alone, **how) == "officer_unknown"
    receiver = {"receiver_id": elsewhere.utility.pk}
    assert code_of(referrals.refer, case.pk, **receiver, **how) == "receiver_unknown"


def test_a_petition_of_another_street_is_not_decided_from_here(place):
    case = dispatched(place)
    said = {"kind": "suspension", "reason": "等材料"}
    pk = petitions.ask(case.pk, by=place.officer, at=TEN, **said)["petition"]
    stranger = street().head
    how = {"granted": True, "by": stranger, "at": TEN}
    assert code_of(petitions.decide, pk, **how) == "case_not_found"
    assert Petition.objects.get(pk=pk).state == "asked"


def test_a_case_of_another_street_answers_no_order_of_ours(place):
    foreign = reported(street())
    order = _register(place)
    how = {"by": place.shift_head, "at": TEN}
    assert code_of(orders.link, order, case_number=foreign.number, **how) == "case_not_found"


def _register(place, **more):
    said = {
        "subdistrict": place.subdistrict,
        "issuer": "hotline_12345",
        "issuer_name": "测试热线",
        "their_number": "1",
        "topic": "噪声",
        "received_at": TEN,
    }
    how = {"by": place.shift_head, "at": more.pop("at", TEN), "key": more.pop("key", "")}
    return orders.register(orders.Order(**{**said, **more}), **how)["order"]


def test_an_order_sent_again_a_second_later_is_the_same_form(place):
    later = TEN + dt.timedelta(seconds=1)
    first = _register(place, key="k")
    assert _register(place, key="k", received_at=later, at=later) == first
    assert InboundOrder.objects.count() == 1


def test_a_number_with_blanks_around_it_is_the_same_number(place):
    _register(place)
    assert code_of(_register, place, their_number=" 1 ") == "order_already_registered"


LONG = "测" * 500


@pytest.mark.parametrize(
    "more",
    [{"place_words": LONG}, {"reporter_name": LONG}, {"reporter_phone": "1" * 21}],
)
def test_a_report_with_a_text_too_long_is_refused(place, more):
    assert code_of(reported, place, **more) == "words_too_long"
    assert not Case.objects.exists() and not Reporter.objects.exists()


@pytest.mark.parametrize(
    "name", ["issuer_name", "their_number", "topic", "caller_name", "caller_phone", "signer"]
)
def test_an_order_with_a_text_too_long_is_refused(place, name):
    assert code_of(_register, place, **{name: LONG}) == "words_too_long"


def test_acts_with_texts_and_numbers_that_no_column_holds_are_refused(place):
    case = dispatched(place)
    head = {"by": place.shift_head, "at": TEN}
    after = photo("after", TEN)
    assert (
        code_of(
            handling.handle,
            case.pk,
            note="清",
            root_cause=LONG,
            photos=after,
            by=place.officer,
            at=TEN,
        )
        == "words_too_long"
    )
    to = {"receiver_id": place.utility.pk}
    assert code_of(referrals.refer, case.pk, their_number=LONG, **to, **head) == "words_too_long"
    for days in (-1, 40_000, 2**31 - 1):
        refer = {"nudge_every_days": days, **to, **head}
        assert code_of(referrals.refer, case.pk, **refer) == "number_unreadable"
    for extra in (-1, 40_000, 2**31 - 1):
        for kind in ("extension", "suspension"):
            ask = {"kind": kind, "reason": "x", "extra_amount": extra}
            how = {"by": place.officer, "at": TEN}
            assert code_of(petitions.ask, case.pk, **ask, **how) == "number_unreadable"
    referrals.refer(case.pk, **to, **head)
    assert code_of(referrals.nudge, case.pk, their_number=LONG, **head) == "words_too_long"


def test_who_does_the_work_is_one_of_three(place):
    case = reported(place)
    how = {"by": place.clerk, "at": TEN}
    assert code_of(intake.file, case.pk, actor="martians", **how) == "filter_unknown"
    intake.file(case.pk, actor="market", **how)


def test_unmasking_again_asks_for_the_right_again(place):
    case = reported(place, reporter_name="王某某", reporter_phone="13800001234")
    how = {"reason": "回访", "by": user("desk_clerk", of=place.subdistrict), "at": TEN, "key": "k"}
    first = reporters.unmask(case.pk, **how)
    assert reporters.unmask(case.pk, **how) == first
    assert Event.objects.filter(kind="case.reporter_unmasked").count() == 1
    RoleGrant.objects.filter(user=how["by"]).delete()
    kept.forget_all()
    del how["by"]._rights
    assert code_of(reporters.unmask, case.pk, **how) == "case_not_found"
