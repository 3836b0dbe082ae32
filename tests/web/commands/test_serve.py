"""`xiuhua serve` as people start it: real processes, ended together, and clear words when it cannot begin."""

import os
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.street import run_command
from tests.web.commands.serving import below, free_port, run, wait_until_gone


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_ends_with_everything_it_started(serve, number):
    server = serve()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=20) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert "/static/css/tokens." in page and "/static/css/tokens.css" not in page  # hashed names
    assert "demo_accounts.txt" in server.said
    started = below(server.process.pid)
    assert len(started) >= 3  # granian, its worker, the background duties
    server.process.send_signal(number)
    assert server.process.wait(timeout=40) == 0
    assert wait_until_gone(started) == []
    assert "绣花已停止" in server.said


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children only on Linux")
def test_when_it_is_killed_nothing_is_left_running(serve):
    server = serve()
    started = below(server.process.pid)
    server.process.kill()
    server.process.wait()
    assert wait_until_gone(started) == []


def test_a_fallen_worker_of_the_duties_does_not_stop_the_pages(serve):
    server = serve()
    duties = [
        pid
        for pid in below(server.process.pid)
        if Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[-2:-1] == [b"work"]
    ]
    assert len(duties) == 1
    os.kill(duties[0], signal.SIGKILL)
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=20) as answer:
        assert answer.status == 200
    assert server.process.poll() is None


def test_a_port_in_use_is_said_and_nothing_is_started(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(home, "serve", "--port", port)
    assert done.returncode == 1
    assert f"端口 {port} 已被占用" in done.stderr and "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_refused_in_words(home, monkeypatch):
    monkeypatch.setenv("XIUHUA_WEAK_HASHES_FOR_TESTS", "")
    there = ("--host", "192.0.2.1", "--plain-http", "--port", str(free_port()))
    done = run(home, "serve", *there)
    assert done.returncode == 1
    assert "192.0.2.1" in done.stderr and "Traceback" not in done.stderr


def test_an_empty_database_is_sent_to_migrate_first(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    done = run((folder, f"sqlite:///{folder / 'x.sqlite3'}"), "serve", "--port", str(free_port()))
    assert done.returncode == 2
    assert "xiuhua migrate" in done.stderr and "Traceback" not in done.stderr


def test_the_duties_send_and_seal(home):
    run_command(*home, "work", "--once")
    sent = run_command(*home, "send_outbox", "--json")
    assert '"sent": 0' in sent
    assert '"number": null' in run_command(*home, "seal_history", "--json")
