"""A request from the counter to the answer: its deadline in working days, and what has to stand before each step."""

import datetime as dt

import pytest

from tests.apps.privacy.conftest import NAME, NOW, PHONE
from tests.builders import user
from tests.case_builders import at
from xiuhua.apps.catalogue.actions import change_rule
from xiuhua.apps.privacy import retention
from xiuhua.apps.privacy.actions import requests
from xiuhua.apps.privacy.actions.erasing import erase_person
from xiuhua.apps.privacy.actions.requests import Asked
from xiuhua.apps.privacy.exporting import copy_of_person
from xiuhua.apps.privacy.finding import find_person
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.queries import requests_visible_to, waiting
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.proof import verify
from xiuhua.rulebook.refusal import Refused


def asked(town, **given) -> PersonRequest:
    said = {
        "subdistrict": town.place.subdistrict, "kind": "erase", "channel": "counter", "name": NAME,
        "phone": PHONE, "words": "把我的电话删掉", "received_at": NOW, **given,
    }  # fmt: skip
    answer = requests.register(Asked(**said), by=town.shift, at=NOW)
    return PersonRequest.objects.get(pk=answer["id"])


def refused_with(expected: str, do, *arguments, **given) -> None:
    with pytest.raises(Refused) as no:
        do(*arguments, **given)
    assert no.value.code == expected


def test_the_deadline_is_the_rule_in_working_days(town) -> None:
    """Received on Tuesday 1 June 2021; 14 June is 端午: the fifteenth working day is Wednesday the 23rd."""
    row = asked(town)
    assert (row.limit, row.state) == ("15 work_day office", "open")
    assert row.due_at.astimezone(at("2021-06-23 00:00").tzinfo).date() == dt.date(2021, 6, 23)
    assert not row.due_is_provisional
    change_rule(
        "person_request_limit", value="5 work_day", source="本地规定", from_on=NOW.date(),
        subdistrict_id=town.place.subdistrict.pk, by=None, at=NOW, key="",
    )  # fmt: skip
    later = asked(town)
    assert later.due_at.astimezone(at("2021-06-08 00:00").tzinfo).date() == dt.date(2021, 6, 8)
    row.refresh_from_db()
    assert row.limit == "15 work_day office"  # keeps the rule it came under


def test_history_says_what_was_asked_and_never_by_whom(town) -> None:
    row = asked(town)
    event = Event.objects.get(object_kind="personrequest", object_id=row.pk)
    assert event.kind == "personrequest.registered"
    assert NAME not in event.data and PHONE not in event.data
    assert verify().holds


def test_a_decision_needs_a_person_and_a_refusal_a_reason(town) -> None:
    row = asked(town)
    how = {"by": town.shift, "at": NOW}
    refused_with("request_not_decided", requests.answer, row.pk, **how)
    refused_with("request_identity_needed", requests.decide, row.pk, decision="granted", **how)
    refused_with(
        "request_reason_needed", requests.decide, row.pk, decision="refused", words=" ", **how
    )
    refused_with("request_decision_unknown", requests.decide, row.pk, decision="maybe", **how)
    requests.decide(row.pk, decision="granted", identity="called_back", **how)
    refused_with("request_not_open", requests.decide, row.pk, decision="refused", words="x", **how)
    requests.answer(row.pk, by=town.admin, at=NOW + dt.timedelta(days=2))
    row.refresh_from_db()
    assert (row.state, row.decision, row.answered_by_id) == ("answered", "granted", town.admin.pk)
    refused_with("request_over", requests.withdraw, row.pk, **how)
    assert verify().holds


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "buy"}, "request_kind_unknown"),
        ({"channel": "dream"}, "request_channel_unknown"),
        ({"received_at": NOW + dt.timedelta(hours=1)}, "request_from_the_future"),
        ({"name": " ", "phone": ""}, "request_person_missing"),
        ({"phone": "12"}, "person_number_malformed"),
        ({"identity": "face"}, "request_identity_needed"),
        ({"words": "x" * 2001}, "words_too_long"),
    ],
)
def test_what_cannot_be_taken_in(town, given, code) -> None:
    refused_with(code, asked, town, **given)


def test_only_who_answers_requests_sees_them_and_only_at_home(town) -> None:
    row = asked(town)
    neighbour = user("shift_head")
    assert not requests_visible_to(neighbour).exists()
    assert not requests_visible_to(town.place.clerk).exists()
    refused_with("request_not_found", requests.withdraw, row.pk, by=neighbour, at=NOW)
    refused_with(
        "not_permitted", requests.register,
        Asked(subdistrict=town.place.subdistrict, kind="copy", channel="letter", name=NAME, received_at=NOW),
        by=town.place.clerk, at=NOW,
    )  # fmt: skip


def test_nothing_is_handed_out_or_erased_before_it_is_granted(town) -> None:
    row = asked(town)
    code = find_person(PHONE, "", [town.place.subdistrict.pk]).code
    erase = {"reason": "person_asked", "code": code, "request": row, "by": town.admin, "at": NOW}
    refused_with("request_not_granted", erase_person, PHONE, **erase)
    refused_with("request_not_granted", copy_of_person, PHONE, request=row, by=town.shift, at=NOW)
    requests.decide(row.pk, decision="granted", identity="document", by=town.shift, at=NOW)
    row.refresh_from_db()
    copy_of_person(PHONE, request=row, by=town.shift, at=NOW)
    erase_person(PHONE, **{**erase, "request": row})
    event = Event.objects.get(kind="case.person_erased", object_id=town.own.pk)
    assert row.number in event.data


def test_the_same_form_sent_twice_is_one_request(town) -> None:
    said = Asked(
        subdistrict=town.place.subdistrict,
        kind="copy",
        channel="letter",
        name=NAME,
        received_at=NOW,
    )
    first = requests.register(said, by=town.shift, at=NOW, key="a")
    assert requests.register(said, by=town.shift, at=NOW, key="a") == first
    assert PersonRequest.objects.count() == 1


def test_who_asked_goes_three_years_after_the_answer(town) -> None:
    row, still_open = asked(town), asked(town)
    requests.decide(row.pk, decision="granted", identity="document", by=town.shift, at=NOW)
    requests.answer(row.pk, by=town.shift, at=NOW + dt.timedelta(days=10))
    for days, gone in ((1105, False), (1107, True)):
        retention.run(NOW + dt.timedelta(days=days))
        row.refresh_from_db()
        assert (row.name == "" and row.words == "") is gone
    still_open.refresh_from_db()
    assert still_open.name == NAME and row.number and verify().holds


def test_what_waits_and_what_is_late(town) -> None:
    asked(town)
    done = asked(town)
    requests.withdraw(done.pk, by=town.shift, at=NOW)
    assert waiting(town.shift, NOW) == (1, 0)
    assert waiting(town.shift, NOW + dt.timedelta(days=40)) == (1, 1)
    assert waiting(town.place.clerk, NOW) == (0, 0)
