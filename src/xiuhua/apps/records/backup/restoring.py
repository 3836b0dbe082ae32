"""Putting a backup into an empty place: tables as they were then, rows, files, secret key.

The backup is read through before anything is written. All rows are one transaction, and the digest of what
stands there afterwards must be that of the backup, or nothing stays. It never writes over anything.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from xiuhua.apps.records import files
from xiuhua.apps.records.backup import (
    archive,
    digest,
    loading,
    making,
    reading,
    sequences,
    tables,
    verifying,
)
from xiuhua.rulebook.refusal import Refused

Progress = digest.Progress
CHUNK = 1 << 20


def restore(
    path: Path, *, passphrase: str = "", progress: Progress | None = None
) -> verifying.Contents:
    """Check the backup, then fill the empty place this installation points to."""
    contents = verifying.verify(path, passphrase=passphrase)
    tables.reach(DEFAULT_DB_ALIAS)
    tables.targets(contents.migrations, DEFAULT_DB_ALIAS)  # refuses a newer version's
    with disk_may_be_full():
        make_tables(contents.migrations, DEFAULT_DB_ALIAS)
        models = tables.models_at(contents.migrations, DEFAULT_DB_ALIAS)
        with transaction.atomic():
            secret = _fill(path, passphrase, models, progress)
            sequences.write(models, contents.head.get("sequences", {}), DEFAULT_DB_ALIAS)
            check_equal(contents.digest, models, DEFAULT_DB_ALIAS)
            _place_secret(secret)
    return contents


def make_tables(state: tables.Applied, using: str) -> None:
    """Bring an empty database to a state of the migrations; refuses one that is not empty."""
    there = tables.applied(using)
    # The list of migrations may be there alone, where a restore was killed at its very beginning.
    others = set(connections[using].introspection.table_names()) - {"django_migrations"}
    if others and not there:
        raise Refused("restore_not_empty", table=min(others))
    if not set(there) <= set(state):
        raise Refused("restore_other_version")
    for model in tables.models_at(there, using):
        if reading.count_rows(model, using):
            raise Refused("restore_not_empty", table=model._meta.db_table)
    if set(there) == set(state):
        return
    missing = {(one.app_label, one.name) for one in tables.pending(using)} - set(state)
    if missing:
        MigrationExecutor(connections[using]).migrate(tables.targets(state, using))
    else:
        call_command("migrate", database=using, verbosity=0, interactive=False)


def check_equal(wanted: digest.Digest, models: list[Any], using: str) -> digest.Digest:
    """The digest of what stands there; refuses, inside the transaction, what was not to be written."""
    found = digest.Digest(digest.of_tables(models, using))
    if differing := wanted.differing(found):
        raise Refused("restore_digest_differs", table=differing[0])
    return found


def _fill(path: Path, passphrase: str, models: list[Any], progress: Progress | None) -> bytes:
    by_table = {model._meta.db_table: model for model in models}
    secret, done = b"", 0
    with verifying.members_of(path, passphrase) as members:
        for tar, member in members:
            source = archive.open_member(tar, member)
            if table := archive.TABLE.fullmatch(member.name):
                if table[1] not in by_table:
                    raise Refused("backup_columns_differ", table=table[1])
                lines = verifying.lines_in(source, member.name)
                done += loading.load(by_table[table[1]], lines, DEFAULT_DB_ALIAS)
                if progress:
                    progress(done)
            elif name := archive.FILE.fullmatch(member.name):
                place_file(name[1], source)
            elif member.name == archive.SECRET:
                secret = source.read()
    return secret


def place_file(name: str, source: BinaryIO) -> None:
    """Bring one file to its place under the name it had, synced before its row is confirmed."""
    target = files.path_of(name)
    _write_whole(target, iter(lambda: source.read(CHUNK), b""))


def _place_secret(secret: bytes) -> None:
    """The secret key where this installation looks for it; one that differs is kept beside it."""
    target = Path(settings.HOME) / "secret_key"
    if target.exists():
        if target.read_bytes().strip() == secret.strip():
            return
        os.replace(target, target.with_name("secret_key.before_restore"))
    _write_whole(target, [secret])


def _write_whole(target: Path, parts: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".restore-")
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    # The folder and those above it, down to the one that was there: their names must stay too.
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


@contextmanager
def disk_may_be_full() -> Iterator[None]:
    """A full disk while rows or files are written is a refusal, on either database."""
    try:
        yield
    except OSError as error:
        if error.errno in making.NO_SPACE:
            raise Refused("restore_disk_full") from error
        raise
    except DatabaseError as error:
        if isinstance(error, OperationalError) and "full" in str(error):
            raise Refused("restore_disk_full") from error
        raise
