"""Files under FILES_ROOT by the SHA-256 of their content: written and synced before the row says so.

What is stored is never rewritten; the only way out is a lawful erasure, after which the row stays. Who
may see a file is asked by the page that serves it, never here.
"""

import datetime as dt
import errno
import hashlib
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from xiuhua.apps.records.models import StoredFile
from xiuhua.rulebook.refusal import Refused

CHUNK = 1 << 20
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


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
    sha256, size_bytes = _write(BytesIO(data) if isinstance(data, bytes) else data)
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

    The row says so first: should the power fail in between, the bytes are swept later.
    """
    stored.erased_at = at
    stored.save(update_fields=["erased_at"])
    _remove(stored.sha256)


def path_of(sha256: str) -> Path:
    """Where a content lies: FILES_ROOT/ab/cd/abcd…"""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _write(source: BinaryIO) -> tuple[str, int]:
    """Bring the bytes to their place; (SHA-256, size). Nothing is left behind if that fails."""
    incoming = _folder(Path(settings.FILES_ROOT) / "incoming")
    handle, name = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as file:
            sha256, size_bytes = _copy(source, file)
        target = path_of(sha256)
        # A content that is there already is replaced by itself, which also mends a damaged one.
        os.replace(name, _folder(target.parent) / target.name)
        _sync(target.parent)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            raise Refused("storage_full") from error
        raise
    return sha256, size_bytes


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
    if not path.is_dir():
        _folder(path.parent)
        path.mkdir(exist_ok=True)
        _sync(path.parent)
    return path


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(sha256: str) -> None:
    path = path_of(sha256)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync(path.parent)
