"""Reports without an account over JSON: the portal's limits hold here too."""

import pytest

from tests.case_builders import TRADING, picture
from tests.web.api.test_cases import API, post, refused, upload
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.web.shared import following


def a_report(place, **given) -> dict:
    lon, lat = place.point()
    return {"class_slug": TRADING, "words": "店外摆货", "lon": lon, "lat": lat, **given}


def test_a_report_gets_number_and_check_word_and_can_be_followed(client, place) -> None:
    body = {**a_report(place), "photos": [upload()]}
    got = client.post(f"{API}/public/reports", body, HTTP_IDEMPOTENCY_KEY="p1").json()
    assert Photo.objects.count() == 1 and got["due_at"]
    address = f"{API}/public/reports/{got['number']}?check_word={got['check_word'].lower()}"
    shown = client.get(address).json()
    assert (shown["state"], shown["word"]) == ("reported", "已收到")
    assert client.get(shown["before"]).status_code == 200 and shown["after"] == ""


def test_the_same_key_is_one_report(client, place) -> None:
    first, again = (post(client, "/public/reports", a_report(place), key="k") for _time in range(2))
    assert first.json() == again.json() and Case.objects.count() == 1
    refused(post(client, "/public/reports", a_report(place, words="x"), key="k"), 409, "key_reused")


def test_the_public_cannot_pass_for_another_source_or_person(client, place) -> None:
    for given in ({"source": "leader"}, {"reported_by": 1}, {"order": 1}):
        refused(post(client, "/public/reports", a_report(place, **given)), 400, "input_invalid")
    client.force_login(place.officer)
    post(client, "/public/reports", a_report(place))
    case = Case.objects.get()
    assert (case.source.slug, case.reported_by) == ("resident_portal", None)


def test_wrong_number_and_wrong_word_are_answered_alike_and_run_out(client, place) -> None:
    got = post(client, "/public/reports", a_report(place)).json()
    wrong = [
        client.get(f"{API}/public/reports/{number}?check_word={word}")
        for number, word in ((got["number"], "222222"), ("X", got["check_word"]))
    ]
    assert refused(wrong[0], 404, "follow_wrong") == refused(wrong[1], 404, "follow_wrong")
    for _guess in range(following.WRONG_BY_ADDRESS.most - 2):
        client.get(f"{API}/public/reports/X?check_word=222222")
    right = f"{API}/public/reports/{got['number']}?check_word={got['check_word']}"
    refused(client.get(right), 429, "too_many_attempts")


def test_reports_of_one_address_run_out(client, place, settings) -> None:
    settings.PUBLIC_REPORTS_PER_HOUR = 1
    assert post(client, "/public/reports", a_report(place), key="1").status_code == 200
    refused(post(client, "/public/reports", a_report(place), key="2"), 429, "too_many_attempts")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"street": "999"}, "street_unknown"),
        ({"lon": 0, "lat": 0}, "coordinates_are_zero"),
        ({"lon": 1, "lat": 2}, "point_outside"),
        ({"words": "", "class_slug": ""}, "words_or_photo_missing"),
    ],
)
def test_a_report_that_cannot_stand_is_refused(client, place, given, code) -> None:
    answer = post(client, "/public/reports", a_report(place, **given))
    refused(answer, answer.status_code, code)
    assert not Case.objects.exists() and picture()
