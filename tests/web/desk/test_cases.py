"""The case pages of the staff: what they show, offer and refuse."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import user
from tests.case_builders import at, dispatched, picture, reported, street
from xiuhua.apps.cases.actions import intake
from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase
from xiuhua.apps.records import now as clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


PAGES = [
    "desk_today",
    "desk_cases",
    "desk_map",
    "desk_orders",
    "desk_case_new",
    "desk_sending",
    "desk_order_new",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_clerk_opens_every_page(place, signed_in, name):
    dispatched(place)
    page = signed_in(place.clerk).get(reverse(name))
    assert page.status_code == 200
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "desk_case_points", "desk_case_fixed"])
def test_signed_out_one_is_asked_to_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_the_case_page_offers_only_what_this_person_may_do(place, signed_in):
    case = dispatched(place)
    url = reverse("desk_case", args=[case.number])
    officer = signed_in(place.officer).get(url).content.decode()
    assert 'id="act-handle"' in officer
    assert 'id="act-pass_check"' not in officer
    inspector = signed_in(place.inspector).get(url).content.decode()
    assert 'id="act-handle"' not in inspector


def test_a_case_of_another_street_is_not_found(place, signed_in):
    case = dispatched(place)
    stranger = street().clerk
    client = signed_in(stranger)
    assert client.get(reverse("desk_case", args=[case.number])).status_code == 404
    act = reverse("desk_case_act", args=[case.number, "return_back"])
    assert client.post(act, {"reason": "x", "key": "k"}).status_code == 404
    listed = client.get(reverse("desk_cases"), {"scope": "all"}).content.decode()
    assert case.number not in listed
    points = client.get(
        reverse("desk_case_points"), {"bbox": "114,30,115,31", "scope": "all"}
    ).json()
    assert points["features"] == []


def test_the_check_word_is_seen_by_who_takes_reports_alone(place, signed_in):
    case = dispatched(place)
    url = reverse("desk_case", args=[case.number])
    assert signed_in(place.clerk).get(url).context["check_word"]
    assert signed_in(place.officer).get(url).context["check_word"] == ""


def test_handling_with_a_photo_through_the_form(place, signed_in):
    case = dispatched(place)
    upload = SimpleUploadedFile("after.jpg", picture(), "image/jpeg")
    form = {"note": "已劝离", "photos": upload, "key": "k1", "seen_seq": case.history_seq}
    url = reverse("desk_case_act", args=[case.number, "handle"])
    answer = signed_in(place.officer).post(url, form)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "handled"


def officers_offered(page, act):
    """Names in the select of officers of one act's form."""
    form = page.content.decode().split(f'id="act-{act}"')[1].split("</details>")[0]
    select = form.split('name="officer_id"')[1].split("</select>")[0]
    return {line.split("（")[0].split(">")[-1] for line in select.split("</option>")[1:-1]}


