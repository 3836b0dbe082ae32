"""What the tests of the ground floor share: an invented subdistrict, a moment, and a way past the guards."""

import datetime as dt
import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import street
from tests.apps.records.webhook import Receiver
from xiuhua.apps.records import guards, outbox
from xiuhua.apps.records.models import OutboxMessage, Subdistrict

AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def at() -> dt.datetime:
    """A Monday morning, 10:00 in Wuhan."""
    return AT


@pytest.fixture
def subdistrict(db: None) -> Subdistrict:
    """An invented subdistrict."""
    return make_subdistrict("990105006")


@pytest.fixture
def another_subdistrict(db: None) -> Subdistrict:
    """Its invented neighbour."""
    return make_subdistrict("990105007")


def make_subdistrict(code: str) -> Subdistrict:
    return Subdistrict.objects.create(
        code=code, name=f"虚构街道{code[-1]}", case_prefix=f"X{code[-1]}", projected_epsg=4547
    )


@pytest.fixture
def unguard(db: None) -> Callable[[str], None]:
    """Take the triggers off a table, as somebody with the database's password could; rolled back."""

    def take_off(table: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for statement in guards.remove_statements(connection.vendor, table):
                cursor.execute(statement)

    return take_off


@pytest.fixture(scope="session")
def own_database(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Home and address of a migrated database beside that of the tests, for what needs processes."""
    home = tmp_path_factory.mktemp("records-home")
    if street.on_postgres():
        name = f"{street._prefix()}records_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        street._on_server(f'CREATE DATABASE "{name}"')
        url = street._url_of(name)
    else:
        url = f"sqlite:///{home / 'xiuhua.sqlite3'}"
    street.run_command(home, url, "migrate", "--verbosity=0")
    return home, url


@pytest.fixture
def start_process(own_database: tuple[Path, str]) -> Callable[..., "subprocess.Popen[str]"]:
    """Start Python code with Django set up on `own_database`; it prints one JSON value at its end."""
    home, url = own_database

    def start(code: str, *arguments: str) -> "subprocess.Popen[str]":
        setup = "import django, json, sys, time, os; django.setup()\n"
        return subprocess.Popen(
            [sys.executable, "-c", setup + textwrap.dedent(code), *arguments],
            env=street._environment(home, url),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def run_process(start_process: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., Any]:
    """The same, waited for: the value it printed, or None if it was killed."""

    def run(code: str, *arguments: str) -> Any:
        said, _ = start_process(code, *arguments).communicate(timeout=60)
        return json.loads(said) if said.strip() else None

    return run


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web server of this machine that takes messages."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def put(subdistrict: Subdistrict, at: dt.datetime) -> Callable[..., list[OutboxMessage]]:
    """Write messages to recipients, as an act does."""

    def write(*recipients, channel="hook", when=at, **facts):
        rows = outbox.queue(subdistrict.pk, "case.dispatched", channel, recipients, facts, when)
        return OutboxMessage.objects.bulk_create(rows)

    return write
