"""A resident reports without an account: the happy way, and each way in which the page says no."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.case_builders import TRADING, Street, picture, street
from xiuhua.apps.cases.check_words import check_word_of
from xiuhua.apps.cases.models import Case, Photo, Reporter
from xiuhua.apps.records.models import Event, IdempotencyKey
from xiuhua.rulebook.check_word import spell

KEY = "0123456789abcdef0123456789abcdef"


def upload(data: bytes | None = None, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data, "image/jpeg")


def form(place: Street, **given) -> dict:
    lon, lat = place.point()
    typed = {"key": KEY, "s": place.subdistrict.code, "kind": TRADING, "lon": lon, "lat": lat}
    return {**typed, "crs": "EPSG:4326", "words": "店外摆货", **given}


def _main(page: str) -> str:
    return page.split("<main")[1].split("</main")[0]


def send(client, place: Street, **given):
    return client.post("/report/", form(place, **given))


def test_a_report_with_photo_and_point_becomes_a_case_and_a_receipt(client, place) -> None:
    answer = send(client, place, photos=[upload()])
    assert (answer.status_code, answer["Location"]) == (302, "/report/thanks/")
    case = Case.objects.get()
    assert (case.state, case.source.slug, case.reported_by) == ("reported", "resident_portal", None)
    assert (case.case_class.slug, case.grid_id) == (TRADING, place.grids[0].pk)
    assert Photo.objects.get(case=case).role == "before"
    assert Event.objects.filter(object_kind="case", object_id=case.pk).count() == 1
    receipt = client.get(answer["Location"]).content.decode()
    assert case.number in receipt and spell(check_word_of(case.number)) in receipt
    assert "前决定是否受理" in receipt


def test_the_same_form_sent_twice_is_one_report(client, place) -> None:
    for _time in range(2):
        answer = send(client, place, photos=[upload()])
        assert answer.status_code == 302
    case = Case.objects.get()
    assert case.number in client.get("/report/thanks/").content.decode()


def test_the_same_key_with_other_words_is_refused_and_given_a_new_key(client, place) -> None:
    send(client, place)
    answer = send(client, place, words="另一件事")
    assert answer.status_code == 409 and Case.objects.count() == 1
    key = re.search(r'name="key" value="([0-9a-f]{32})"', answer.content.decode())[1]
    assert key != KEY
    assert send(client, place, words="另一件事", key=key).status_code == 302
    assert Case.objects.count() == 2


def test_place_words_do_where_no_point_is_known(client, place) -> None:
    answer = send(client, place, lon="", lat="", place_words="测试路 5 号门口")
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.lon, case.place_words) == (None, "测试路 5 号门口")


def test_name_and_phone_are_kept_apart_and_only_when_given(client, place) -> None:
    send(client, place)
    assert not Reporter.objects.exists()
    send(client, place, key="f" * 32, name="测试居民", phone="000-1234567", wants_reply="on")
    assert Reporter.objects.get().wants_reply is True
    assert "测试居民" not in str(list(Event.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"lon": "", "lat": ""}, 400, "还不知道在哪里"),
        ({"lon": "1", "lat": "2"}, 409, "不在本街道"),
        ({"lon": "nonsense"}, 400, "经度“nonsense”"),
        ({"lon": "nan"}, 400, "经度"),
        ({"lat": ""}, 400, "缺少纬度"),
        ({"crs": "MOON"}, 400, "坐标系"),
        ({"kind": "event.nonsense"}, 404, "event.nonsense"),
        ({"kind": "", "words": " "}, 400, "没有写问题，也没有照片"),
        ({"kind": "", "words": "\0"}, 400, "没有写问题，也没有照片"),
        ({"words": "长" * 2001}, 400, "不要超过 2000 个字"),
        ({"phone": "call me"}, 400, "电话号码"),
        ({"place_words": "长" * 201}, 400, "不要超过 200 个字"),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, dict) else None,
)
def test_what_is_missing_or_wrong_is_said_and_what_was_typed_is_kept(
    client, place, given, status, words
) -> None:
    answer = send(client, place, place_words=given.pop("place_words", ""), name="测试居民", **given)
    page = answer.content.decode()
    assert answer.status_code == status, page
    assert re.search(words, page), page
    assert "测试居民" in page and KEY in page
    assert not Case.objects.exists() and not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"%PDF-1.7 no picture", 400, "不是照片"),
        (b"GIF89a", 400, "GIF"),
        (b"\xff\xd8\xff\xe0 broken", 400, "损坏"),
        (picture() + b"\0" * 2_000_000, 413, "照片太大"),
    ],
    ids=["no image", "gif", "broken", "too large"],
)
def test_a_bad_photo_is_refused_and_has_to_be_chosen_again(
    client, place, settings, data, status, words
) -> None:
    settings.PHOTO_MAX_BYTES = 1_000_000
    answer = send(client, place, photos=[upload(data)])
    page = answer.content.decode()
    assert answer.status_code == status and words in page
    assert "请重新选择" in page and "店外摆货" in page
    assert not Case.objects.exists()


def test_a_body_beyond_all_photos_is_refused_unread(client, place) -> None:
    answer = client.post(
        "/report/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="999999999"
    )
    assert answer.status_code == 413 and "超过" in answer.content.decode()


def test_too_many_reports_of_one_address_are_held_back(client, place, settings) -> None:
    settings.PUBLIC_REPORTS_PER_HOUR = 2
    for sign in "ab":
        assert send(client, place, key=sign * 32).status_code == 302
    assert send(client, place, key="c" * 32).status_code == 429
    other = client.post("/report/", form(place, key="d" * 32), REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 302
    assert Case.objects.count() == 3


def test_a_form_without_its_token_is_refused(place) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report/", form(place)).status_code == 403
    assert not Case.objects.exists()


def test_with_several_streets_one_is_chosen_first(client, place) -> None:
    second = street(name="第二测试街道")
    page = client.get("/report/").content.decode()
    assert f"?s={second.subdistrict.code}" in page and "<form" not in _main(page)
    assert client.get(f"/report/?s={second.subdistrict.code}").status_code == 200
    assert client.get("/report/?s=999999999").status_code == 404


def test_the_page_speaks_english(client, place) -> None:
    answer = client.post("/report/", form(place, lon="1", lat="2"), HTTP_ACCEPT_LANGUAGE="en")
    assert 'lang="en"' in answer.content.decode()


def test_the_page_holds_nothing_inline_and_tells_the_purpose(client, place) -> None:
    answer = client.get("/report/")
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", page)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "第十七条" in page and "办结满 365 天后删除" in page


def test_a_report_costs_few_statements(client, place, django_assert_max_num_queries) -> None:
    send(client, place)  # whatever is kept in memory is read once
    with django_assert_max_num_queries(17):  # 14 for the act, 3 for street and limit
        send(client, place, key="e" * 32, words="第二件")