def test_only_who_may_verify_or_handle_is_offered(place, signed_in):
    case = reported(place, source="resident_portal", by=None)
    client = signed_in(place.clerk)
    url = reverse("desk_case", args=[case.number])
    people = {place.officer.full_name, place.colleague.full_name}
    found = officers_offered(client.get(url), "send_to_verify")
    assert found == people | {place.inspector.full_name}
    case = dispatched(place)
    url = reverse("desk_case", args=[case.number])
    assert officers_offered(client.get(url), "hand_over") == people
    fresh = reported(place)
    intake.file(fresh.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    url = reverse("desk_case", args=[fresh.number])
    assert officers_offered(client.get(url), "dispatch") == people | {place.contractor.full_name}


def test_a_refused_act_keeps_what_was_typed(place, signed_in):
    case = dispatched(place)
    url = reverse("desk_case_act", args=[case.number, "handle"])
    answer = signed_in(place.officer).post(url, {"note": "已经劝离三家", "key": "k1"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "已经劝离三家" in shown
    assert "照片" in shown
    case.refresh_from_db()
    assert case.state == "dispatched"


def test_a_stale_form_says_that_somebody_was_first(place, signed_in):
    case = dispatched(place)
    url = reverse("desk_case_act", args=[case.number, "return_back"])
    answer = signed_in(place.officer).post(url, {"reason": "不归我们", "key": "k", "seen_seq": 1})
    assert answer.status_code == 409
    assert "刚被别人办过" in answer.content.decode()


def test_what_is_no_photo_is_refused_in_words(place, signed_in):
    case = dispatched(place)
    upload = SimpleUploadedFile("after.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    url = reverse("desk_case_act", args=[case.number, "handle"])
    answer = signed_in(place.officer).post(url, {"note": "好", "photos": upload, "key": "k"})
    assert answer.status_code in (400, 409, 415)
    case.refresh_from_db()
    assert case.state == "dispatched"


def test_the_clerk_registers_a_call(place, signed_in):
    lon, lat = place.point(3)
    form = {
        "source": "phone", "place_words": "测试路 9 号", "words": "路灯不亮", "key": "k1", "lon": lon, "lat": lat,
        "class_slug": "event.street_order.outdoor_trading", "reporter_name": "王某", "reporter_phone": "13800001234",
    }  # fmt: skip
    answer = signed_in(place.clerk).post(reverse("desk_case_new"), form)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.grid, case.place_words) == (place.grids[3], "测试路 9 号")
    page = signed_in(place.clerk).get(reverse("desk_case", args=[case.number])).content.decode()
    assert "138****1234" in page
    assert "13800001234" not in page


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"lon": "200", "lat": "30"}, 400),
        ({"lon": "abc", "lat": "30"}, 400),
        ({"lon": "121.0", "lat": "31.0"}, 409),
        ({"lon": "", "lat": "", "place_words": ""}, 400),
        ({"class_slug": "event.unknown"}, 404),
        ({"source": "nobody"}, 404),
        ({"crs": "EPSG:9999"}, 400),
    ],
)
def test_a_bad_report_changes_nothing_and_keeps_the_words(place, signed_in, given, status):
    lon, lat = place.point()
    form = {
        "source": "phone",
        "place_words": "测试路",
        "words": "有人乱倒垃圾",
        "key": "k",
        "lon": lon,
        "lat": lat,
    }
    answer = signed_in(place.clerk).post(reverse("desk_case_new"), {**form, **given})
    assert answer.status_code in (status, 400, 409)
    assert "有人乱倒垃圾" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_petition_is_granted_on_the_case_page(place, signed_in):
    case = dispatched(place)
    ask = reverse("desk_case_act", args=[case.number, "ask"])
    signed_in(place.officer).post(ask, {"kind": "suspension", "reason": "等设备", "key": "k"})
    page = signed_in(place.head).get(reverse("desk_case", args=[case.number]))
    assert "等设备" in page.content.decode()
    ((waiting, said),) = page.context["petitions"]
    assert said == []
    answer = signed_in(place.head).post(
        reverse("desk_petition", args=[waiting.pk, "grant"]), {"key": "g"}
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "suspended"


def test_a_petition_says_what_it_does_not_change(place, signed_in):
    case = dispatched(place)
    url = reverse("desk_case", args=[case.number])
    theirs = "不改变交办单位的时限"
    assert theirs not in signed_in(place.officer).get(url).content.decode()
    order = InboundOrder.objects.create(
        subdistrict=place.subdistrict, issuer="hotline_12345", issuer_name="12345", their_number="W-3",
        state="received", topic="店外经营", received_at=at("2021-05-06 08:00"),
    )  # fmt: skip
    OrderCase.objects.create(order=order, case=case)
    client = signed_in(place.officer)
    assert client.get(url).content.decode().count(theirs) == 2  # extension and 挂账
    ask = reverse("desk_case_act", args=[case.number, "ask"])
    client.post(ask, {"kind": "suspension", "reason": "等设备", "key": "k"})
    assert theirs in signed_in(place.head).get(url).content.decode()


def test_fixed_on_the_spot_is_counted_apart(place, signed_in):
    lon, lat = place.point()
    form = {
        "before": SimpleUploadedFile("b.jpg", picture("red"), "image/jpeg"),
        "after": SimpleUploadedFile("a.jpg", picture("green"), "image/jpeg"),
        "class_slug": "event.street_order.outdoor_trading", "lon": lon, "lat": lat, "key": "k",
    }  # fmt: skip
    answer = signed_in(place.officer).post(reverse("desk_case_fixed"), form)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "fixed_on_spot")


def test_a_reporter_is_erased_from_the_case_page(place, signed_in):
    case = reported(
        place, by=None, source="phone", reporter_name="王某某", reporter_phone="13800001234"
    )
    url = reverse("desk_case", args=[case.number])
    assert "/erase/" not in signed_in(place.clerk).get(url).content.decode()
    assert signed_in(place.clerk).post(url + "erase/", {"reason": "x"}).status_code == 403
    keeper = signed_in(user("system_admin", of=place.subdistrict))
    assert "/erase/" in keeper.get(url).content.decode()
    assert keeper.post(url + "erase/", {"reason": " "}).status_code == 409
    assert keeper.post(url + "erase/", {"reason": "本人要求", "key": "e"}).status_code == 302
    page = keeper.get(url).content.decode()
    assert "/erase/" not in page
    case.refresh_from_db()
    assert case.words == ""


def test_the_case_page_asks_for_an_answer_and_shows_it_apart(place, signed_in):
    case = reported(place)
    client = signed_in(place.clerk)
    url = reverse("desk_case", args=[case.number])
    assert 'name="public_words"' in client.get(url).content.decode()
    form = {"reason": "不属本街道", "public_words": "请找小区物业", "key": "r"}
    assert client.post(url + "acts/refuse/", form).status_code == 302
    page = client.get(url)
    (line,) = [entry for entry in page.context["entries"] if entry.answers]
    assert (line.words, line.answers) == (["不属本街道"], ["请找小区物业"])
    assert "给反映人的答复" in page.content.decode()


def test_the_page_knows_how_large_a_photo_may_be(place, signed_in, settings):
    settings.PHOTO_MAX_BYTES = 7_340_032
    case = dispatched(place)
    client = signed_in(place.officer)
    for url in (
        reverse("desk_case", args=[case.number]),
        reverse("desk_case_fixed"),
        reverse("desk_case_new"),
    ):
        assert 'data-max-bytes="7340032"' in client.get(url).content.decode(), url


def test_a_case_turns_amber_by_the_rule_and_not_before(place, signed_in, monkeypatch):
    case = dispatched(place)  # 09:20 to 11:20, near from 10:50
    url = reverse("desk_cases")
    for moment, chip in (("10:50", "running"), ("10:51", "near"), ("11:21", "late")):
        monkeypatch.setattr(clock, "real_now", lambda moment=moment: at(f"2021-05-06 {moment}"))
        page = signed_in(place.clerk).get(url)
        (row,) = page.context["page"].rows
        assert row["number"] == case.number
        assert f"chip--{chip}" in str(page.context["table_rows"])
        tone = "calm" if chip == "running" else chip
        assert f"left--{tone}" in page.content.decode()
