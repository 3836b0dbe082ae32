"""Files that belong to nobody are swept, and files that belong to somebody and are not there are named.

An act that is killed or refused after its photos were stored leaves them behind: bytes being written, a file without
its row, a row that nothing points at. Such a thing is taken away once it is a day old. What a row points at
is never touched here, and what is missing is only said: bytes cannot be made up.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from xiuhua.apps.records import files
from xiuhua.apps.records.models import StoredFile
from xiuhua.apps.records.now import real_now

# Far longer than any request lasts: an act under way finds what it has stored.
AGE = dt.timedelta(days=1)
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_NAMED = 20


@dataclass
class Swept:
    """What was taken away, or would be."""

    unfinished: int = 0
    """Files that were never whole."""
    strays: int = 0
    """Whole files without a row, or whose row says that they are erased."""
    unused: int = 0
    """Rows with their files that nothing points at."""
    size_bytes: int = 0

    def as_facts(self) -> dict[str, int]:
        """For a report."""
        return asdict(self)


@dataclass
class Missing:
    """Files whose row is there and whose bytes are not, or not all of them; the first are named."""

    checked: int = 0
    missing: int = 0
    cut: int = 0
    first: list[str] = field(default_factory=list)

    def as_facts(self) -> dict[str, Any]:
        """For a report."""
        return asdict(self)


def sweep(at: dt.datetime, *, age: dt.timedelta = AGE, dry_run: bool = False) -> Swept:
    """Take away what is older than `age` and belongs to nobody. Acts may go on meanwhile.

    Rows are dated by the program's clock (`at`), files by the machine's.
    """
    swept, before = Swept(), (real_now() - age).timestamp()
    for stored in list(unused(at - age).only("pk", "sha256")):
        _take_row(stored, before, swept, dry_run)
    for path in _all_files():
        _take_file(path, before, swept, dry_run)
    return swept


def unused(before: dt.datetime) -> QuerySet[StoredFile]:
    """Rows from before a moment that nothing points at. What was erased by law stays: it bars its return."""
    rows = StoredFile.objects.filter(erased_at=None, stored_at__lte=before).order_by("id")
    for model, name in _users():
        rows = rows.filter(~Exists(model._base_manager.filter(**{name: OuterRef("pk")})))
    return rows


def find_missing() -> Missing:
    """Compare every row with the disk: is the file there, and as long as it was? Contents are `digest`'s."""
    found = Missing()
    rows = StoredFile.objects.filter(erased_at=None).order_by("id")
    for sha256, size_bytes in rows.values_list("sha256", "size_bytes").iterator(chunk_size=2000):
        found.checked += 1
        size = _size_of(files.path_of(sha256))
        if size == size_bytes:
            continue
        if size is None:
            found.missing += 1
        else:
            found.cut += 1
        if len(found.first) < MOST_NAMED:
            found.first.append(sha256)
    return found


def _users() -> list[tuple[Any, str]]:
    """Every column of the program that points at a stored file."""
    return [
        (model, one.name)
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if one.related_model is StoredFile
    ]


def _take_row(stored: StoredFile, before: float, swept: Swept, dry_run: bool) -> None:
    """The row first: whoever wants to point at it in this moment is then refused by the database."""
    path = files.path_of(stored.sha256)
    with files.nobody_sweeps(alone=True):
        # Stored once more meanwhile, its file is new: somebody is about to point at it.
        written_at = _written_at(path)
        if written_at is not None and written_at > before:
            return
        if not dry_run:
            try:
                with transaction.atomic():
                    rows = StoredFile.objects.filter(pk=stored.pk)
                    rows._raw_delete(rows.db)
            except IntegrityError:
                return
        swept.unused += 1
        _unlink(path, swept, dry_run)


def _take_file(path: Path, before: float, swept: Swept, dry_run: bool) -> None:
    written_at = _written_at(path)
    if written_at is None or written_at > before:
        return
    if not SHA256.fullmatch(path.name):
        swept.unfinished += 1
        _unlink(path, swept, dry_run)
        return
    with files.nobody_sweeps(alone=True):
        written_at = _written_at(path)
        is_new = written_at is None or written_at > before
        if is_new or StoredFile.objects.filter(sha256=path.name, erased_at=None).exists():
            return
        swept.strays += 1
        _unlink(path, swept, dry_run)


def _all_files() -> Iterator[Path]:
    """What is being written or was not finished, then everything that bears a name without a row."""
    yield from _files_in(files.incoming())
    root = Path(settings.FILES_ROOT)
    for first in _folders_in(root):
        for second in _folders_in(first):
            found = list(_files_in(second))
            names = [path.name for path in found]
            known = StoredFile.objects.filter(sha256__in=names, erased_at=None)
            rows = set(known.values_list("sha256", flat=True)) if names else set()
            yield from (path for path in found if path.name not in rows)


def _folders_in(folder: Path) -> list[Path]:
    """The folders named by two digits of a SHA-256, in order."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return sorted(Path(one.path) for one in found if len(one.name) == 2 and one.is_dir())


def _files_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return sorted(Path(one.path) for one in found if one.is_file(follow_symlinks=False))


def _written_at(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _unlink(path: Path, swept: Swept, dry_run: bool) -> None:
    size = _size_of(path)
    if size is None:
        return
    swept.size_bytes += size
    if not dry_run:
        path.unlink(missing_ok=True)
        files.sync(path.parent)
