"""Files under FILES_ROOT by the SHA-256 of their content: written and synced before the row says so.

What is stored is never rewritten; the only way out is a lawful erasure, after which the row stays. Who
may see a file is asked by the page that serves it, never here. What nobody came to use is `sweeping`'s.
"""

import datetime as dt
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from xiuhua.apps.records.durability import NO_SPACE
from xiuhua.apps.records.models import StoredFile
from xiuhua.rulebook.refusal import Refused

CHUNK = 1 << 20
# Folders whose names this process has synced or seen synced: whoever else makes one may not be done yet.
_synced: set[Path] = set()


def store(
    data: bytes | BinaryIO,
    *,
    at: dt.datetime,
    media_type: str = "application/octet-stream",
    width_px: int | None = None,
    height_px: int | None = None,
) -> StoredFile:
    """Keep a content once and give its row; when this returns, the bytes survive a power cut.

    Call it before or inside the act's transaction: a file without a row is swept later, a row without
    its file would be a broken promise.
    """
    name, sha256, size_bytes = _receive(BytesIO(data) if isinstance(data, bytes) else data)
    with nobody_sweeps():
        _put_in_place(name, sha256)
        stored, _made = StoredFile.objects.get_or_create(
            sha256=sha256,
            defaults={
                "size_bytes": size_bytes,
                "media_type": media_type,
                "width_px": width_px,
                "height_px": height_px,
                "stored_at": at,
            },
        )
    if stored.erased_at:
        _remove(sha256)
        raise Refused("file_erased", sha256=sha256)
    return stored


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes of a stored file, open for reading; the caller closes it."""
    if stored.erased_at:
        raise Refused("file_erased", sha256=stored.sha256)
    try:
        return path_of(stored.sha256).open("rb")
    except FileNotFoundError:
        raise Refused("file_missing", sha256=stored.sha256) from None


def erase(stored: StoredFile, *, at: dt.datetime) -> None:
    """Remove the bytes for good on a lawful request; the same content is not taken in again.

    The row says so first, and the bytes go when that is committed: an act that is rolled back has removed
    nothing; should the power fail in between, the bytes are swept later.
    """
    stored.erased_at = at
    stored.save(update_fields=["erased_at"])
    transaction.on_commit(partial(_remove, stored.sha256))


def path_of(sha256: str) -> Path:
    """Where a content lies: FILES_ROOT/ab/cd/abcd…"""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def nobody_sweeps(*, alone: bool = False) -> Iterator[None]:
    """Between a file's name and its row nobody may take it for a stray; `alone` is for who sweeps."""
    place = os.open(_folder(Path(settings.FILES_ROOT)), os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        except OSError:  # a file system that knows no locks: the age of the files has to do
            pass
        yield
    finally:
        os.close(place)


def incoming() -> Path:
    """Where files lie until they are whole."""
    return Path(settings.FILES_ROOT) / "incoming"


def _receive(source: BinaryIO) -> tuple[Path, str, int]:
    """Write the bytes under a name of their own and sync them; nothing is left behind if that fails."""
    with _or_refused():
        handle, name = tempfile.mkstemp(dir=_folder(incoming()))
        try:
            with os.fdopen(handle, "wb") as file:
                sha256, size_bytes = _copy(source, file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Path(name), sha256, size_bytes


def _put_in_place(name: Path, sha256: str) -> None:
    """Give the bytes their name. What is there already is replaced by itself, which mends a damaged one."""
    target = path_of(sha256)
    with _or_refused():
        try:
            os.replace(name, _folder(target.parent) / target.name)
            sync(target.parent)
        except BaseException:
            name.unlink(missing_ok=True)
            raise


@contextmanager
def _or_refused() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise Refused("storage_full") from error
        raise


def _copy(source: BinaryIO, file: BinaryIO) -> tuple[str, int]:
    digest, size_bytes = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size_bytes += len(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size_bytes


def _folder(path: Path) -> Path:
    """Make a folder so that it survives a power cut: its name is synced in the folder above."""
    if path in _synced and path.is_dir():
        return path
    is_there = path.is_dir()
    if not is_there or Path(settings.FILES_ROOT) in path.parents:
        _folder(path.parent)
    if not is_there:
        path.mkdir(exist_ok=True)
    sync(path.parent)
    _synced.add(path)
    return path


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(sha256: str) -> None:
    path = path_of(sha256)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync(path.parent)
