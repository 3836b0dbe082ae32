"""One SHA-256 over all tables and one over all files, the same on SQLite and on PostgreSQL.

It says whether two installations hold the same, and of which table they differ. It proves nothing about
how the rows came to be: that is `proof`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from xiuhua.apps.records import files
from xiuhua.apps.records.backup import reading

CHUNK = 1 << 20
Progress = Callable[[int], None]


@dataclass(frozen=True)
class TableDigest:
    """Rows of one table, and the SHA-256 over its canonical lines."""

    rows: int
    sha256: str


class Running:
    """The digest of one table while its lines pass by."""

    def __init__(self, head: bytes) -> None:
        self._sha256, self.rows = hashlib.sha256(head), 0

    def add(self, line: bytes) -> None:
        """One more row."""
        self._sha256.update(line)
        self.rows += 1

    def close(self) -> TableDigest:
        """What came out."""
        return TableDigest(self.rows, self._sha256.hexdigest())


@dataclass
class FilesDigest:
    """All files by their content, in the order of their names; what is not as its name says."""

    files: int = 0
    size_bytes: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    _sha256: Any = field(default_factory=hashlib.sha256, repr=False)

    def add(self, name: str, content_sha256: str, size_bytes: int) -> None:
        """One file; `name` is the SHA-256 that it should have."""
        self._sha256.update(f"{name} {content_sha256} {size_bytes}\n".encode())
        self.files += 1
        self.size_bytes += size_bytes
        if content_sha256 != name:
            self.damaged[name] = content_sha256

    @property
    def sha256(self) -> str:
        """Over the files that are there, then over the names of the missing ones."""
        digest = self._sha256.copy()
        for name in self.missing:
            digest.update(f"{name} missing\n".encode())
        return digest.hexdigest()


@dataclass
class Digest:
    """Everything: each table, the files, and one SHA-256 over both."""

    tables: dict[str, TableDigest] = field(default_factory=dict)
    files: FilesDigest = field(default_factory=FilesDigest)

    @property
    def tables_sha256(self) -> str:
        """Over the tables only."""
        lines = (f"{name} {t.rows} {t.sha256}\n" for name, t in sorted(self.tables.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def sha256(self) -> str:
        """Over tables and files."""
        return hashlib.sha256(f"{self.tables_sha256} {self.files.sha256}\n".encode()).hexdigest()

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    def differing(self, other: "Digest") -> list[str]:
        """Tables that are not the same in both."""
        names = sorted(self.tables.keys() | other.tables.keys())
        return [name for name in names if self.tables.get(name) != other.tables.get(name)]


def of_tables(
    models: Iterable[Any], using: str = DEFAULT_DB_ALIAS, progress: Progress | None = None
) -> dict[str, TableDigest]:
    """The digest of each table; the caller holds one view of the database."""
    found, done = {}, 0
    for model in models:
        running = Running(reading.head_of(model))
        for line in reading.lines_of(model, using):
            running.add(line)
        found[model._meta.db_table] = running.close()
        done += running.rows
        if progress:
            progress(done)
    return found


def of_everything(models: list[Any], progress: Progress | None = None) -> Digest:
    """Tables and files of this installation; the caller holds one view of the database."""
    digest = Digest(of_tables(models, progress=progress))
    for name in stored_names(models):
        found = content_of(files.path_of(name))
        if found is None:
            digest.files.missing.append(name)
        else:
            digest.files.add(name, *found)
    return digest


def stored_names(models: Iterable[Any], using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """SHA-256 of each file that should be there, in order."""
    for model in models:
        if model._meta.label == "records.StoredFile":
            rows = model._base_manager.using(using).filter(erased_at=None).order_by("sha256")
            yield from rows.values_list("sha256", flat=True).iterator(chunk_size=2000)


def content_of(path: Path) -> tuple[str, int] | None:
    """SHA-256 and size of a file as it is; None if it is not there."""
    digest, size_bytes = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size_bytes += len(chunk)
    except FileNotFoundError:
        return None
    return digest.hexdigest(), size_bytes
