"""What was backed up comes back equal, into an empty place only, and a broken backup is named."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from xiuhua.apps.records.backup import verifying
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.refusals import explain


def members(path):
    with tarfile.open(path) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar}


def rewritten(path, target, change):
    """The same archive with `change(name, content)` applied to each member (None: left out)."""
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in members(path).items():
            content = change(name, content)
            if content is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return target


def test_a_backup_holds_everything_and_nothing_of_the_demonstration(loaded, made):
    found = members(made["path"])
    names = set(found)
    assert {"head.json", "secret_key", "manifest.json"} <= names
    assert "tables/cases_case.jsonl.gz" in names
    assert not any("session" in name or "accounts.txt" in name for name in names)
    assert made["files"] == sum(name.startswith("files/") for name in names) > 0
    assert found["secret_key"].decode() == (loaded.home / "secret_key").read_text()
    lines = gzip.decompress(found["tables/cases_case.jsonl.gz"]).splitlines()
    assert len(lines) == made["tables"]["cases_case"]["rows"] + 1 > 100
    assert os.stat(made["path"]).st_mode & 0o077 == 0
    assert [p.name for p in Path(made["path"]).parent.iterdir()] == [Path(made["path"]).name]


def test_a_restored_place_is_equal_and_its_history_holds(loaded, made, empty):
    assert made["sha256"] == loaded.json("digest")["sha256"]
    said = empty.json("restore", made["path"])
    assert said["history_holds"] is True
    assert empty.json("digest") == loaded.json("digest")
    assert empty.json("verify_history")["holds"] is True
    assert (empty.home / "secret_key").read_text() == (loaded.home / "secret_key").read_text()
    assert (empty.home / "secret_key").stat().st_mode & 0o077 == 0


def test_a_restored_place_works_on(made, empty):
    """Keys go on behind the last one and guards stand: what is done after the restore holds."""
    empty.json("restore", made["path"])
    said = empty.run("shell", "-c", AFTERWARDS)
    assert said.returncode == 0, said.stderr
    assert said.stdout.split()[-2:] == ["True", "refused"]
    assert empty.json("verify_history")["holds"] is True


AFTERWARDS = """
from django.db import IntegrityError
from xiuhua.apps.records.models import Event, OutboxMessage, Subdistrict
last = max(Subdistrict.objects.values_list("pk", flat=True))
new = Subdistrict.objects.create(code="990105999", name="虚构", case_prefix="XX", projected_epsg=4547)
print(new.pk > last)
new.delete()
try:
    Event.objects.update(kind="changed")
except IntegrityError:
    print("refused")
