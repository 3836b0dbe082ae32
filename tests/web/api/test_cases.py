"""Cases over JSON: the walk from report to close, and each refusal in one shape."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.builders import user
from tests.case_builders import TRADING, Street, at, picture, reported
from xiuhua.apps.cases.actions import intake
from xiuhua.apps.cases.models import Case, Photo, Reporter
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.records import kept, numbers
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.refusals import explain

API = "/api/v1"


def post(client, path: str, body, key: str = "", **headers):
    if key:
        headers["HTTP_IDEMPOTENCY_KEY"] = key
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(f"{API}{path}", text, content_type="application/json", **headers)


def form(client, path: str, body: dict, key: str = ""):
    return client.post(f"{API}{path}", body, HTTP_IDEMPOTENCY_KEY=key)


def upload(colour: str = "grey") -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", picture(colour), "image/jpeg")


def a_report(place: Street, **given) -> dict:
    lon, lat = place.point()
    return {
        "source": "officer",
        "words": "店外摆货",
        "class_slug": TRADING,
        "lon": lon,
        "lat": lat,
        **given,
    }


def refused(answer, status: int, code: str) -> dict:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert set(body) == {"code", "what", "todo", "facts"} and body["what"]
    return body


@pytest.fixture
def clerk(client, place) -> Client:
    client.force_login(place.clerk)
    return client


def test_a_case_is_reported_listed_and_read(clerk, place) -> None:
    answer = post(clerk, "/cases", a_report(place, reporter_name="测试居民"), key="k1")
    assert answer.status_code == 200
    number = answer.json()["number"]
    page = clerk.get(f"{API}/cases").json()
    assert [row["number"] for row in page["rows"]] == [number] and page["total"] == 1
    whole = clerk.get(f"{API}/cases/{number}").json()
    assert whole["class_slug"] == TRADING and whole["grid"] == place.grids[0].code
    assert Reporter.objects.get().name == "测试居民" and "测试居民" not in json.dumps(whole)
    (entry,) = clerk.get(f"{API}/cases/{number}/timeline").json()
    assert (entry["kind"], entry["actor"]) == ("case.report", place.clerk.full_name)


def test_from_report_to_verified_close(client, place) -> None:
    client.force_login(place.clerk)
    number = post(client, "/cases", a_report(place)).json()["number"]
    acts = f"/cases/{number}/acts"
    options = client.get(f"{API}/cases/{number}/options").json()
    assert "file" in [option["move"] for option in options["moves"]]
    assert post(client, f"{acts}/file", {"seen_seq": options["seq"]}).json()["state"] == "filed"
    given = {"unit_id": place.centre.pk, "officer_id": place.officer.pk}
    assert post(client, f"{acts}/dispatch", given).json()["state"] == "dispatched"
    client.force_login(place.officer)
    answer = form(client, f"{acts}/handle", {"note": "已劝离", "photos": [upload()]}, key="h")
    assert answer.json()["state"] == "handled"
    client.force_login(place.inspector)
    checked = {"note": "已清", "confirmed": "true", "photos": [upload("white")]}
    assert form(client, f"{acts}/pass_check", checked).json()["state"] == "closed"
    photos = client.get(f"{API}/cases/{number}").json()["photos"]
    assert [photo["role"] for photo in photos] == ["after", "check"]
    assert client.get(photos[0]["thumb"]).status_code == 200


def test_a_photo_comes_as_a_form(clerk, place) -> None:
    answer = form(
        clerk, "/cases", {**a_report(place), "photos": [upload(), upload("red")]}, key="p"
    )
    assert answer.status_code == 200 and Photo.objects.count() == 2


def test_the_same_key_answers_the_same_and_another_body_is_refused(clerk, place) -> None:
    first, again = (post(clerk, "/cases", a_report(place), key="k") for _time in range(2))
    assert first.json() == again.json() and Case.objects.count() == 1
    refused(post(clerk, "/cases", a_report(place, words="别的"), key="k"), 409, "key_reused")
    refused(post(clerk, "/cases", a_report(place), key="k" * 81), 400, "key_too_long")


def test_an_act_sent_twice_is_done_once(clerk, place) -> None:
    case = reported(place)
    for _time in range(2):
        answer = post(clerk, f"/cases/{case.number}/acts/file", {}, key="f1")
        assert answer.json()["state"] == "filed"
    assert Event.objects.filter(object_kind="case", object_id=case.pk).count() == 2


def test_the_devices_time_is_kept_beside_ours(clerk, place) -> None:
    post(clerk, "/cases", a_report(place), HTTP_X_DEVICE_TIME="2021-05-06T08:55:00+08:00")
    event = Event.objects.get(object_kind="case")
    assert event.device_at == at("2021-05-06 08:55") and event.at == clock.now()
    answer = post(clerk, "/cases", a_report(place), HTTP_X_DEVICE_TIME="yesterday")
    refused(answer, 400, "moment_unreadable")
    post(clerk, "/cases", a_report(place), key="z", HTTP_X_DEVICE_TIME="9999-01-01T00:00:00+00:00")
    assert Event.objects.filter(object_kind="case").latest("id").device_at is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"words": "", "class_slug": ""}, 400, "words_or_photo_missing"),
        ({"lon": None, "lat": None}, 400, "place_missing"),
        ({"lon": 1.0, "lat": 2.0}, 409, "point_outside"),
        ({"lon": "x"}, 400, "coordinate_not_a_number"),
        ({"lat": None}, 400, "coordinate_missing"),
        ({"crs": "MOON"}, 400, "crs_unknown"),
        ({"class_slug": "event.nonsense"}, 404, "class_unknown"),
        ({"source": "nowhere"}, None, "source_unknown"),
        ({"standard_id": 999_999}, 409, "standard_not_applicable"),
        ({"standard_id": 10**30}, 400, "input_invalid"),
        ({"place_words": "长" * 201}, 400, "input_invalid"),
        ({"words": "a\0b"}, 400, "input_invalid"),
        ({"words": "\ud800"}, 400, "input_invalid"),
        ({"wordz": "mistyped"}, 400, "input_invalid"),
        ({"words": ["a"]}, 400, "input_invalid"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_a_report_that_cannot_stand_is_refused(clerk, place, body, status, code) -> None:
    answer = post(clerk, "/cases", a_report(place, **body))
    refused(answer, status or answer.status_code, code)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "words_or_photo_missing"),
        ("{", "json_unreadable"),
        ("[]", "json_unreadable"),
        ("null", "json_unreadable"),
        ('{"lon": NaN}', "json_unreadable"),
        ("[" * 100_000, "json_unreadable"),
        (b"\xff\xfe", "json_unreadable"),
        ('{"standard_id": ' + "9" * 5000 + "}", "json_unreadable"),
    ],
    ids=["empty", "half", "list", "null", "NaN", "deep", "no text", "huge number"],
)
def test_what_is_no_json_object_is_refused(clerk, place, text, code) -> None:
    refused(post(clerk, "/cases", text), 400, code)


def test_wrong_fields_are_named(clerk, place) -> None:
    body = refused(post(clerk, "/cases", a_report(place, wordz="x")), 400, "input_invalid")
    assert body["facts"]["fields"] == ["wordz"] and "wordz" in body["what"]


def test_a_body_of_another_kind_or_size_is_refused(clerk, place) -> None:
    answer = clerk.post(f"{API}/cases", "<a/>", content_type="application/xml")
    refused(answer, 415, "body_kind_unknown")
    refused(post(clerk, "/cases", '"' + "a" * 3_000_000 + '"'), 413, "upload_too_large")
    answer = clerk.post(
        f"{API}/cases", "{}", content_type="application/json", CONTENT_LENGTH="999999999"
    )
    refused(answer, 413, "upload_too_large")
    answer = clerk.post(f"{API}/cases", b"--x\r\n", content_type="multipart/form-data; boundary=")
    refused(answer, 400, "form_unreadable")


def test_a_file_that_is_no_photo_is_refused(clerk, place) -> None:
    bad = SimpleUploadedFile("a.jpg", b"<svg onload=x>", "image/jpeg")
    refused(form(clerk, "/cases", {**a_report(place), "photos": [bad]}), 400, "photo_kind")
    many = [upload() for _n in range(10)]
    answer = form(clerk, "/cases", {**a_report(place), "photos": many})
    refused(answer, answer.status_code, "photos_too_many")
    assert not Case.objects.exists()


def test_a_stale_form_is_refused(clerk, place) -> None:
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=clock.now())
    given = {"seen_seq": case.history_seq, "unit_id": place.centre.pk}
    answer = post(clerk, f"/cases/{case.number}/acts/dispatch", given)
    refused(answer, 409, "stale_form")


def test_what_the_rulebook_demands_is_asked_for(clerk, place) -> None:
    case = reported(place)
    refused(post(clerk, f"/cases/{case.number}/acts/dispatch", {}), 409, "unit_missing")
    refused(post(clerk, f"/cases/{case.number}/acts/close", {}), 409, "move_not_from_state")
    refused(post(clerk, f"/cases/{case.number}/acts/explode", {}), 404, "act_unknown")
    client_of_officer = Client()
    client_of_officer.force_login(place.officer)
    answer = post(client_of_officer, f"/cases/{case.number}/acts/file", {})
    refused(answer, 403, "not_permitted")


@pytest.mark.parametrize(
    "path", ["/cases", "/cases/T1-1", "/classes", "/places", "/orders", "/map/cases?bbox=1,1,2,2"]
)
def test_who_is_not_signed_in_gets_nothing(client, place, path) -> None:
    refused(client.get(f"{API}{path}"), 401, "signed_out")


def test_a_browser_must_bring_its_token(place) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(place.clerk)
    refused(post(strict, "/cases", a_report(place)), 403, "csrf_missing")
    assert not Case.objects.exists()


@pytest.mark.parametrize("part", ["", "/timeline", "/options"])
def test_a_case_of_another_area_is_not_found(client, place, part) -> None:
    case = reported(place)
    client.force_login(user("shift_head"))
    refused(client.get(f"{API}/cases/{case.number}{part}"), 404, "case_not_found")
    refused(post(client, f"/cases/{case.number}/acts/file", {}), 404, "case_not_found")
    assert client.get(f"{API}/cases?scope=all").json()["rows"] == []
    box = "114.1,30.5,114.3,30.6"
    assert client.get(f"{API}/map/cases?bbox={box}").json()["features"] == []


def test_a_person_without_the_right_sees_no_list(client, place) -> None:
    client.force_login(user(of=place.subdistrict))
    refused(client.get(f"{API}/cases"), 403, "not_permitted")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("scope=nonsense", "filter_unknown"),
        ("state=nonsense", "filter_unknown"),
        ("from_day=2021-13-01", "filter_unknown"),
        ("page=0", "input_invalid"),
        ("page=x", "input_invalid"),
        ("grid=%00", "input_invalid"),
    ],
)
def test_a_filter_that_is_none_is_refused(clerk, place, query, code) -> None:
    refused(clerk.get(f"{API}/cases?{query}"), 400, code)


def test_filters_narrow_the_list(clerk, place) -> None:
    near, far = reported(place), reported(place, grid=3)
    for query, expected in {
        f"grid={place.grids[3].code}": [far.number],
        f"number={near.number}": [near.number],
        "scope=closed": [],
        "from_day=2021-05-07": [],
    }.items():
        rows = clerk.get(f"{API}/cases?{query}").json()["rows"]
        assert [row["number"] for row in rows] == expected, query


def test_points_of_the_map(clerk, place) -> None:
    case = reported(place)
    (feature,) = clerk.get(f"{API}/map/cases?bbox=114.1,30.5,114.3,30.6").json()["features"]
    assert feature["properties"]["id"] == case.number
    refused(clerk.get(f"{API}/map/cases?bbox=1,2"), 400, "box_unreadable")
    refused(clerk.get(f"{API}/map/cases"), 400, "input_invalid")


def test_classes_and_places_are_looked_up(clerk, place) -> None:
    assert clerk.get(f"{API}/classes?q=dwjy").json()[0]["slug"] == TRADING
    assert clerk.get(f"{API}/places?q=测试").json() == []
    refused(clerk.get(f"{API}/classes?q=%00"), 400, "input_invalid")


def test_the_answer_speaks_the_language_asked_for(clerk, place) -> None:
    with override("en"):
        english = explain(Refused("case_not_found")).what
    answer = clerk.get(f"{API}/cases/X", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.json()["what"] == english


def test_an_unknown_address_is_said_in_json(clerk, place) -> None:
    refused(clerk.get(f"{API}/nothing/here"), 404, "not_found")


def test_the_document_describes_every_operation_and_no_page_of_docs_is_served(
    client, place
) -> None:
    document = client.get(f"{API}/openapi.json").json()
    assert set(document["paths"]) == {
        *(
            f"{API}{path}"
            for path in ("/cases", "/cases/{number}", "/classes", "/places", "/orders")
        ),
        *(f"{API}/cases/{{number}}/{part}" for part in ("timeline", "options", "acts/{name}")),
        f"{API}/map/cases",
        f"{API}/orders/{{order_id}}",
        f"{API}/orders/{{order_id}}/acts/{{name}}",
        f"{API}/patrols/{{patrol_id}}/points",
        f"{API}/public/reports",
        f"{API}/public/reports/{{number}}",
    }
    assert client.get(f"{API}/docs").status_code == 404


def test_reading_costs_few_statements(clerk, place, django_assert_max_num_queries) -> None:
    case = reported(place)
    for address in (f"{API}/cases", f"{API}/cases?scope=closed&grid={place.grids[0].code}"):
        clerk.get(address)
        with django_assert_max_num_queries(3):  # session, person, the page
            clerk.get(address)
    with django_assert_max_num_queries(6):
        clerk.get(f"{API}/cases/{case.number}")


def statements_of(request) -> list[str]:
    """What a request sends: savepoints of the test's own transaction stand for BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as seen:
        request()
    own = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    return ["BEGIN", *own, "COMMIT"]


