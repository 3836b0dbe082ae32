"""The refusals a hurried person meets: each in both languages, changing nothing."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.case_builders import at, picture, reported, street
from xiuhua.apps.cases.actions import handling, intake
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.refusals import in_both

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))
    return street()


@pytest.fixture
def case(place):
    made = reported(place)
    intake.file(made.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    handling.dispatch(
        made.pk,
        unit_id=place.centre.pk,
        officer_id=place.officer.pk,
        by=place.clerk,
        at=at("2021-05-06 09:20"),
    )
    return Case.objects.get(pk=made.pk)


def new_report(place, **given):
    lon, lat = place.point()
    form = {
        "source": "phone",
        "place_words": "测试路",
        "words": "积水",
        "key": "k",
        "lon": lon,
        "lat": lat,
    }
    return place.clerk, reverse("desk_case_new"), {**form, **given}


def handle(place, case, upload):
    url = reverse("desk_case_act", args=[case.number, "handle"])
    return place.officer, url, {"note": "已处理", "key": "k", "photos": upload}


def jpeg(data):
    return SimpleUploadedFile("a.jpg", data, "image/jpeg")


FORMS = {
    "bad coordinates": lambda p, c: new_report(p, lon="12x", lat="9"),
    "a point outside": lambda p, c: new_report(p, lon="121.47", lat="31.23"),
    "an unknown class": lambda p, c: new_report(p, class_slug="event.nothing"),
    "a forbidden transition": lambda p, c: (
        p.clerk, reverse("desk_case_act", args=[c.number, "file"]), {"key": "k"},
    ),
    "a stale form": lambda p, c: (
        p.officer, reverse("desk_case_act", args=[c.number, "return_back"]),
        {"reason": "不归我们", "seen_seq": 1, "key": "k"},
    ),
    "an upload that is no image": lambda p, c: handle(p, c, jpeg(b"%PDF-1.4 nothing")),
    "an upload that is too large": lambda p, c: handle(p, c, jpeg(picture() + b"0" * (16 << 20))),
    "an upload that is broken": lambda p, c: handle(p, c, jpeg(picture()[:200])),
    "a page of another area": lambda p, c: (
        street().clerk, reverse("desk_case_act", args=[c.number, "file"]), {"key": "k"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FORMS)
def test_a_refused_form_says_so_in_the_readers_language_and_changes_nothing(
    what, place, case, client
):
    person, url, form = FORMS[what](place, case)
    client.force_login(person)
    said = {}
    for language, word in (("zh-hans", "zh-Hans"), ("en", 'lang="en"')):
        before = (Case.objects.count(), Event.objects.count(), Case.objects.get(pk=case.pk).state)
        uploads = form.get("photos")
        if uploads:
            uploads.seek(0)
        answer = client.post(url, form, headers={"accept-language": language})
        said[language] = answer.content.decode()
        assert 400 <= answer.status_code < 500
        assert word in said[language]
        assert (
            Case.objects.count(),
            Event.objects.count(),
            Case.objects.get(pk=case.pk).state,
        ) == before
    assert said["zh-hans"] != said["en"]


def test_the_same_key_with_another_body_is_refused(place, client):
    person, url, form = new_report(place)
    client.force_login(person)
    assert client.post(url, form).status_code == 302
    again = client.post(url, {**form, "words": "另一件事"})
    assert again.status_code == 409
    assert "另一件事" in again.content.decode()
    assert Case.objects.count() == 1


def test_a_missing_calendar_year_is_named(place):
    with pytest.raises(Refused) as no:
        reported(place, "2019-05-06 09:00")
    assert no.value.code == "calendar_year_missing"
    assert in_both(no.value).count("2019") == 2
    assert not Case.objects.exists()


def test_a_broken_gzip_is_no_csv(tmp_path):
    mapping = "examples/boston_311_2015.toml"
    broken = tmp_path / "requests.csv.gz"
    broken.write_bytes(gzip.compress(b"a,b\n1,2\n")[:-6])
    with pytest.raises((CommandError, Refused), match="gzip|requests"):
        call_command("import_requests", str(broken), "--mapping", mapping, "--json")
    assert not Case.objects.exists()


def test_an_unreadable_map_file_is_named(tmp_path, place):
    file = tmp_path / "grids.geojson"
    file.write_text('{"type": "FeatureCollection", "features": [')
    code = place.subdistrict.code
    with pytest.raises((CommandError, Refused), match="grids.geojson"):
        call_command("import_street", str(file), "--subdistrict", code, "--as", "grids")