"""


def test_a_place_that_is_not_empty_is_left_alone(loaded, made):
    before = loaded.json("digest")["sha256"]
    said = loaded.refuses("restore", made["path"])
    assert "不是空的" in said
    assert loaded.json("digest")["sha256"] == before


def test_a_migrated_but_empty_place_is_good(made, empty):
    empty.run("migrate", "--verbosity=0")
    assert empty.json("restore", made["path"])["sha256"] == made["sha256"]


def test_verify_backup_needs_no_database(made, tmp_path, empty):
    assert empty.json("verify_backup", made["path"])["sha256"] == made["sha256"]
    assert not (empty.home / "xiuhua.sqlite3").exists()


BREAKS = {
    "tables/cases_case.jsonl.gz": lambda c: gzip.compress(gzip.decompress(c).replace(b"0", b"1")),
    "tables/records_event.jsonl.gz": lambda c: c[: len(c) // 2],
    "tables/accounts_user.jsonl.gz": lambda c: None,
    "manifest.json": lambda c: c.replace(b'"files": ', b'"files": 1'),
    "head.json": lambda c: c.replace(b'"form": 1', b'"form": 9'),
    "secret_key": lambda c: c[::-1],
}


@pytest.mark.parametrize("member", BREAKS)
def test_the_first_broken_member_is_named(made, tmp_path, member):
    broken = rewritten(
        made["path"], tmp_path / "b.tar", lambda n, c: BREAKS[member](c) if n == member else c
    )
    with pytest.raises(Refused) as refused:
        verifying.verify(broken)
    assert member in str(refused.value.facts) or refused.value.code == "backup_form_newer"
    assert explain(refused.value).what


def test_a_changed_photo_is_named_and_nothing_is_restored(made, empty, tmp_path):
    name = next(n for n in members(made["path"]) if n.startswith("files/"))
    broken = rewritten(made["path"], tmp_path / "b.tar", lambda n, c: c + b"x" if n == name else c)
    said = empty.refuses("verify_backup", broken)
    assert name in said and "已损坏" in said
    assert name in empty.refuses("restore", broken)
    assert not (empty.home / "files").exists()


def test_flipping_any_byte_that_counts_is_seen(made, tmp_path):
    """One byte in sixty places spread over the file, data and headers alike."""
    content = Path(made["path"]).read_bytes()
    end = content.rindex(b"}") + 1
    for place in range(600, end, end // 60):
        changed = bytearray(content)
        changed[place] ^= 0x55
        if not content[place]:  # filling between members, which carries nothing
            continue
        (tmp_path / "flipped.tar").write_bytes(changed)
        with pytest.raises(Refused):
            verifying.verify(tmp_path / "flipped.tar")


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9])
def test_a_cut_backup_is_refused(made, tmp_path, keep):
    content = Path(made["path"]).read_bytes()
    (tmp_path / "cut.tar").write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(Refused):
        verifying.verify(tmp_path / "cut.tar")


def test_what_is_no_backup_is_refused(empty, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(os.urandom(5000))
    empty.refuses("verify_backup", tmp_path / "photo.jpg")
    empty.refuses("verify_backup", tmp_path / "nothing.tar")
    assert "没有可备份的" in empty.refuses("backup")


def test_a_backup_of_a_newer_version_is_refused(made, empty, tmp_path):
    """Such a one is made here by its own code, so that its checksums fit."""
    from xiuhua.apps.records.backup import archive

    def newer(name, content):
        if name != "head.json":
            return content
        note = json.loads(content)
        del note["sha256"]
        note["migrations"].append(["records", "9999_of_tomorrow"])
        note["sha256"] = archive._own(note)
        return json.dumps(note).encode()

    said = empty.refuses("restore", rewritten(made["path"], tmp_path / "n.tar", newer))
    assert "records.9999_of_tomorrow" in said


def test_under_a_passphrase(loaded, made, empty, tmp_path):
    (tmp_path / "pass").write_text("一句足够长的口令，只用于测试\n", encoding="utf-8")
    (tmp_path / "wrong").write_text("another passphrase\n")
    (tmp_path / "short").write_text("short\n")
    under = ("--passphrase-file", tmp_path / "pass")
    locked = loaded.json("backup", "--to", tmp_path / "to", *under)
    content = Path(locked["path"]).read_bytes()
    assert locked["sha256"] == made["sha256"]
    assert b"cases_case" not in content
    assert "已加密" in empty.refuses("verify_backup", locked["path"])
    wrong = ("--passphrase-file", tmp_path / "wrong")
    assert "口令不对" in empty.refuses("verify_backup", locked["path"], *wrong)
    assert "12" in loaded.refuses("backup", "--passphrase-file", tmp_path / "short")
    assert empty.json("restore", locked["path"], *under)["sha256"] == made["sha256"]
    (tmp_path / "cut").write_bytes(content[:-1])
    empty.refuses("verify_backup", tmp_path / "cut", *under)


def test_a_missing_photo_is_said_and_stops_nothing(template_database, tmp_path, empty):
    from tests.apps.records.backup.conftest import Place

    home = tmp_path / "home"
    place = Place(home, template_database.copied_to(home, f"gap_{time.monotonic_ns()}"))
    photo = next(p for p in sorted((home / "files").rglob("*")) if len(p.name) == 64)
    photo.unlink()
    made = place.json("backup")
    assert made["files_missing"] == [photo.name]
    assert empty.json("restore", made["path"])["sha256"] == made["sha256"]


def test_a_folder_that_cannot_be_written_is_refused(loaded, tmp_path):
    (tmp_path / "file").write_text("")
    assert "写不进去" in loaded.refuses("backup", "--to", tmp_path / "file" / "under")


def test_a_restore_that_was_killed_can_be_run_again(made, empty):
    """Killed between its first photo and its commit: no row is there, and the next one is whole."""
    process = subprocess.Popen(
        [sys.executable, "-m", "xiuhua.cli", "restore", made["path"]],
        env={**os.environ, "XIUHUA_HOME": str(empty.home), "DATABASE_URL": empty.url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    last = time.monotonic() + 120
    while not (empty.home / "files").exists() and time.monotonic() < last:
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert empty.json("digest")["rows"] == 0
    assert empty.json("restore", made["path"])["history_holds"] is True
    assert empty.json("digest")["sha256"] == made["sha256"]


def test_a_database_of_something_else_is_left_alone(made, empty):
    """Tables that are not ours count too."""
    done = empty.run("shell", "--no-imports", "-c", FOREIGN_TABLE)
    assert done.returncode == 0, done.stderr
    assert "their_own" in empty.refuses("restore", made["path"])
    assert "their_own" in empty.refuses("restore", made["path"])


FOREIGN_TABLE = """
from django.db import connection
connection.cursor().execute("CREATE TABLE their_own (id int)")
"""
