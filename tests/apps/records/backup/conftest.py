"""Loaded streets of their own for what backs up, restores and moves whole installations."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests import street


class Place:
    """One installation: a home and a database, with commands run on it as people run them."""

    def __init__(self, home, url):
        self.home, self.url = home, url

    def run(self, *arguments, **environment):
        """The finished process; also of a command that refuses."""
        given = {k: v for k, v in os.environ.items() if k != "XIUHUA_SECRET_KEY"}
        return subprocess.run(
            [sys.executable, "-m", "xiuhua.cli", *map(str, arguments)],
            env={
                **given,
                "XIUHUA_HOME": str(self.home),
                "DATABASE_URL": self.url,
                "PYTHONUTF8": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def json(self, *arguments):
        """What a command that must succeed says with --json."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def refuses(self, *arguments, **environment):
        """Both sentences of a command that must refuse, without a traceback."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr


def empty_place(folder, name):
    """An installation in which nothing is yet, on the kind of database this run is about."""
    home = folder / name
    home.mkdir(parents=True)
    if not street.on_postgres():
        return Place(home, f"sqlite:///{home / 'xiuhua.sqlite3'}")
    database = f"{street._prefix()}{name}_{time.monotonic_ns()}"
    street._on_server(f'CREATE DATABASE "{database}"')
    return Place(home, street._url_of(database))


@pytest.fixture(scope="session")
def loaded(template_database, tmp_path_factory):
    """A street with people, cases and photos; tests read it and do not change it."""
    home = tmp_path_factory.mktemp("backup") / "home"
    return Place(home, template_database.copied_to(home, f"backup_{time.monotonic_ns()}"))


@pytest.fixture(scope="session")
def made(loaded, tmp_path_factory):
    """What `backup` said of it."""
    return loaded.json("backup", "--to", tmp_path_factory.mktemp("backups"))


@pytest.fixture
def empty(tmp_path):
    """A place to restore into."""
    return empty_place(tmp_path, "restored")
