"""The doctor names what is wrong and how to mend it, says nothing of what is well, and changes nothing."""

import datetime as dt
import io
import json
import os
import socket
import struct
import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from tests import builders
from xiuhua.apps.records import durability, heartbeats, sweeping
from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.backup import latest
from xiuhua.apps.records.calendars import forget
from xiuhua.apps.records.models import CalendarYear, Event, OutboxMessage
from xiuhua.apps.records.now import now, real_now
from xiuhua.apps.records.seal import seal
from xiuhua.web.commands.doctor import around, database, examine
from xiuhua.web.commands.doctor.findings import Level
from xiuhua.web.shared.tls import authority, place

pytestmark = pytest.mark.django_db
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SECRET = "v8Qk3mZr0TtXw5YhLc2BnPs7DgJf4HaE"


@pytest.fixture(autouse=True)
def street(settings, tmp_path, monkeypatch):
    """An installation with nothing wrong."""
    tmp_path.chmod(0o700)
    settings.HOME, settings.SECRET_KEY, settings.PASSWORD_HASHERS = tmp_path, SECRET, ARGON
    monkeypatch.setattr(durability, "weaknesses", list)  # tests' databases are forgetful
    monkeypatch.setattr(around.figures, "disk_free", lambda: 10 * 1024**3)
    home = builders.subdistrict()
    load_calendars(by=None, at=now())
    for year in (now().year, now().year + 1):  # whenever this test is run
        CalendarYear.objects.get_or_create(
            year=year, defaults={"source": "invented", "loaded_at": now()}
        )
    forget()
    heartbeats.beat(heartbeats.DUTIES, real_now())
    seal(now())
    backup = tmp_path / "backup.tar"
    backup.touch()
    latest.note(backup, at=real_now(), size_bytes=1, encrypted=False)
    return home


def wrong() -> dict[str, Level]:
    return {one.check: one.level for one in examine() if not one.is_fine}


