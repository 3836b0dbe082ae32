"""A backup made while others write, on a full disk, after one that was killed; a database that is none."""

import datetime as dt
import errno
import gzip
import json
import os
import subprocess
import sys
import tarfile
import time

import pytest

from tests import street
from tests.apps.records.backup.conftest import Place
from xiuhua.apps.records.backup import making
from xiuhua.rulebook.refusal import Refused

AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)

# Each transaction writes one row into each of two tables that are read far apart from each other.
WRITER = """
import django; django.setup()
from django.db import transaction
from xiuhua.apps.records.models import Attempt, NumberBlock
from xiuhua.apps.records.now import now
number = 0
while True:
    with transaction.atomic():
        Attempt.objects.create(kind="pair", subject=str(number), at=now())
        NumberBlock.objects.create(series=f"pair:{number}")
    number += 1
    if number == 1:
        print("writing", flush=True)
"""


def rows(path, table):
    with tarfile.open(path) as tar:
        lines = gzip.decompress(tar.extractfile(f"tables/{table}.jsonl.gz").read()).splitlines()
    columns, *values = map(json.loads, lines)
    return [dict(zip(columns, row, strict=True)) for row in values]


def test_a_backup_is_of_one_moment_while_others_write(template_database, tmp_path):
    home = tmp_path / "home"
    place = Place(home, template_database.copied_to(home, f"busy_{time.monotonic_ns()}"))
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER],
        env=street._environment(home, place.url),
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout.readline() == b"writing\n"
        first = place.json("backup")["path"]
        second = place.json("backup")["path"]
        assert writer.poll() is None, "the writer was stopped by the backup"
    finally:
        writer.kill()
        writer.communicate()
    found = []
    for path in (first, second):
        attempts = {
            row["subject"] for row in rows(path, "records_attempt") if row["kind"] == "pair"
        }
        blocks = {
            row["series"].removeprefix("pair:")
            for row in rows(path, "records_numberblock")
            if row["series"].startswith("pair:")
        }
        assert attempts == blocks
        found.append(len(attempts))
    assert 0 < found[0] < found[1], "nothing was written meanwhile, so nothing was tried"


@pytest.mark.django_db
def test_a_full_disk_leaves_no_half_a_backup(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # the machine's answer, not ours
    with pytest.raises(Refused) as refused:
        making.make(tmp_path / "to", at=AT)
    assert refused.value.code == "backup_disk_full"
    assert list((tmp_path / "to").iterdir()) == []


@pytest.mark.django_db
def test_what_a_killed_backup_left_is_swept_and_one_being_written_is_not(tmp_path):
    (tmp_path / ".xiuhua-dead.partial").write_bytes(b"half")
    with (tmp_path / ".xiuhua-alive.partial").open("wb") as alive:
        assert making._lock(alive)
        made = making.make(tmp_path, at=AT)
        again = making.make(tmp_path, at=AT)
    assert made.path.name == "xiuhua-20261123T020000Z.tar"
    assert again.path.name == "xiuhua-20261123T020000Z-2.tar"
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {made.path.name, again.path.name, ".xiuhua-alive.partial"}


@pytest.mark.parametrize("command", [("digest",), ("backup",), ("upgrade",)])
def test_a_database_that_is_none_is_refused(tmp_path, command):
    (tmp_path / "photo.sqlite3").write_bytes(os.urandom(4096))
    place = Place(tmp_path, f"sqlite:///{tmp_path / 'photo.sqlite3'}")
    assert "连不上" in place.refuses(*command)
