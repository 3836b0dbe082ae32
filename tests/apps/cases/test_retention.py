"""The promise of the form: name and phone go when the case is closed long enough, and not a day before."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

from tests.case_builders import Street, at, reported, street
from xiuhua.apps.cases.actions import retention
from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase, Reporter
from xiuhua.apps.catalogue.actions import change_rule
from xiuhua.apps.catalogue.models import ClockRule
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.proof import verify
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.management.commands import work

pytestmark = pytest.mark.django_db
CLOSED = at("2021-05-07 10:00")
YEAR = dt.timedelta(days=365)
SECOND = dt.timedelta(seconds=1)
NAME, PHONE = "王某某", "13800001234"


@pytest.fixture
def place() -> Street:
    return street()


def case_of(place: Street, closed_at: dt.datetime | None = CLOSED) -> Case:
    case = reported(place, by=None, source="phone", reporter_name=NAME, reporter_phone=PHONE)
    if closed_at:
        Case.objects.filter(pk=case.pk).update(
            state="closed", outcome="handled", is_open=False, closed_at=closed_at
        )
    return case


def order_of(place: Street, *cases: Case, state: str = "replied", **given) -> InboundOrder:
    order = InboundOrder.objects.create(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="测试热线",
        their_number=f"T{InboundOrder.objects.count()}", topic="测试", state=state,
        caller_name=NAME, caller_phone=PHONE, received_at=at("2021-05-06 09:00"),
        **{"replied_at": CLOSED if state == "replied" else None, **given},
    )  # fmt: skip
    for case in cases:
        OrderCase.objects.create(order=order, case=case)
    return order


def names() -> set[tuple[str, str]]:
    return set(Reporter.objects.values_list("name", "phone"))


def test_a_year_is_kept_and_then_erased_with_an_event_that_names_nobody(place) -> None:
    case = case_of(place)
    assert retention.erase_old(CLOSED + YEAR) == retention.Erased(0, 0)
    assert names() == {(NAME, PHONE)}
    later = CLOSED + YEAR + SECOND
    assert retention.erase_old(later) == retention.Erased(1, 0)
    reporter = Reporter.objects.get(case=case)
    assert (reporter.name, reporter.phone, reporter.erased_at) == ("", "", later)
    event = Event.objects.get(kind="case.reporter_erased")
    assert (event.object_id, event.actor_id, event.at) == (case.pk, None, later)
    assert json.loads(event.data) == {"rule": "reporter_kept_days", "days": 365}
    case.refresh_from_db()
    assert case.history_seq == event.seq and case.words
    assert not Event.objects.filter(data__contains=PHONE).exists()
    assert verify().holds
    assert retention.erase_old(later + YEAR) == retention.Erased(0, 0)


def test_open_cases_and_those_who_left_nothing_are_let_alone(place) -> None:
    case_of(place, closed_at=None)
    silent = reported(place, by=None, source="phone")
    Case.objects.filter(pk=silent.pk).update(
        state="closed", outcome="handled", is_open=False, closed_at=CLOSED
    )
    before = Event.objects.count()
    assert retention.erase_old(CLOSED + 10 * YEAR) == retention.Erased(0, 0)
    assert (NAME, PHONE) in names() and Event.objects.count() == before


def test_batches_erase_all_of_them(place) -> None:
    for _n in range(5):
        case_of(place)
    assert retention.erase_old(CLOSED + 2 * YEAR, batch=2) == retention.Erased(5, 0)
    assert names() == {("", "")}
    assert Event.objects.filter(kind="case.reporter_erased").count() == 5
    assert verify().holds


def test_the_number_is_the_rule_of_the_subdistrict(place) -> None:
    elsewhere = street()
    case_of(place), case_of(elsewhere)
    change_rule(
        "reporter_kept_days", value="90", source="测试", from_on=dt.date(2021, 5, 6),
        subdistrict_id=place.subdistrict.pk, by=None, at=at("2021-05-06 08:00"), key="",
    )  # fmt: skip
    assert retention.erase_old(CLOSED + dt.timedelta(days=91)) == retention.Erased(1, 0)
    assert Reporter.objects.get(case__subdistrict=elsewhere.subdistrict).name == NAME
    shown = Client().get("/report/", {"s": place.subdistrict.code}).content.decode()
    assert "办结满 90 天后删除" in shown


@pytest.mark.parametrize("value", ["29", "3651", "1.5", "一年", "-1"])
def test_a_number_that_cannot_be_is_refused(place, value) -> None:
    with pytest.raises(Refused) as no:
        change_rule(
            "reporter_kept_days", value=value, source="测试", from_on=dt.date(2021, 5, 7),
            subdistrict_id=None, by=None, at=CLOSED, key="",
        )  # fmt: skip
    assert no.value.code == "rule_value_invalid"


def test_a_catalogue_loaded_before_the_rule_came_is_read_with_its_default(place) -> None:
    ClockRule.objects.filter(name="reporter_kept_days").delete()
    kept.forget_all()
    assert rules_in_force(place.subdistrict.pk, CLOSED).reporter_kept_days == 365


def test_callers_go_with_the_last_case_of_an_order_that_is_over(place) -> None:
    old, young, running = case_of(place), case_of(place, CLOSED + YEAR), case_of(place, None)
    over = order_of(place, old)
    returned = order_of(place, state="returned")
    kept_ones = [
        order_of(place, old, young),
        order_of(place, old, running),
        order_of(place, old, state="contacted"),
        order_of(place, old, replied_at=CLOSED + YEAR),
    ]
    erased = retention.erase_old(CLOSED + YEAR + SECOND)
    assert erased == retention.Erased(1, 2)
    for order in (over, returned):
        order.refresh_from_db()
        assert (order.caller_name, order.caller_phone) == ("", "")
        event = Event.objects.get(kind="order.caller_erased", object_id=order.pk)
        assert json.loads(event.data)["days"] == 365
    for order in kept_ones:
        order.refresh_from_db()
        assert order.caller_phone == PHONE
    assert verify().holds


def run(*arguments: str) -> dict:
    out = io.StringIO()
    call_command("erase_old_reporters", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_counts_first_and_then_erases(place, monkeypatch, capsys) -> None:
    case_of(place)
    order_of(place)
    monkeypatch.setattr(clock, "real_now", lambda: CLOSED + 2 * YEAR)
    assert run("--dry-run") == {"reporters": 1, "callers": 1, "dry_run": True}
    assert names() == {(NAME, PHONE)}
    assert run() == {"reporters": 1, "callers": 1, "dry_run": False}
    assert names() == {("", "")}
    call_command("erase_old_reporters")
    assert "上报人 0 人" in capsys.readouterr().out


def test_the_background_duties_keep_the_promise_too(place, monkeypatch) -> None:
    case_of(place)
    monkeypatch.setattr(clock, "real_now", lambda: CLOSED + 2 * YEAR)
    # Each duty closes idle connections first, which would end the transaction of this test.
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    call_command("work", "--once")
    assert names() == {("", "")}
