"""The reckoning after a storm finds what is planted: something lost, something twice, something half."""

import hashlib

import pytest
from benchmarks.storming.reckoning import Reckoning
from benchmarks.storming.wholeness import Wholeness

from tests.case_builders import at, picture, street
from xiuhua.apps.cases.actions import intake, reporting
from xiuhua.apps.cases.models import Case, Clock, Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.records import files
from xiuhua.apps.records.models import OutboxMessage

pytestmark = pytest.mark.django_db
NINE = at("2021-05-06 09:00")


@pytest.fixture
def place():
    return street()


def reported(place, key, words=""):
    """One report as a client of the storm sends it, and what the ledger says of it."""
    words = words or f"storm {key}"
    photo = picture("red") + key.encode()  # what stands behind a picture makes its bytes its own
    lon, lat = place.point()
    said = reporting.Report(
        subdistrict=place.subdistrict,
        source="officer",
        class_slug="event.street_order.outdoor_trading",
        words=words,
        placed=place_inside(place.subdistrict.pk, lon, lat, "", NINE),
    )
    photos = keep_photos([photo], "before", NINE)
    answer = reporting.report(said, by=place.officer, at=NINE, key=key, photos=photos)
    return intent("report", key, answer, words=words, photos=[hashlib.sha256(photo).hexdigest()])


def intent(kind, key, answer, **more):
    defaults = {"words": f"storm {key}", "photos": [], "move": "", "rows": 0, "confirmed": True}
    said = {"kind": kind, "key": key, "number": answer.get("number", ""), "answer": answer}
    return {**defaults, **said, **more}


def reckoned(ledger):
    found = Reckoning(ledger)
    found.reports()
    found.acts()
    found.imports()
    found.nothing_more()
    found.photos_are_there()
    return found


def whole():
    found = Wholeness()
    found.history()
    found.cases()
    found.files()
    found.outbox()
    return found.half


def test_what_is_whole_is_said_to_be_whole(place):
    report = reported(place, "k1")
    done = intake.file(report["answer"]["id"], by=place.clerk, at=NINE, key="k2")
    ledger = [report, intent("act", "k2", done, move="file")]
    found = reckoned(ledger)
    assert (found.lost, found.doubled, found.wrong) == ([], [], [])
    assert whole() == []


def test_a_report_that_is_not_there_is_lost(place):
    gone = intent("report", "k9", {"number": "CS-1", "seq": 1})
    assert reckoned([reported(place, "k1"), gone]).lost[0] == "report CS-1 storm k9"


def test_a_report_that_was_never_answered_may_be_there_or_not_but_not_twice(place):
    never = intent("report", "k9", {}, confirmed=False)
    assert reckoned([never]).lost == []
    reported(place, "k9")
    assert reckoned([never]).doubled == []
    reported(place, "k9-again", words="storm k9")
    assert len(reckoned([never]).doubled) == 1


def test_a_case_that_nobody_wanted(place):
    reported(place, "k1")
    assert len(reckoned([]).wrong) == 1


def test_an_act_that_is_not_in_the_history_is_lost(place):
    report = reported(place, "k1")
    done = {**report["answer"], "seq": 2, "state": "filed"}
    found = reckoned([report, intent("act", "k2", done, move="file")])
    assert any("file on" in one for one in found.lost)


def test_a_state_other_than_confirmed(place):
    report = reported(place, "k1")
    done = intake.file(report["answer"]["id"], by=place.clerk, at=NINE, key="k2")
    Case.objects.update(state="reported")
    found = reckoned([report, intent("act", "k2", done, move="file")])
    assert len(found.wrong) == 1


@pytest.mark.parametrize("fault", ["row", "bytes", "damage"])
def test_a_photo_without_row_or_bytes(place, fault):
    report = reported(place, "k1")
    path = files.path_of(report["photos"][0])
    if fault == "row":
        Photo.objects.all().delete()
    elif fault == "bytes":
        path.unlink()
    else:
        path.write_bytes(b"rotten")
    found = reckoned([report])
    assert len(found.lost + found.wrong) == 1
    if fault != "row":
        assert len(whole()) == 1


def test_rows_of_an_import_that_are_missing(place):
    ledger = [intent("import", "k5", {"number": "k5"}, rows=3)]
    assert reckoned(ledger).lost == ["import k5: 3 rows"]


@pytest.mark.parametrize("fault", ["clock", "head", "message"])
def test_what_is_half_is_seen(place, fault):
    reported(place, "k1")
    if fault == "clock":
        Clock.objects.all().delete()
    elif fault == "head":
        Case.objects.update(history_seq=2)
    else:
        told = {"kind": "case.dispatch", "channel": "hook", "recipient": "unit:1", "facts": {}}
        OutboxMessage.objects.create(
            subdistrict=place.subdistrict, created_at=NINE, next_try_at=NINE, **told
        )
    assert len(whole()) >= 1
