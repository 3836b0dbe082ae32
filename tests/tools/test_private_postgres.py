"""The private PostgreSQL answers while the command runs, and is gone afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tools import private_postgres

TOOL = [sys.executable, str(ROOT / "tools" / "private_postgres.py"), "--"]
ASK = (
    "import os, psycopg; url = os.environ['DATABASE_URL'];"
    "print(url, psycopg.connect(url).execute('select 6 * 7').fetchone()[0])"
)


def _without_database() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def _folder(url: str) -> Path:
    return Path(url.split("?host=")[1])


@pytest.mark.postgres
def test_the_command_gets_a_server_and_its_exit_code_comes_back() -> None:
    code = ASK + "; raise SystemExit(7)"
    done = subprocess.run(
        [*TOOL, sys.executable, "-c", code],
        env=_without_database(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    url, answer = done.stdout.split()
    assert answer == "42"
    assert not _folder(url).exists()


@pytest.mark.postgres
def test_a_terminated_run_stops_its_server_too() -> None:
    code = ASK + "; import sys, time; sys.stdout.flush(); time.sleep(60)"
    with subprocess.Popen(
        [*TOOL, sys.executable, "-c", code],
        env=_without_database(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        folder = _folder(run.stdout.readline().split()[0])
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=30) == 128 + signal.SIGTERM
        assert not folder.exists()
        assert _is_gone(server)


def _is_gone(process: int) -> bool:
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_without_server_programs_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(private_postgres.Unavailable, match="postgresql-15"):
        private_postgres.programs(installed=tmp_path)


def test_a_command_is_required() -> None:
    assert private_postgres.main(["--"]) == 2
