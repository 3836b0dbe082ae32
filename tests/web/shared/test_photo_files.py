"""Photos are served to whom they concern and to nobody else."""

import datetime as dt

import pytest

from tests.builders import user
from tests.case_builders import Street, at, photo, reported, street
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.records import files
from xiuhua.apps.records import now as clock
from xiuhua.web.shared.photo_files import TOKEN_SECONDS, token_of

SIZES = ("thumb", "public", "original")


@pytest.fixture
def place(db) -> Street:
    return street()


@pytest.fixture
def shown(place) -> Photo:
    """A photo of a case of the first grid."""
    when = at("2021-05-06 09:00")
    said = Report(subdistrict=place.subdistrict, source="officer", words="x", place_words="x")
    answer = report(said, by=place.officer, at=when, photos=photo("before", when))
    return Photo.objects.get(case_id=answer["id"])


def address(shown: Photo, size: str = "public", token: str = "") -> str:
    return f"/photos/{shown.pk}/{size}/" + (f"?t={token}" if token else "")


def test_staff_of_the_area_see_copies_and_download_the_original(client, place, shown) -> None:
    client.force_login(place.clerk)
    for size in ("thumb", "public"):
        answer = client.get(address(shown, size))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["Content-Disposition"] == "inline"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    answer = client.get(address(shown, "original"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("size", SIZES)
def test_signed_out_sees_nothing(client, shown, size) -> None:
    assert client.get(address(shown, size)).status_code == 404


@pytest.mark.parametrize("size", SIZES)
def test_staff_of_another_area_see_nothing(client, shown, size) -> None:
    client.force_login(user("head"))
    assert client.get(address(shown, size)).status_code == 404


def test_a_reporter_on_the_staff_without_the_right_sees_the_copy_not_the_original(
    client, place, shown
) -> None:
    guard = user(of=place.subdistrict)  # holds no role
    Case.objects.filter(pk=shown.case_id).update(reported_by=guard)
    client.force_login(guard)
    assert client.get(address(shown, "original")).status_code == 404


def test_a_token_opens_the_copies_of_its_own_case_only(client, place, shown) -> None:
    token = token_of(shown.case)
    assert client.get(address(shown, "public", token)).status_code == 200
    assert client.get(address(shown, "thumb", token)).status_code == 200
    assert client.get(address(shown, "original", token)).status_code == 404
    other = token_of(reported(place))
    assert client.get(address(shown, "public", other)).status_code == 404


@pytest.mark.parametrize("token", ["x", "x:y:z", "😀", "%00", "a" * 5000, ":::::"])
def test_a_made_up_token_opens_nothing(client, shown, token) -> None:
    assert client.get(address(shown, "public", token)).status_code == 404


def test_a_token_lasts_an_hour(client, shown, monkeypatch) -> None:
    token = token_of(shown.case)
    import time

    later = time.time() + TOKEN_SECONDS + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(address(shown, "public", token)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/photos/{pk}/../../settings/",
        "/photos/{pk}/%2e%2e%2f%2e%2e%2fetc%2fpasswd/",
        "/photos/{pk}/full/",
        "/photos/999999999/public/",
        "/photos/99999999999999999999999999/public/",
        "/photos/-1/public/",
    ],
)
def test_paths_that_are_no_photo_lead_nowhere(client, place, shown, path) -> None:
    client.force_login(place.clerk)
    assert client.get(path.format(pk=shown.pk)).status_code == 404


def test_an_unchanged_copy_is_not_sent_again(client, place, shown) -> None:
    client.force_login(place.clerk)
    tag = client.get(address(shown))["ETag"]
    assert client.get(address(shown), HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_an_erased_photo_is_gone(client, place, shown) -> None:
    client.force_login(place.clerk)
    files.erase(shown.public_copy, at=clock.now())
    shown.public_copy.refresh_from_db()
    answer = client.get(address(shown))
    assert answer.status_code == 410 and "已依法删除" in answer.content.decode()


def test_writing_to_a_photo_is_not_a_thing(client, place, shown) -> None:
    client.force_login(place.clerk)
    assert client.post(address(shown)).status_code == 405
    assert isinstance(shown.added_at, dt.datetime)