def test_a_report_takes_twelve_statements_at_most(clerk, place) -> None:
    GridDuty.objects.create(
        subdistrict=place.subdistrict, grid=place.grids[0], part="member", unit=place.centre,
        user=place.colleague, valid_from=dt.date(2020, 1, 1),
    )  # fmt: skip
    kept.forget_all()
    post(clerk, "/cases", a_report(place), key="a")
    # Outside a test numbers come in blocks of fifty; here each report asks for its own.
    per_number = len(statements_of(lambda: numbers.take("case:any"))) - 2
    taken = statements_of(lambda: post(clerk, "/cases", a_report(place), key="b"))
    assert any("records_outboxmessage" in sql for sql in taken), "the grid's member is told"
    assert len(taken) - per_number <= 12, "\n".join(taken)


def test_a_status_change_takes_twelve_statements_at_most(clerk, place) -> None:
    cases = [reported(place) for _ in range(2)]
    for case in cases:
        assert (
            post(clerk, f"/cases/{case.number}/acts/file", {}, key=f"f{case.pk}").status_code == 200
        )
    first, second = (f"/cases/{case.number}/acts/dispatch" for case in cases)
    body = {"unit_id": place.centre.pk, "officer_id": place.officer.pk}
    assert post(clerk, first, body, key="a").status_code == 200
    taken = statements_of(lambda: post(clerk, second, body, key="b"))
    assert Case.objects.get(pk=cases[1].pk).state == "dispatched"
    assert len(taken) <= 12, "\n".join(taken)
