"""A resident follows a report: what the page tells, what it keeps to itself, and how few guesses there are."""

import datetime as dt
import re

import pytest

from tests.case_builders import Street, at, photo, picture, reported
from xiuhua.apps.cases.actions import checking, handling, intake
from xiuhua.apps.cases.check_words import check_word_of
from xiuhua.apps.cases.models import Case, Remark
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Attempt
from xiuhua.rulebook.lifecycle.terms import CaseState
from xiuhua.web.shared import following


def ask(client, number: str, word: str, **given):
    return client.post("/follow/", {"number": number, "check_word": word}, **given)


def opened(client, case: Case) -> str:
    answer = ask(client, case.number, check_word_of(case.number))
    assert (answer.status_code, answer["Location"]) == (302, "/follow/case/")
    return client.get(answer["Location"]).content.decode()


def resident_case(place: Street, **given) -> Case:
    return reported(place, source="officer", words="住户原话", **given)


def test_number_and_word_open_the_case(client, place) -> None:
    case = resident_case(place)
    page = opened(client, case)
    assert case.number in page and "已收到" in page and "2021年5月6日 09:00" in page


def test_the_word_may_be_typed_as_people_type(client, place) -> None:
    case = resident_case(place)
    word = check_word_of(case.number).lower()
    answer = ask(client, f" {case.number.lower()} ", f"{word[:3]} {word[3:]}")
    assert answer.status_code == 302


