"""The copy a person gets: their own data and photos, nobody else's, and a trace that it was handed out."""

import io
import json
import stat
import zipfile

import pytest
from django.core.management import CommandError, call_command

from tests.apps.privacy.conftest import NAME, NOW, PHONE
from tests.case_builders import picture
from xiuhua.apps.cases.models import Remark, Reporter
from xiuhua.apps.privacy import exporting
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.proof import verify
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.person_copy import as_page


def archive_of(copy) -> zipfile.ZipFile:
    out = io.BytesIO()
    exporting.write_zip(copy, out, as_page)
    return zipfile.ZipFile(out)


def test_the_zip_holds_the_person_and_nobody_else(town) -> None:
    Remark.objects.create(
        case=town.own, event_seq=1, text="已清理，谢谢", by=town.place.clerk, at=NOW, is_public=True
    )
    copy = exporting.copy_of_person(PHONE, by=town.shift, at=NOW)
    archive = archive_of(copy)
    assert sorted(archive.namelist()) == [
        "data.json", "index.html", f"photos/{town.own.number}-1.jpeg",
    ]  # fmt: skip
    assert archive.read(f"photos/{town.own.number}-1.jpeg") == picture("red")
    data = json.loads(archive.read("data.json"))
    own = next(case for case in data["cases"] if case["number"] == town.own.number)
    assert (own["name"], own["phone"]) == (NAME, PHONE)
    assert [remark["text"] for remark in own["remarks"]] == ["麻烦快一点", "已清理，谢谢"]
    assert data["orders"][0]["words"] == "摊子占道"
    assert data["named_in"] == [{"number": town.other.number, "fields": ["case.words"]}]
    assert {len(party["contacts"]) for party in data["parties"]} == {1}
    text = archive.read("data.json").decode() + archive.read("index.html").decode()
    assert "李某" not in text and "13911112222" not in text and "约好明天" not in text
    page = archive.read("index.html").decode()
    assert f"photos/{town.own.number}-1.jpeg" in page and "我是王某某" in page


def test_each_file_of_the_person_says_that_it_was_handed_out(town) -> None:
    exporting.copy_of_person(PHONE, by=town.shift, at=NOW)
    events = Event.objects.filter(kind__endswith=".person_exported")
    assert sorted(events.values_list("object_kind", "object_id")) == sorted(
        [
            ("case", town.own.pk), ("case", town.called.pk), ("inboundorder", town.order.pk),
            ("party", town.stall.pk), ("party", town.company.pk),
        ]
    )  # fmt: skip
    assert all(event.actor_id == town.shift.pk for event in events)
    assert PHONE not in " ".join(events.values_list("data", flat=True))
    assert verify().holds


def test_only_who_answers_requests_and_only_in_their_area(town) -> None:
    from tests.builders import user

    for by, code in ((town.place.clerk, "not_permitted"), (user("shift_head"), "person_not_found")):
        with pytest.raises(Refused) as no:
            exporting.copy_of_person(PHONE, by=by, at=NOW)
        assert no.value.code == code
    assert not Event.objects.filter(kind__endswith="_exported").exists()


def test_a_member_of_staff_gets_the_account_and_the_acts(town) -> None:
    copy = exporting.copy_of_staff(town.place.clerk, by=town.shift, at=NOW)
    assert copy.data["username"] == town.place.clerk.username
    assert copy.data["roles"][0]["role"] == "desk_clerk"
    assert {act["kind"] for act in copy.data["acts"]} == {"case.report"}
    assert town.place.clerk.full_name in archive_of(copy).read("index.html").decode()


def command(name: str, *arguments: str) -> dict:
    out = io.StringIO()
    call_command(name, *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_commands_look_first(town, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    seen = command("export_person", PHONE, "--by", town.shift.username, "--dry-run")
    assert seen["found"]["cases_reported"] == 2
    target = tmp_path / "copy.zip"
    made = command("export_person", PHONE, "--by", town.shift.username, "--to", str(target))
    assert made["photos"] == 1 and stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(CommandError):
        command("export_person", PHONE, "--by", town.shift.username, "--to", str(target))
    look = command("erase_person", PHONE, "--by", town.admin.username)
    assert look["erased"] is False and Reporter.objects.get(case=town.own).phone == PHONE
    done = command("erase_person", PHONE, "--by", town.admin.username, "--confirm", look["code"])
    assert done["erased"] is True and Reporter.objects.get(case=town.own).phone == ""
    assert verify().holds


def test_staff_go_only_after_their_account(town, monkeypatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    leaver = town.place.colleague
    with pytest.raises(Refused) as no:
        command("erase_person", "--username", leaver.username, "--by", town.admin.username)
    assert no.value.code == "person_still_active"
    leaver.is_active, leaver.phone = False, "13700003333"
    leaver.save()
    look = command("erase_person", "--username", leaver.username, "--by", town.admin.username)
    assert look["erased"] is False
    name = leaver.username
    command("erase_person", "--username", name, "--by", town.admin.username, "--confirm", name)
    leaver.refresh_from_db()
    assert (leaver.phone, leaver.full_name != "") == ("", True)
    assert not leaver.has_usable_password() and verify().holds
