"""Files are on the disk, whole and synced, before their row says so."""

import datetime as dt
import errno
import hashlib
import os
from io import BytesIO

import pytest

from xiuhua.apps.records import files
from xiuhua.apps.records.models import StoredFile
from xiuhua.rulebook.refusal import Refused

CONTENT = b"a photo of nothing" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def root(settings):
    return settings.FILES_ROOT


def leftovers(root):
    return list((root / "incoming").iterdir())


def test_a_file_lies_under_its_hash_and_can_be_read_back(db, root, at):
    stored = files.store(CONTENT, at=at, media_type="image/jpeg", width_px=4, height_px=3)
    path = root / SHA256[:2] / SHA256[2:4] / SHA256
    assert path.read_bytes() == CONTENT
    assert (stored.sha256, stored.size_bytes, stored.media_type) == (
        SHA256,
        len(CONTENT),
        "image/jpeg",
    )
    assert (stored.width_px, stored.height_px, stored.stored_at) == (4, 3, at)
    with files.open_file(stored) as file:
        assert file.read() == CONTENT
    assert leftovers(root) == []


def test_an_open_file_is_read_in_pieces(db, root, at, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 100)
    assert files.store(BytesIO(CONTENT), at=at).sha256 == SHA256


def test_the_same_content_is_kept_once(db, root, at):
    first = files.store(CONTENT, at=at)
    again = files.store(BytesIO(CONTENT), at=at + dt.timedelta(days=1))
    assert first == again
    assert StoredFile.objects.get().stored_at == at
    assert len([path for path in root.rglob("*") if path.is_file()]) == 1


def test_everything_is_synced_before_the_row_is_written(db, root, at, monkeypatch):
    """File, then name, then the folders that are new: in this order, and before the statement."""
    steps = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(handle):
        steps.append(("sync", os.readlink(f"/proc/self/fd/{handle}").removeprefix(str(root))))
        fsync(handle)

    def note_replace(old, new):
        steps.append(("name", str(new).removeprefix(str(root))))
        replace(old, new)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    real = StoredFile.objects.get_or_create

    def note_row(**values):
        steps.append(("row", ""))
        return real(**values)

    monkeypatch.setattr(StoredFile.objects, "get_or_create", note_row)
    files.store(CONTENT, at=at)
    a, b = f"/{SHA256[:2]}", f"/{SHA256[:2]}/{SHA256[2:4]}"
    kinds = [step for step in steps if not step[1].startswith("/incoming/")]
    synced_file = next(i for i, s in enumerate(steps) if s[1].startswith("/incoming/"))
    named = steps.index(("name", f"{b}/{SHA256}"))
    assert steps[synced_file][0] == "sync"
    assert synced_file < named
    assert kinds[-2:] == [("sync", b), ("row", "")]
    assert ("sync", "") in kinds and ("sync", a) in kinds


def test_a_failing_disk_leaves_nothing(db, root, at, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    files.store(b"makes the folders", at=at)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="storage_full"):
        files.store(CONTENT, at=at)
    assert leftovers(root) == []
    assert StoredFile.objects.count() == 1
    assert not files.path_of(SHA256).exists()


def test_a_source_that_breaks_off_leaves_nothing(db, root, at):
    class Broken(BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError("the phone went into a tunnel")

    with pytest.raises(ConnectionResetError):
        files.store(Broken(), at=at)
    assert leftovers(root) == []
    assert not StoredFile.objects.exists()


def test_a_damaged_file_is_mended_by_the_same_content(db, root, at):
    files.store(CONTENT, at=at)
    files.path_of(SHA256).write_bytes(b"rotten")
    with files.open_file(files.store(CONTENT, at=at)) as file:
        assert file.read() == CONTENT


def test_a_missing_file_is_said_to_be_missing(db, root, at):
    stored = files.store(CONTENT, at=at)
    files.path_of(SHA256).unlink()
    with pytest.raises(Refused, match="file_missing"):
        files.open_file(stored)


def test_an_erased_file_is_gone_and_does_not_come_back(
    db, root, at, django_capture_on_commit_callbacks
):
    stored = files.store(CONTENT, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(stored, at=at)
        assert files.path_of(SHA256).exists()  # until the act is committed
    assert StoredFile.objects.get().erased_at == at
    assert not files.path_of(SHA256).exists()
    with pytest.raises(Refused, match="file_erased"):
        files.open_file(stored)
    with pytest.raises(Refused, match="file_erased"):
        files.store(CONTENT, at=at)
    assert not files.path_of(SHA256).exists()