def test_the_way_to_the_close_is_told_with_both_photos(client, place, monkeypatch) -> None:
    case = resident_case(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    assert "已受理" in opened(client, case) and "应在" in opened(client, case)
    handling.dispatch(
        case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk, at=at("2021-05-06 09:20")
    )  # fmt: skip
    assert "处理中" in opened(client, case)
    when = at("2021-05-06 10:00")
    handling.handle(
        case.pk, note="内部备注", photos=photo("after", when), by=place.officer, at=when
    )
    when = at("2021-05-06 11:00")
    checking.pass_check(
        case.pk, note="现场已清", photos=photo("check", when), confirmed=True, by=place.inspector, at=when
    )  # fmt: skip
    page = opened(client, case)
    assert "已办结" in page and "处理后" in page
    assert "内部备注" not in page and "现场已清" not in page  # not meant for the public
    assert place.officer.full_name not in page and place.centre.name not in page
    (address,) = re.findall(r'src="(/photos/[^"]+)"', page)
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_only_public_remarks_are_shown(client, place) -> None:
    case = resident_case(place)
    for text, is_public in (("给居民的答复", True), ("内部意见", False)):
        Remark.objects.create(
            case=case, event_seq=1, text=text, at=clock.now(), is_public=is_public
        )
    page = opened(client, case)
    assert "给居民的答复" in page and "内部意见" not in page


def test_an_answer_given_at_the_check_is_read_by_the_reporter_and_the_note_is_not(
    client, place
) -> None:
    case = resident_case(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    handling.dispatch(
        case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk, at=at("2021-05-06 09:20")
    )  # fmt: skip
    when = at("2021-05-06 10:00")
    handling.handle(case.pk, note="备注", photos=photo("after", when), by=place.officer, at=when)
    how = {"by": place.inspector, "at": at("2021-05-06 11:00")}
    checking.pass_check(case.pk, note="内部意见", public_words="占道货物已搬走，谢谢您", **how)
    checking.close(case.pk, confirmed=True, public_words="已办结", **how)
    page = opened(client, case)
    assert "占道货物已搬走，谢谢您" in page and "已办结" in page and "内部意见" not in page


def test_who_is_refused_reads_why(client, place) -> None:
    case = resident_case(place)
    intake.refuse(
        case.pk, reason="属于小区内部，请找物业", by=place.clerk, at=at("2021-05-06 09:30")
    )
    page = opened(client, case)
    assert "不予受理" in page and "属于小区内部，请找物业" in page


def test_a_merged_report_tells_how_the_other_one_stands_and_none_of_its_words(
    client, place
) -> None:
    first = resident_case(place, reporter_name="先报的人", place_words="先报的地点")
    second = reported(place, words="第二个人说的", source="officer")
    intake.merge(second.pk, parent_number=first.number, by=place.clerk, at=at("2021-05-06 09:30"))
    page = opened(client, second)
    assert "合并办理" in page and "第二个人说的" in page
    assert "住户原话" not in page and first.number not in page and "先报的地点" not in page


def test_a_late_one_is_admitted(client, place, monkeypatch) -> None:
    case = resident_case(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    late = at("2021-06-30 09:00").astimezone(dt.UTC)
    monkeypatch.setattr(clock, "real_now", lambda: late)
    assert "已超过时限" in opened(client, case)


def test_wrong_number_and_wrong_word_are_answered_alike(client, place) -> None:
    case = resident_case(place)
    pages = []
    for number, word in ((case.number, "ZZZZZZ"), ("T1-20210506-999999", "222222"), ("\0", "'")):
        answer = ask(client, number, word)
        assert answer.status_code == 404
        pages.append(re.findall(r'role="alert".*?</section>', answer.content.decode(), re.S))
    assert pages[0] == pages[1] == pages[2] and "编号或查询码不对" in pages[0][0]
    assert client.get("/follow/case/").status_code == 302


def test_guesses_from_one_address_run_out_and_come_back(client, place, monkeypatch) -> None:
    case = resident_case(place)
    for _guess in range(following.WRONG_BY_ADDRESS.most):
        assert ask(client, case.number, "222222").status_code == 404
    right = check_word_of(case.number)
    assert ask(client, case.number, right).status_code == 429
    assert ask(client, case.number, right, REMOTE_ADDR="198.51.100.7").status_code == 302
    later = clock.now() + following.WRONG_BY_ADDRESS.within
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert ask(client, case.number, right).status_code == 302


def test_guesses_at_one_number_run_out_whatever_the_address(client, place) -> None:
    case, other = resident_case(place), resident_case(place)
    for guess in range(following.WRONG_BY_NUMBER.most):
        ask(client, case.number, "222222", REMOTE_ADDR=f"198.51.100.{guess}")
    word = check_word_of(case.number)
    assert ask(client, case.number, word, REMOTE_ADDR="203.0.113.9").status_code == 429
    word = check_word_of(other.number)
    assert ask(client, other.number, word, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_a_whole_ipv6_network_counts_as_one_address(client, place) -> None:
    for last in range(following.WRONG_BY_ADDRESS.most):
        ask(client, f"X{last}", "222222", REMOTE_ADDR=f"2001:db8:1:2::{last + 1:x}")
    assert ask(client, "X", "222222", REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert ask(client, "X", "222222", REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


def test_a_claimed_address_is_believed_only_behind_proxies_of_our_own(
    client, place, settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    for last in range(following.WRONG_BY_ADDRESS.most):
        forged = f"10.0.0.{last}, 198.51.100.7"
        ask(client, f"X{last}", "222222", HTTP_X_FORWARDED_FOR=forged)
    answer = ask(client, "X", "222222", HTTP_X_FORWARDED_FOR="10.9.9.9, 198.51.100.7")
    assert answer.status_code == 429


def test_addresses_and_numbers_are_not_kept_in_the_clear(client, place) -> None:
    ask(client, "T1-20210506-000001", "222222", REMOTE_ADDR="198.51.100.7")
    kept = str(list(Attempt.objects.values_list("subject", flat=True)))
    assert "198.51" not in kept and "T1-" not in kept


def test_an_altered_cookie_opens_nothing(client, place) -> None:
    case = resident_case(place)
    opened(client, case)
    client.cookies["xiuhua_case"] = client.cookies["xiuhua_case"].value[:-2] + "xx"
    for address in ("/follow/case/", "/report/thanks/"):
        assert client.get(address)["Location"] == "/follow/"


def test_it_can_be_left_on_a_shared_computer(client, place) -> None:
    opened(client, resident_case(place))
    assert client.post("/follow/forget/")["Location"] == "/"
    assert client.get("/follow/case/").status_code == 302


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_words_for_residents(state: CaseState) -> None:
    word, meaning = following.STATE[state.value]
    assert str(word) and str(meaning)


def test_the_photo_before_is_the_reporters_own(client, place) -> None:
    case = resident_case(place)
    client.post(
        "/report/", {"s": place.subdistrict.code, "place_words": "这里", "photos": [upload()]}
    )
    page = client.get("/follow/case/").content.decode()
    assert "处理前" in page and case.number not in page


def upload():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
