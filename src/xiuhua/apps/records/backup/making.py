"""Making a backup while the program runs: one view of the database, every file, every checksum.

It is written under a temporary name beside its place, synced, then named: a file that bears its name is
whole. It holds personal data and the secret key, so only its owner may read it. The accounts of the
demonstration are not taken along.
"""

import datetime as dt
import errno
import fcntl
import gzip
import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

import xiuhua
from xiuhua.apps.records import files
from xiuhua.apps.records.backup import archive, digest, encryption, reading, sequences, tables
from xiuhua.apps.records.snapshot import snapshot
from xiuhua.rulebook.refusal import Refused

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
PARTIAL = ".partial"
SUFFIX, LOCKED_SUFFIX = ".tar", ".tar.locked"
Progress = digest.Progress


@dataclass
class Made:
    """A backup that stands: where, how large, and what is in it."""

    path: Path
    size_bytes: int
    digest: digest.Digest
    migrations: tables.Applied


def make(
    folder: Path, *, at: dt.datetime, passphrase: str = "", progress: Progress | None = None
) -> Made:
    """Write a backup of everything into `folder`; nothing is left there if that fails."""
    tables.reach(DEFAULT_DB_ALIAS)
    with _disk_may_be_full():
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        handle, name = tempfile.mkstemp(prefix=".xiuhua-", suffix=PARTIAL, dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                _lock(file)
                found, state = _write(file, folder, passphrase, progress)
                file.flush()
                os.fsync(file.fileno())
            path = _named(Path(name), folder, at, LOCKED_SUFFIX if passphrase else SUFFIX)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Made(path, path.stat().st_size, found, state)


@contextmanager
def _disk_may_be_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise Refused("backup_disk_full") from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EPERM):
            raise Refused("backup_folder_closed", folder=str(error.filename or "")) from error
        raise


def _lock(file: BinaryIO) -> bool:
    """Hold a file for as long as this process lives; False if another one holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, or a file system that knows no locks
        return False
    return True


def _sweep(folder: Path) -> None:
    """Take away what a backup that was killed left behind; one that is being written is held."""
    for path in folder.glob(f".xiuhua-*{PARTIAL}"):
        with path.open("rb") as file:
            if _lock(file):
                path.unlink(missing_ok=True)


def _named(partial: Path, folder: Path, at: dt.datetime, suffix: str) -> Path:
    """Give the finished file its name, never that of another; synced, so that it stays."""
    stem, number = f"xiuhua-{at:%Y%m%dT%H%M%SZ}", 1
    while True:
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            number += 1
            continue
        os.replace(partial, path)
        break
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
    return path


def _write(
    file: BinaryIO, folder: Path, passphrase: str, progress: Progress | None
) -> tuple[digest.Digest, tables.Applied]:
    locking = encryption.Locking(file, passphrase) if passphrase else None
    with snapshot():
        state = tables.applied(DEFAULT_DB_ALIAS)
        if not state:
            raise Refused("backup_of_nothing")
        with tarfile.open(fileobj=locking or file, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            found = _fill(tar, state, folder, progress)
    if locking:
        locking.finish()
    return found, state


def _fill(
    tar: tarfile.TarFile, state: tables.Applied, spool: Path, progress: Progress | None
) -> digest.Digest:
    models = tables.models_at(state, DEFAULT_DB_ALIAS)
    head = {
        "form": archive.FORM,
        "version": xiuhua.__version__,
        "database": connections[DEFAULT_DB_ALIAS].vendor,
        "migrations": state,
        "sequences": sequences.read(models, DEFAULT_DB_ALIAS),
    }
    sums = {archive.HEAD: archive.write_note(tar, archive.HEAD, head)}
    secret = settings.SECRET_KEY.encode()
    archive.write_member(tar, archive.SECRET, BytesIO(secret), len(secret))
    sums[archive.SECRET] = hashlib.sha256(secret).hexdigest()
    found, done = digest.Digest(), 0
    for model in models:
        name = model._meta.db_table
        member = f"tables/{name}.jsonl.gz"
        found.tables[name], sums[member] = _add_table(tar, member, model, spool)
        done += found.tables[name].rows
        if progress:
            progress(done)
    for name in digest.stored_names(models):
        _add_file(tar, name, found.files)
    archive.write_note(tar, archive.MANIFEST, manifest_of(found, sums))
    return found


def manifest_of(found: digest.Digest, sums: dict[str, str]) -> dict[str, Any]:
    """What the last member says of the others."""
    return {
        "members": sums,
        "tables": {name: [table.rows, table.sha256] for name, table in found.tables.items()},
        "files": found.files.files,
        "files_bytes": found.files.size_bytes,
        "files_missing": found.files.missing,
        "files_damaged": found.files.damaged,
        "files_sha256": found.files.sha256,
        "digest": found.sha256,
    }


def _add_table(
    tar: tarfile.TarFile, member: str, model: Any, spool: Path
) -> tuple[digest.TableDigest, str]:
    """One table by way of a nameless temporary file: a tar wants sizes first."""
    with tempfile.TemporaryFile(dir=spool) as file:
        with gzip.GzipFile(
            fileobj=file, mode="wb", compresslevel=4, mtime=0, filename=""
        ) as packed:
            head = reading.head_of(model)
            running = digest.Running(head)
            packed.write(head)
            for line in reading.lines_of(model, DEFAULT_DB_ALIAS):
                running.add(line)
                packed.write(line)
        size = file.tell()
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        archive.write_member(tar, member, file, size)
    return running.close(), sha256


def _add_file(tar: tarfile.TarFile, name: str, found: digest.FilesDigest) -> None:
    """One stored file as it is; a missing or damaged one is noted and stops nothing."""
    try:
        source = files.path_of(name).open("rb")
    except FileNotFoundError:
        found.missing.append(name)
        return
    with source:  # open throughout: an erasure meanwhile does not tear it
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        size = source.tell()
        source.seek(0)
        archive.write_member(tar, f"files/{name}", source, size)
    found.add(name, sha256, size)
