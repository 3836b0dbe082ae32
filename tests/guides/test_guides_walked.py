"""The guides alone lead a new user to a running street: their commands are taken from the pages and run."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.guides.newcomer import Machine, as_here, blocks, is_closed, postgres

pytestmark = pytest.mark.postgres
PASSWORD = "Xiu-hua-2026"


@pytest.fixture
def machine():
    """A machine with a PostgreSQL server and nothing of ours."""
    # A socket's path holds a hundred bytes, and another account must get in.
    folder = Path(tempfile.mkdtemp(prefix="xh-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        (folder / "pg").mkdir()
        (folder / "root").mkdir()
        with postgres(folder / "pg") as (sockets, port):
            here = Machine(folder / "root", sockets, port)
            yield here
            here.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Browser:
    """What a person does: open, fill in, send, over HTTPS that trusts the street's authority alone."""

    def __init__(self, machine: Machine, data: str) -> None:
        context = ssl.create_default_context(cafile=str(machine.root / data / "tls" / "ca.crt"))
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), cookies
        )
        self.base = f"https://localhost:{machine.https}"

    def open(self, path: str, **filled: str) -> tuple[str, str]:
        """Address at the end, and the page."""
        data = urllib.parse.urlencode(filled).encode() if filled else None
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base + path})
        with self.opener.open(request, timeout=60) as answer:
            return answer.url.removeprefix(self.base), answer.read().decode()

    def fill(self, path: str, **filled: str) -> tuple[str, str]:
        """Open a form and send it, with its hidden mark."""
        at, page = self.open(path)
        mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self.open(at, csrfmiddlewaretoken=mark, **filled)

    def set_password_and_sign_in(self, link: str, username: str) -> str:
        """By a one-time link; the page of the desk."""
        at, page = self.open(link)
        names = re.findall(r'<input type="password" name="(\w+)"', page)
        assert len(names) == 2
        self.fill(at, **dict.fromkeys(names, PASSWORD))
        at, _page = self.fill("/sign-in/", username=username, password=PASSWORD)
        assert at == "/desk/"
        return self.open("/desk/")[1]


def first_link(printed: str) -> str:
    """The path of the link that a command printed."""
    return urllib.parse.urlsplit(re.search(r"https?://\S+/sign-in/first/\S+", printed)[0]).path


def doctor(machine: Machine) -> dict:
    done = machine.run("sudo xiuhua doctor --json", check=False)
    return json.loads(done.stdout.splitlines()[-1])


def wrong(facts: dict) -> dict[str, str]:
    return {one["check"]: one["level"] for one in facts["checks"] if one["level"] != "fine"}


def asked(machine: Machine, data: str, path: str) -> int:
    try:
        Browser(machine, data).open(path)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def test_postgres_with_https_from_the_guide_alone(machine) -> None:
    steps = blocks("install.md", "postgres")
    assert len(steps) == 5
    printed = "".join(machine.run(step).stdout for step in steps[:4])
    street = Browser(machine, "srv/xiuhua")
    assert "某某街道" in street.set_password_and_sign_in(first_link(printed), "zhangsan")
    last = machine.run(steps[4], check=False)
    assert last.returncode in (0, 1) and "0 项有问题" in last.stdout, last.stdout + last.stderr
    # November brings the next year's holidays; nothing else is to be seen to.
    assert set(wrong(doctor(machine))) <= {"calendars"}
    rows = machine.run(
        'sudo -u postgres psql -At xiuhua -c "SELECT name FROM records_subdistrict"'
    ).stdout
    assert rows == "某某街道\n"
    (backup,) = (machine.root / "var/backups/xiuhua").glob("xiuhua-*.tar")
    for path in ("etc/xiuhua/database_url", "srv/xiuhua/secret_key", "srv/xiuhua/tls/ca.key"):
        assert is_closed(machine.root / path)
    assert is_closed(backup) and not list((machine.root / "srv/xiuhua").glob("*.sqlite3"))
    assert asked(machine, "srv/xiuhua", "/readyz") == 200
    password = (machine.root / "etc/xiuhua/database_url").read_text().split(":")[2].split("@")[0]
    assert len(password) == 48 and password not in (machine.root / "xiuhua.log").read_text()


def test_a_service_on_sqlite_moves_to_postgres_by_the_guide(machine) -> None:
    steps = [
        "\n".join(line for line in step.splitlines() if "DATABASE_URL_FILE" not in line)
        for step in blocks("install.md", "postgres")
    ]
    printed = "".join(machine.run(step, check=False).stdout for step in steps)
    assert (machine.root / "srv/xiuhua/xiuhua.sqlite3").exists()
    (move,) = blocks("backup.md", "move")
    # The move compares both digests itself, while nobody writes; afterwards the duties go on.
    moved = machine.run(move).stdout
    assert "两边总摘要一致" in moved and re.search(r"\b[0-9a-f]{64}\b", moved)
    assert "postgres" in [one["facts"].get("kind", "") for one in doctor(machine)["checks"]][0]
    street = Browser(machine, "srv/xiuhua")
    assert "某某街道" in street.set_password_and_sign_in(first_link(printed), "zhangsan")


def test_one_machine_in_ten_minutes_with_the_link_of_the_first_start(machine) -> None:
    (block,) = blocks("install.md", "embedded")
    log = machine.root / "screen"
    with log.open("wb") as screen:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", as_here(block, machine.environment)],
            env=machine.environment,
            cwd=machine.root,
            stdin=subprocess.DEVNULL,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
    try:
        last = time.monotonic() + 120
        while "/set-up/" not in log.read_text():
            assert process.poll() is None and time.monotonic() < last, log.read_text()
            time.sleep(0.2)
        said = log.read_text()
        assert "/certificate/" in said
        link = urllib.parse.urlsplit(re.search(r"https://\S+/set-up/\S+", said)[0]).path
        street = Browser(machine, "xiuhua-data")
        given = {"code": "420105990", "name": "某某街道", "prefix": "MM", "longitude": "114.2"}
        password_page, _page = street.fill(link, **given, admin="lisi", admin_name="李四")
        assert "某某街道" in street.set_password_and_sign_in(password_page, "lisi")
        assert asked(machine, "xiuhua-data", link) == 404
        assert is_closed(machine.root / "xiuhua-data")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