def run(*options: str) -> tuple[int, str]:
    out, code = io.StringIO(), 0
    try:
        call_command("doctor", *options, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue()


def test_where_all_is_well_it_says_so_and_ends_with_nought() -> None:
    assert wrong() == {}
    code, said = run()
    assert code == 0 and "0 项有问题" in said and "0 wrong" in said


def test_json_names_each_check_with_words_in_both_languages(settings) -> None:
    settings.IDLE_MINUTES = 600
    heartbeats.Heartbeat.objects.all().delete()
    code, said = run("--json")
    facts = json.loads(said)
    assert code == 2 and facts["status"] == "bad" and facts["bad"] == facts["warnings"] == 1
    (idle,) = (one for one in facts["checks"] if one["check"] == "protection")
    assert "600" in idle["zh-hans"]["what"] and "600" in idle["en"]["what"]
    assert idle["zh-hans"]["mend"] and idle["en"]["mend"] != idle["zh-hans"]["mend"]


def _silent(home) -> None:
    heartbeats.beat(heartbeats.DUTIES, real_now() - dt.timedelta(hours=2))


def message(home, state: str, age: dt.timedelta) -> None:
    OutboxMessage.objects.create(
        subdistrict=home,
        kind="case.dispatched",
        channel="wecom",
        recipient="unit:1",
        state=state,
        created_at=now() - age,
        next_try_at=now() - age,
    )


def _cut_year(home) -> None:
    CalendarYear.objects.filter(year=now().year).delete()
    forget()


def _old_event(home) -> None:
    """One that happened long ago and was never sealed."""
    last = Event.objects.order_by("-id").first()
    Event.objects.create(
        object_kind="test",
        object_id=1,
        seq=1,
        kind="test.done",
        at=now() - dt.timedelta(hours=9),
        hash="0" * 64,
        id=(last.id if last else 0) + 10_000,
    )


def _backup_old(hours: int):
    def note(home) -> None:
        path = latest.latest().path
        at = real_now() - dt.timedelta(hours=hours)
        latest.note(path, at=at, size_bytes=1, encrypted=False)

    return note


def _certificate_ends_in(days: int):
    def note(home) -> None:
        at = real_now() - authority.SERVER_LIVES + dt.timedelta(days=days)
        place.note_serving(place.certificate_for(["localhost"], at=at)[0])

    return note


@pytest.mark.parametrize(
    "spoil, check, level",
    [
        (_silent, "worker", Level.BAD),
        (lambda home: heartbeats.Heartbeat.objects.all().delete(), "worker", Level.BAD),
        (lambda home: message(home, "queued", dt.timedelta(minutes=20)), "queue", Level.WARNING),
        (lambda home: message(home, "failed", dt.timedelta(hours=2)), "queue", Level.BAD),
        (lambda home: message(home, "given_up", dt.timedelta(days=2)), "given_up", Level.WARNING),
        (_cut_year, "calendars", Level.BAD),
        (_old_event, "seals", Level.WARNING),
        (_backup_old(40), "backup", Level.WARNING),
        (_backup_old(200), "backup", Level.BAD),
        (lambda home: latest.latest().path.unlink(), "backup_file", Level.WARNING),
        (_certificate_ends_in(20), "certificate", Level.WARNING),
        (_certificate_ends_in(3), "certificate", Level.BAD),
    ],
)
def test_each_trouble_is_found_alone_with_its_words(street, spoil, check, level) -> None:
    spoil(street)
    assert wrong() == {check: level}
    (finding,) = (one for one in examine() if not one.is_fine)
    for language in ("zh-hans", "en"):
        what, mend = finding.said(language)
        assert what and mend and "%(" not in what + mend


@pytest.mark.parametrize("day, expected", [("11-19", {}), ("11-20", {"calendars": Level.WARNING})])
def test_the_next_year_is_asked_for_once_its_notice_is_out(monkeypatch, day, expected) -> None:
    year = now().year
    CalendarYear.objects.filter(year=year + 1).delete()
    forget()
    noon = dt.datetime.fromisoformat(f"{year}-{day}T04:00+00:00")
    monkeypatch.setattr(database, "now", lambda: noon)
    found = {one.check: one.level for one in database.calendar_years() if not one.is_fine}
    assert found == expected


def test_messages_that_wait_for_their_turn_or_are_long_given_up_are_no_trouble(street) -> None:
    message(street, "given_up", dt.timedelta(days=40))
    message(street, "failed", -dt.timedelta(hours=2))
    message(street, "sent", dt.timedelta(hours=5))
    assert wrong() == {}


def test_what_was_given_up_is_sent_again_when_asked(street) -> None:
    message(street, "given_up", dt.timedelta(days=2))
    call_command("send_outbox", "--again", "--json", stdout=io.StringIO())
    sent = OutboxMessage.objects.get()
    assert (sent.state, sent.attempts) == ("failed", 1)  # no carrier is set up: tried once more
    assert wrong() == {}


def test_no_backup_is_bad_but_for_a_demonstration(street, settings) -> None:
    (settings.HOME / latest.NOTE).unlink()
    assert wrong() == {"backup": Level.BAD}
    street.is_demo = True
    street.save()
    assert wrong() == {}


def test_a_backup_leaves_its_note(settings, tmp_path) -> None:
    call_command("backup", "--to", str(tmp_path / "to"), "--json", stdout=io.StringIO())
    noted = latest.latest()
    assert noted.path.parent == tmp_path / "to" and noted.path.exists()
    assert noted.size_bytes == noted.path.stat().st_size


def test_disk_folder_and_secrets(settings, monkeypatch) -> None:
    for free, level in ((1024**3, Level.WARNING), (1024**2, Level.BAD), (None, Level.BAD)):
        monkeypatch.setattr(around.figures, "disk_free", lambda free=free: free)
        assert wrong() == {"disk": level}
    monkeypatch.setattr(around.figures, "disk_free", lambda: 10 * 1024**3)
    os.chmod(settings.HOME, 0o755)
    assert wrong() == {"permissions": Level.WARNING}
    os.chmod(settings.HOME, 0o700)
    settings.ALLOWED_HOSTS = ["*"]
    assert wrong() == {"settings": Level.BAD}
    assert "XIUHUA_HOSTS" in run()[1]


def test_lost_files_and_weak_durability_are_bad(monkeypatch) -> None:
    lost = sweeping.Missing(checked=9, missing=2, cut=1)
    monkeypatch.setattr(sweeping, "find_missing", lambda: lost)
    weak = durability.Weakness("fsync", "off")
    monkeypatch.setattr(durability, "weaknesses", lambda: [weak])
    assert wrong() == {"files": Level.BAD, "durability": Level.BAD}
    assert "fsync" in run()[1]


def test_without_a_database_it_says_so_and_still_looks_at_the_rest(monkeypatch, settings) -> None:
    os.chmod(settings.HOME, 0o755)

    def away(*_args, **_given):
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    assert wrong() == {"database": Level.BAD, "permissions": Level.WARNING}


@pytest.fixture
def time_server(monkeypatch):
    """Answers with a clock that is off by as many seconds as said; a real socket on this machine."""
    off = {"seconds": 0.0}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind(("127.0.0.1", 0))
        here.settimeout(10)

        def answer():
            _question, who = here.recvfrom(48)
            theirs = real_now().timestamp() + off["seconds"] + around.NTP_EPOCH_S
            stamp = struct.pack("!II", int(theirs), int(theirs % 1 * 2**32))
            here.sendto(b"\x1c" + 31 * b"\0" + stamp + stamp, who)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        monkeypatch.setenv("XIUHUA_NTP_HOST", f"127.0.0.1:{here.getsockname()[1]}")
        yield off
        thread.join(timeout=10)


@pytest.mark.parametrize(
    "seconds, expected",
    [
        (0.0, {}),
        (-30.0, {"network_clock": Level.WARNING}),
        (7200.0, {"network_clock": Level.BAD}),
    ],
)
def test_the_clock_is_compared_with_a_time_server_if_one_is_named(
    time_server, seconds, expected
) -> None:
    time_server["seconds"] = seconds
    assert wrong() == expected


def test_a_time_server_that_does_not_answer_is_a_warning(monkeypatch) -> None:
    monkeypatch.setattr(around, "NTP_WAIT_S", 0.1)
    monkeypatch.setenv("XIUHUA_NTP_HOST", "127.0.0.1:9")
    assert wrong() == {"network_clock": Level.WARNING}
