"""Streets for tests: real server processes, each on its own copy of one loaded database.

A copy is a file copy on SQLite and CREATE DATABASE … TEMPLATE on PostgreSQL, so a test starts in
milliseconds from a street with people and cases, and may do to it what it likes.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

LOAD_COMMAND = ("load_demo", "--small")
READY_SECONDS = 60
COMMAND_SECONDS = 600


def on_postgres() -> bool:
    """Whether this run was given a PostgreSQL server."""
    return os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))


def _prefix() -> str:
    return f"xiuhua_run_{os.environ['XIUHUA_TEST_RUN']}_"


def _url_of(database: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    # urlunsplit drops an empty network part, which a socket address without an account has.
    made = urlunsplit(parts._replace(path=f"/{database}"))
    return made if "://" in made else made.replace(":/", ":///", 1)


def _on_server(statement: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def drop_databases_of_this_run() -> None:
    """Remove the PostgreSQL databases that this run made, and no others."""
    if not on_postgres():
        return
    names = _on_server(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{_prefix()}')")
    for (name,) in names:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def run_command(home: Path, database_url: str, *arguments: str, check: bool = True) -> str:
    """Run one `xiuhua` command on a street in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "xiuhua.cli", *arguments],
        env=_environment(home, database_url),
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    if check and done.returncode != 0:
        raise AssertionError(
            f"xiuhua {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def _environment(home: Path, database_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "XIUHUA_HOME": str(home),
        "DATABASE_URL": database_url,
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


@dataclass(frozen=True)
class Template:
    """The database every street is copied from, with its files and what loading it printed."""

    home: Path
    database: str
    printed: str

    @classmethod
    def made_once(cls, folder: Path) -> "Template":
        """The template of this run; the first process to ask makes it, the others wait for it."""
        home = folder / "template"
        home.mkdir(exist_ok=True)
        with (folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            note = folder / "template.json"
            if not note.exists():
                note.write_text(json.dumps(cls._make(home)), encoding="utf-8")
            known = json.loads(note.read_text(encoding="utf-8"))
        return cls(home, known["database"], known["printed"])

    @staticmethod
    def _make(home: Path) -> dict[str, str]:
        if on_postgres():
            database = f"{_prefix()}template"
            _on_server(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            _on_server(f'CREATE DATABASE "{database}"')
            url = _url_of(database)
        else:
            database = str(home / "xiuhua.sqlite3")
            Path(database).unlink(missing_ok=True)
            url = f"sqlite:///{database}"
        printed = run_command(home, url, "migrate", "--verbosity=0")
        printed += run_command(home, url, *LOAD_COMMAND)
        return {"database": database, "printed": printed}

    def copied_to(self, home: Path, name: str) -> str:
        """Copy database and files to a new home; the DATABASE_URL of the copy."""
        shutil.copytree(self.home, home, ignore=shutil.ignore_patterns("*.sqlite3*"))
        if on_postgres():
            copy = f"{_prefix()}{name}"
            _on_server(f'CREATE DATABASE "{copy}" TEMPLATE "{self.database}"')
            return _url_of(copy)
        target = home / "xiuhua.sqlite3"
        # SQLite's own copy takes the write-ahead log along, which a plain file copy may miss.
        source = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        with source, sqlite3.connect(target) as copied:
            source.backup(copied)
        source.close()
        copied.close()
        return f"sqlite:///{target}"


@dataclass(frozen=True)
class Street:
    """One running server: where it answers, what it stands on, and its log."""

    url: str
    home: Path
    database_url: str
    process: "subprocess.Popen[bytes]"
    log: Path
    printed: str

    def __str__(self) -> str:
        return self.url

    def command(self, *arguments: str, check: bool = True) -> str:
        """Run a `xiuhua` command on this street's database while it is open; what it printed."""
        return run_command(self.home, self.database_url, *arguments, check=check)

    def kill(self) -> None:
        """End it as a power cut would."""
        _signal(self.process, signal.SIGKILL)
        self.process.wait()


StartStreet = Callable[..., Street]


@contextmanager
def streets(template: Template, folder: Path) -> Iterator[StartStreet]:
    """Yield `start(**environment)`; whatever was started is stopped at the end."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> Street:
        number = len(running)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        # The clock makes the name new for each test of a worker; PostgreSQL allows 63 bytes.
        name = f"{worker}_{time.monotonic_ns()}"
        home = folder / f"street-{number}"
        url = template.copied_to(home, name)
        street = _opened(home, url, environment, template.printed)
        running.append(street.process)
        return street

    try:
        yield start
    finally:
        for process in running:
            _end(process)


def _opened(home: Path, database_url: str, extra: dict[str, str], printed: str) -> Street:
    port = _free_port()
    log = home / "server.log"
    with log.open("ab") as file:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
                "xiuhua.wsgi:application",
            ],
            env={**_environment(home, database_url), **extra},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    street = Street(f"http://127.0.0.1:{port}", home, database_url, process, log, printed)
    try:
        _wait_until_ready(street)
    except BaseException:
        _end(process)
        raise
    return street


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(street: Street) -> None:
    last = time.monotonic() + READY_SECONDS
    while time.monotonic() < last:
        if street.process.poll() is not None:
            break
        try:
            urllib.request.urlopen(street.url, timeout=10).close()
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            break
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise AssertionError(
        f"the server at {street.url} did not get ready:\n{street.log.read_text(errors='replace')}"
    )


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    """To the whole group: the server starts workers of its own."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def _end(process: "subprocess.Popen[bytes]") -> None:
    _signal(process, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        pass
    # Also when it ended by itself: a worker may have outlived it.
    _signal(process, signal.SIGKILL)
    process.wait()
