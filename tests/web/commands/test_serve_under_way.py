"""What a served street owes to those who are using it: answers under way, HTTPS, counts, logs, a first link."""

import http.client
import json
import os
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager

import psycopg
import pytest

from tests.street import on_postgres, run_command
from tests.web.commands.serving import below, environment, free_port, run

SECRET = "v8Qk3mZr0TtXw5YhLc2BnPs7DgJf4HaE"


@contextmanager
def writers_held(url):
    """Nobody can write a case while this lasts."""
    if on_postgres():
        with psycopg.connect(url) as held:
            held.execute("LOCK TABLE cases_case IN EXCLUSIVE MODE")
            yield
        return
    held = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
    held.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        held.execute("ROLLBACK")
        held.close()


def report(server, answers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    body = json.dumps({"words": "办到一半时停止", "place_words": "虚构路口"})
    headers = {"Content-Type": "application/json", "Idempotency-Key": "under-way"}
    connection.request("POST", "/api/v1/public/reports", body, headers)
    answer = connection.getresponse()
    answers.append((answer.status, json.loads(answer.read())))


def test_a_request_under_way_is_answered_before_the_end(serve, home):
    server, answers = serve(), []
    sender = threading.Thread(target=report, args=(server, answers))
    with writers_held(home[1]):
        sender.start()
        time.sleep(2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(2)
        assert not answers and server.process.poll() is None
        with pytest.raises(OSError):  # and nobody new is let in
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=5)
    sender.join(timeout=40)
    assert server.process.wait(timeout=40) == 0
    ((status, body),) = answers
    assert status == 200
    said = {"number": body["number"], "check_word": body["check_word"]}
    with_new = serve()
    address = f"http://127.0.0.1:{with_new.port}/api/v1/public/reports/{said['number']}"
    with urllib.request.urlopen(f"{address}?check_word={said['check_word']}") as answer:
        assert json.load(answer)["state"] == "reported"


def test_https_for_the_local_network_and_plain_http_sent_on(serve, home):
    plain = free_port()
    server = serve("--https", "--redirect-port", str(plain), XIUHUA_HOSTS="xiuhua.lan")
    trusted = home[0] / "tls" / "ca.crt"
    context = ssl.create_default_context(cafile=str(trusted))
    url = f"https://127.0.0.1:{server.port}"
    with urllib.request.urlopen(f"{url}/sign-in/", context=context) as answer:
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", plain, timeout=10)
            asked.request("GET", "/report/?a=1", headers={"Host": "xiuhua.lan"})
            sent_on = asked.getresponse()
            break
        except OSError:
            time.sleep(0.2)
    assert sent_on.status == 308
    assert sent_on.headers["Location"] == f"https://xiuhua.lan:{server.port}/report/?a=1"
    asked = http.client.HTTPConnection("127.0.0.1", plain, timeout=10)
    asked.request("GET", "/", headers={"Host": "elsewhere.example"})
    assert asked.getresponse().status == 400
    with urllib.request.urlopen(f"http://127.0.0.1:{plain}/certificate/ca.crt") as answer:
        assert answer.read() == trusted.read_bytes()
    assert "/certificate/" in server.said


def test_a_certificate_that_was_made_anew_is_taken_without_a_pause(serve, home):
    """What the hourly look does, by hand: a new file, and the sign that the server reads it."""
    server = serve("--https")

    def shown():
        return ssl.get_server_certificate(("127.0.0.1", server.port))

    before = shown()
    for name in ("server.crt", "server.key"):
        (home[0] / "tls" / name).unlink()
    program = (
        "import django, sys; django.setup(); from xiuhua.web.shared.tls import place;"
        "from xiuhua.apps.records.now import real_now;"
        "place.certificate_for(['localhost', '127.0.0.1', '::1'], at=real_now())"
    )
    made_with = {**environment(home), "DJANGO_SETTINGS_MODULE": "xiuhua.settings"}
    subprocess.run([sys.executable, "-c", program], env=made_with, check=True)
    (web,) = (pid for pid in below(server.process.pid) if _is_granian(pid, server.process.pid))
    os.kill(web, signal.SIGHUP)
    # Old and new workers answer side by side until the old ones have ended: so ten in a row.
    deadline, in_a_row = time.monotonic() + 120, 0
    while in_a_row < 10 and time.monotonic() < deadline:
        try:
            in_a_row = in_a_row + 1 if shown() != before else 0
        except ConnectionRefusedError:  # nobody listens: that would be the pause
            raise
        except OSError:  # a worker that ended in the middle of a greeting
            in_a_row = 0
        time.sleep(0.2)
    assert in_a_row == 10


def _is_granian(pid, parent):
    """The web server itself, not one of its workers."""
    with open(f"/proc/{pid}/cmdline", "rb") as command, open(f"/proc/{pid}/stat") as about:
        is_child = int(about.read().rsplit(")", 1)[1].split()[1]) == parent
        return is_child and b"granian" in command.read()


def test_each_request_is_a_json_line_with_its_name(serve):
    server = serve(XIUHUA_LOG_LEVEL="INFO")
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/report/?name=ouyang") as answer:
        name = answer.headers["X-Request-Id"]
    deadline = time.monotonic() + 10
    while name not in server.said and time.monotonic() < deadline:
        time.sleep(0.1)
    (line,) = (json.loads(line) for line in server.said.splitlines() if name in line)
    assert (line["route"], line["status"]) == ("portal_report", 200)
    assert "ouyang" not in server.said


@pytest.mark.postgres
def test_counts_of_all_web_processes_are_one_sum(serve):
    server = serve("--workers", "3")
    url = f"http://127.0.0.1:{server.port}"
    for _time in range(30):
        urllib.request.urlopen(f"{url}/follow/", timeout=20).close()
    with urllib.request.urlopen(f"{url}/metrics", timeout=20) as answer:
        page = answer.read().decode()
    counted = re.search(r'xiuhua_requests_total{[^}]*route="portal_follow"[^}]*} (\S+)', page)
    assert float(counted[1]) == 30


def test_an_empty_installation_says_how_to_begin(serve, tmp_path):
    folder = tmp_path / "fresh"
    folder.mkdir()
    fresh = (folder, f"sqlite:///{folder / 'xiuhua.sqlite3'}")
    run_command(*fresh, "migrate", "--verbosity=0")
    server = serve(XIUHUA_HOME=str(folder), DATABASE_URL=fresh[1])
    (link,) = re.findall(r"http://127\.0\.0\.1:\d+/set-up/\S+/", server.said)
    with urllib.request.urlopen(link) as answer:
        assert answer.status == 200 and "街道编码" in answer.read().decode()


@pytest.mark.parametrize(
    "options, given, said",
    [
        (("--host", "0.0.0.0"), {}, "XIUHUA_WEAK_HASHES_FOR_TESTS"),
        (("--host", "0.0.0.0"), {"XIUHUA_WEAK_HASHES_FOR_TESTS": ""}, "--plain-http"),
        ((), {"XIUHUA_HOSTS": "*"}, "XIUHUA_HOSTS"),
        ((), {"XIUHUA_SECRET_KEY": "secret"}, "32"),
        (("--cert", "x.pem"), {}, "--key"),
        (("--redirect-port", "80"), {}, "--https"),
        (("--https", "--cert", "x", "--key", "y"), {}, "PEM"),
    ],
)
def test_what_is_unsafe_is_refused_and_nothing_is_started(home, monkeypatch, options, given, said):
    monkeypatch.setenv("XIUHUA_SECRET_KEY", SECRET)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    done = run(home, "serve", "--port", str(free_port()), *options)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr and not done.stdout
