"""The duties beside the web: one that fails, for whatever reason, stops no other and is tried again."""

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError

from tests.street import run_command
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.management.commands import work


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        *(KeyError("poison"), TypeError(), RecursionError(), MemoryError(), ImportError()),
        *(Refused("carriers_invalid", file="carriers.toml", where=""), OSError("disk")),
        *(OperationalError("the server went away"), InterfaceError("connection closed")),
    ],
    ids=repr,
)
def test_a_duty_that_raises_does_not_stop_the_others(monkeypatch, caplog, fault):
    done = []

    def fail():
        raise fault

    # The connection is the test's own: closing it would end the test's transaction.
    monkeypatch.setattr(work.connection, "close", lambda: done.append("closed"))
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work, "send_messages", fail)
    monkeypatch.setattr(work, "seal", lambda at: done.append("seal"))
    monkeypatch.setattr(work, "see_to_files", lambda: done.append("files"))
    call_command("work", "--once", stdout=io.StringIO())
    assert done == ["closed", "seal", "files"]
    assert "duty outbox not done" in caplog.text


def test_what_failed_is_tried_again_long_before_its_next_turn(monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work.connection, "close", lambda: None)
    assert work.carry_out(work.Duty("daily", 86400.0, lambda: 1 / 0)) is False
    assert work.RETRY_S <= 600


def test_messages_of_a_worker_that_is_killed_are_sent_by_the_next(template_database, tmp_path):
    """Killed while it carries: the message is claimed, due again after the lease, and sent once more."""
    home = tmp_path / "home"
    url = template_database.copied_to(home, f"work_{os.getpid()}")
    environment = {**os.environ, "XIUHUA_HOME": str(home), "DATABASE_URL": url}
    put = """
import django; django.setup()
import datetime as dt, json, sys, time
from xiuhua.apps.records import outbox
from xiuhua.apps.records.models import OutboxMessage, Subdistrict
from xiuhua.apps.records.now import now
"""
    write = (
        "OutboxMessage.objects.bulk_create(outbox.queue(Subdistrict.objects.first().pk, 'case.dispatched',"
        " 'hook', ['unit:1', 'unit:2'], {'number': 'X'}, now()))"
    )
    hang = """
def carry(message):
    print(message.recipient, flush=True)
    time.sleep(60)
outbox.send_due(now(), {"hook": carry})
"""
    later = """
sent = []
tally = outbox.send_due(now() + outbox.LEASE, {"hook": lambda message: sent.append(message.recipient)})
print(json.dumps([sorted(sent), tally.as_facts(), [m.state for m in OutboxMessage.objects.filter(channel='hook')]]))
"""

    def run(code):
        done = subprocess.run(
            [sys.executable, "-c", put + code],
            env=environment, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return done.stdout

    run(write)
    worker = subprocess.Popen(
        [sys.executable, "-c", put + hang], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout.readline().strip() == "unit:1"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    sent, tally, states = json.loads(run(later))
    assert sent == ["unit:1", "unit:2"] and tally["sent"] == 2
    assert states == ["sent", "sent"]


def test_a_broken_carriers_file_stops_no_other_duty(template_database, tmp_path):
    home = tmp_path / "home"
    url = template_database.copied_to(home, f"work_{time.monotonic_ns()}")
    (home / "carriers.toml").write_text("this is = = no TOML", encoding="utf-8")
    half = home / "files" / "incoming" / "tmpabc"
    half.write_bytes(b"ha")
    os.utime(half, (1, 1))
    run_command(home, url, "work", "--once")
    assert not half.exists()  # the last duty of the round
