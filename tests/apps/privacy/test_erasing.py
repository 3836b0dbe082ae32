"""One person taken out everywhere: their words go, the facts stay, the history verifies."""

import json

import pytest
from django.test import Client

from tests.apps.privacy.conftest import NAME, NOW, PHONE
from tests.case_builders import at, reported, street
from xiuhua.apps.cases.check_words import check_word_of
from xiuhua.apps.cases.models import Case, InboundOrder, Photo, Remark, Reporter
from xiuhua.apps.privacy.actions.erasing import erase_person
from xiuhua.apps.privacy.finding import find_person
from xiuhua.apps.records import files
from xiuhua.apps.records.models import Event, StoredFile
from xiuhua.apps.records.proof import verify
from xiuhua.apps.registry.models import Contact, LedgerEntry
from xiuhua.rulebook.refusal import Refused

ALL = ("words", "place_words")


def look(town, name=""):
    return find_person(PHONE, name, [town.place.subdistrict.pk])


def erase(town, name="", **given):
    how = {"reason": "person_asked", "by": town.admin, "at": NOW, **given}
    how.setdefault("code", look(town, name).code)
    return erase_person(PHONE, name=name, **how)


def test_a_look_finds_the_person_everywhere_and_changes_nothing(town) -> None:
    before = Event.objects.count()
    counts = look(town).counts()
    assert counts == {
        "cases_reported": 2,  # their own, and the one made of their call
        "cases_named_in": 1,
        "cases_open": 3,
        "photos": 1,
        "orders": 1,
        "orders_named_in": 0,
        "parties": 1,
        "contacts": 2,
        "requests": 0,
        "staff": 0,
        "ledger_lines": 0,
        "other_names": 0,
    }
    assert Event.objects.count() == before


def test_everything_personal_goes_and_the_facts_stay(
    town, django_capture_on_commit_callbacks
) -> None:
    chain = {case.pk: case.history_seq for case in Case.objects.all()}
    photo = Photo.objects.get(case=town.own)
    sha = photo.original.sha256
    with django_capture_on_commit_callbacks(execute=True):
        erase(town)
    own, other, called = (Case.objects.get(pk=c.pk) for c in (town.own, town.other, town.called))
    assert (own.words, own.number, own.state) == ("", town.own.number, town.own.state)
    assert own.place_words == "测试路 1 号"
    reporter = Reporter.objects.get(case=own)
    assert (reporter.name, reporter.phone, reporter.erased_at) == ("", "", NOW)
    assert Remark.objects.get(case=own, by=None).text == ""
    assert Remark.objects.get(case=own, by=town.place.clerk).text == f"已联系{NAME} ***，约好明天"
    assert other.words == "隔壁的也说了，电话***"
    assert Reporter.objects.get(case=other).phone == "13911112222"
    assert called.words == ""
    photo.refresh_from_db()
    assert photo.original.erased_at == NOW and (photo.lon, photo.taken_at) == (None, None)
    assert not files.path_of(sha).exists()
    assert Photo.objects.get(case=other).original.erased_at is None
    order = InboundOrder.objects.get(pk=town.order.pk)
    assert (order.caller_name, order.caller_phone, order.words) == ("", "", "")
    assert (order.topic, order.their_number) == ("占道（***）", "W-1")
    town.stall.refresh_from_db()
    town.company.refresh_from_db()
    assert town.stall.name == "" and town.company.name == "测试商贸"
    assert sorted(Contact.objects.values_list("value", flat=True)) == ["", "", "13700000000"]
    assert verify().holds
    for case in (own, other, called):
        assert case.history_seq == chain[case.pk] + 1  # one event each
    said = " ".join(Event.objects.values_list("data", flat=True))
    assert PHONE not in said and NAME not in said
    assert look(town).is_empty


def test_with_a_name_others_at_the_same_number_are_left_alone(town) -> None:
    family = reported(
        town.place, by=None, source="phone", reporter_name="张某", reporter_phone=PHONE
    )
    assert look(town, NAME).counts()["other_names"] == 1
    erase(town, NAME)
    assert Reporter.objects.get(case=family).phone == PHONE
    # The name goes with the number where others wrote both.
    assert Remark.objects.get(case=town.own, by=town.place.clerk).text == "已联系*** ***，约好明天"


def test_what_changed_since_the_look_is_looked_at_again(town) -> None:
    code = look(town).code
    reported(town.place, by=None, source="phone", reporter_phone=PHONE)
    with pytest.raises(Refused) as no:
        erase(town, code=code)
    assert no.value.code == "findings_changed"
    assert Reporter.objects.filter(phone=PHONE).count() == 2


def test_a_photo_that_another_case_shows_too_stays_for_it(
    town, django_capture_on_commit_callbacks
) -> None:
    shared = Photo.objects.get(case=town.own)
    Photo.objects.create(
        case=town.other, role="before", original=shared.original, public_copy=shared.public_copy,
        thumbnail=shared.thumbnail, added_at=NOW,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        erase(town)
    assert StoredFile.objects.get(pk=shared.original_id).erased_at is None
    assert files.path_of(shared.original.sha256).exists()


def test_photos_can_be_kept_as_evidence(town) -> None:
    erase(town, keep_photos=True)
    assert Photo.objects.get(case=town.own).original.erased_at is None
    assert Case.objects.get(pk=town.own.pk).words == ""


def test_only_who_may_erase_there_and_for_a_reason_of_the_list(town) -> None:
    elsewhere = street()
    stranger = type(town.admin).objects.get(pk=town.admin.pk)
    for given, code in (
        ({"by": town.shift}, "not_permitted"),
        ({"by": elsewhere.clerk}, "not_permitted"),
        ({"reason": "because"}, "erasure_reason_needed"),
    ):
        with pytest.raises(Refused) as no:
            erase(town, **given)
        assert no.value.code == code
    assert stranger.pk and Reporter.objects.get(case=town.own).phone == PHONE


def test_an_administrator_of_another_subdistrict_finds_nothing(town) -> None:
    from tests.builders import user

    neighbour = user("system_admin")
    with pytest.raises(Refused) as no:
        erase(town, by=neighbour)
    assert no.value.code == "person_not_found"


def test_a_line_of_the_ledger_is_reported_and_cannot_go(town) -> None:
    LedgerEntry.objects.create(
        party=town.company, kind="advice", at=NOW, matter="x", words=f"电话 {PHONE}"
    )
    assert look(town).counts()["ledger_lines"] == 1


def test_the_public_page_and_the_desk_still_show_the_case(
    town, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(town)
    public = Client()
    answer = public.post(
        "/follow/", {"number": town.own.number, "check_word": check_word_of(town.own.number)}
    )
    assert answer.status_code == 302
    page = public.get(answer["Location"]).content.decode()
    assert town.own.number in page and "<img" not in page.partition("<main")[2]
    desk = Client()
    desk.force_login(town.place.clerk)
    page = desk.get(f"/desk/cases/{town.own.number}/")
    assert page.status_code == 200 and PHONE not in page.content.decode()
    api = desk.get(f"/api/v1/cases/{town.own.number}")
    assert api.status_code == 200 and json.loads(api.content)["photos"] == []


def test_the_same_key_answers_the_same(town) -> None:
    code = look(town).code
    first = erase(town, code=code, key="k1")
    assert erase(town, code=code, key="k1") == first
    assert Event.objects.filter(kind="case.person_erased", object_id=town.own.pk).count() == 1
    assert at("2021-06-01 10:00") == NOW
