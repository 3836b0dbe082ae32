"""The job: each kind by its rule, and nothing before its day."""

import datetime as dt
import io
import json

import pytest
from axes.models import AccessLog
from django.core.management import call_command
from django.db import DatabaseError

from tests.apps.privacy.conftest import NOW
from tests.builders import user
from xiuhua.apps.accounts.actions import people
from xiuhua.apps.accounts.models import Session, User
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.catalogue.actions import change_rule
from xiuhua.apps.privacy import retention
from xiuhua.apps.privacy.actions.assessments import add_assessment
from xiuhua.apps.privacy.models import ImpactAssessment, RetentionRun
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Attempt, Event, IdempotencyKey, OutboxMessage
from xiuhua.apps.records.proof import verify
from xiuhua.apps.registry.models import Contact, Premises
from xiuhua.rulebook.refusal import Refused

DAY = dt.timedelta(days=1)


def rule(name: str, value: str, town) -> None:
    change_rule(
        name, value=value, source="测试", from_on=NOW.date(), subdistrict_id=town.place.subdistrict.pk,
        by=None, at=NOW, key="",
    )  # fmt: skip


def counted(lines) -> dict[str, int]:
    return {line.kind: line.count for line in lines if line.count}


def run(at) -> dict[str, int]:
    return {line["kind"]: line["count"] for line in retention.run(at).lines if line["count"]}


def test_contacts_go_when_the_last_premises_are_closed_long_enough(town) -> None:
    shop = Premises.objects.create(
        subdistrict=town.place.subdistrict, party=town.company, code="P1", sign_name="测试店", lon=114.205,
        lat=30.555, cell=1, valid_from=dt.date(2020, 1, 1), valid_to=None,
    )  # fmt: skip
    later = NOW + 731 * DAY
    assert "contacts" not in counted(retention.due(later))
    shop.valid_to = NOW.date()
    shop.save()
    assert "contacts" not in counted(retention.due(NOW + 729 * DAY))
    assert counted(retention.due(later))["contacts"] == 2
    assert Contact.objects.filter(erased_at=None).count() == 3
    assert run(later)["contacts"] == 2
    assert list(Contact.objects.filter(party=town.company).values_list("value", flat=True)) == [
        "",
        "",
    ]
    event = Event.objects.get(kind="party.contacts_expired")
    assert json.loads(event.data) == {"contacts": 2, "days": 730, "rule": "contact_kept_days"}
    # The stall never had premises of its own: whoever closed none has not left.
    assert Contact.objects.filter(party=town.stall, erased_at=None).exists()
    assert verify().holds and "contacts" not in run(later)


def test_photos_go_only_where_a_rule_says_so(town, django_capture_on_commit_callbacks) -> None:
    Case.objects.filter(pk=town.own.pk).update(
        state="closed", outcome="handled", is_open=False, closed_at=NOW
    )
    later = NOW + 400 * DAY
    assert "photos" not in counted(retention.due(later))
    rule("photo_kept_days", "365", town)
    assert counted(retention.due(later))["photos"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert run(later)["photos"] == 1
    assert Photo.objects.get(case=town.own).original.erased_at == later
    assert Photo.objects.get(case=town.other).original.erased_at is None  # still open
    assert verify().holds and "photos" not in run(later)


def test_people_who_left_lose_their_telephone_and_keep_their_name(town) -> None:
    leaver = user("officer", of=town.place.subdistrict, phone="13700001111")
    people.deactivate(leaver, by=town.admin, at=NOW, key="")
    back = user("officer", of=town.place.subdistrict, phone="13700002222")
    people.deactivate(back, by=town.admin, at=NOW, key="")
    people.activate(back, by=town.admin, at=NOW + DAY, key="")
    people.deactivate(back, by=town.admin, at=NOW + 300 * DAY, key="")
    assert "leavers" not in counted(retention.due(NOW + 365 * DAY))
    assert run(NOW + 366 * DAY)["leavers"] == 1
    leaver = User.objects.get(pk=leaver.pk)
    assert (leaver.phone, bool(leaver.full_name)) == ("", True)
    assert User.objects.get(pk=back.pk).phone == "13700002222"
    assert verify().holds


def test_books_that_only_grow_are_cut(town) -> None:
    home, old, new = town.place.subdistrict, NOW - 400 * DAY, NOW - DAY / 2
    for when in (old, new):
        IdempotencyKey.objects.create(
            scope="public", key=f"k{when}", act="x", body_sha256="", answer={}, at=when
        )
        Attempt.objects.create(kind="x", subject="y", at=when)
        for state in ("sent", "queued"):
            OutboxMessage.objects.create(
                subdistrict=home, kind="x", channel="desk", recipient="user:1", state=state,
                created_at=when, next_try_at=when,
            )  # fmt: skip
        entry = AccessLog.objects.create(username="x", ip_address="127.0.0.1")
        AccessLog.objects.filter(pk=entry.pk).update(attempt_time=when)
        Session.objects.create(session_key=f"s{when}", session_data="", expire_date=when + DAY)
    before = OutboxMessage.objects.count()
    due = counted(retention.due(NOW))
    assert due == {"messages": 1, "keys": 1, "attempts": 1, "sign_ins": 1, "sessions": 1}
    assert run(NOW) == due
    assert OutboxMessage.objects.count() == before - 1  # what waits stays, however old
    assert run(NOW) == {}


def test_assessments_are_kept_three_years_at_least(town) -> None:
    with pytest.raises(Refused) as no:
        rule("assessment_kept_days", "365", town)
    assert no.value.code == "rule_value_invalid"
    add_assessment(
        subdistrict=town.place.subdistrict, matter="接入摄像头", conclusion="不识别人脸", done_on=NOW.date(),
        by=town.shift, at=NOW,
    )  # fmt: skip
    assert "assessments" not in run(NOW + 1096 * DAY)
    assert run(NOW + 1098 * DAY)["assessments"] == 1
    kept = ImpactAssessment.objects.get()
    assert (kept.matter, kept.conclusion) == ("接入摄像头", "")


def test_records_of_signing_in_cannot_be_kept_shorter_than_half_a_year(town) -> None:
    with pytest.raises(Refused) as no:
        rule("sign_in_kept_days", "90", town)
    assert no.value.code == "rule_value_invalid"


def test_a_kind_that_cannot_be_done_is_said_and_stops_no_other(town, monkeypatch) -> None:
    def broken(*_args, **_given):
        raise DatabaseError("no such table")

    kinds = tuple(
        retention.Kind(k.slug, k.rule, broken, k.everywhere) if k.slug == "contacts" else k
        for k in retention.KINDS
    )
    monkeypatch.setattr(retention, "KINDS", kinds)
    Attempt.objects.create(kind="x", subject="y", at=NOW - 9 * DAY)
    report = retention.run(NOW)
    assert report.failed == 1
    lines = {line["kind"]: line for line in report.lines}
    assert lines["contacts"]["failed"] == "DatabaseError" and lines["attempts"]["count"] == 1


def test_the_command_counts_first_and_the_report_stays(town, monkeypatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    Attempt.objects.create(kind="x", subject="y", at=NOW - 9 * DAY)

    def said(*options):
        out = io.StringIO()
        call_command("retention", *options, "--json", stdout=out)
        return json.loads(out.getvalue())

    trial = said("--dry-run")
    assert (trial["dry_run"], trial["count"], trial["failed"]) == (True, 1, 0)
    assert not RetentionRun.objects.exists() and Attempt.objects.exists()
    assert said()["count"] == 1
    assert RetentionRun.objects.get().at == NOW and not Attempt.objects.exists()
