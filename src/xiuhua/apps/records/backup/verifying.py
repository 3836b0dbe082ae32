"""Reading a whole backup and checking every byte of it, without any database.

The first member that is not as the manifest says is named. It writes nothing anywhere.
"""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from xiuhua.apps.records.backup import archive, encryption, making
from xiuhua.apps.records.backup.digest import CHUNK, Digest, Progress, Running
from xiuhua.rulebook.refusal import Refused

LONGEST_LINE = 256 << 20


@dataclass
class Contents:
    """What a backup holds, each byte read and found as its manifest says."""

    head: dict[str, Any] = field(default_factory=dict)
    digest: Digest = field(default_factory=Digest)
    sums: dict[str, str] = field(default_factory=dict)

    @property
    def migrations(self) -> list[tuple[str, str]]:
        """The migrations that made its tables."""
        return [(app, name) for app, name in self.head["migrations"]]


@contextmanager
def members_of(
    path: Path, passphrase: str
) -> Iterator[Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]]:
    """The members of a backup, unlocked where need be; refuses what is no backup."""
    try:
        stream: Any = path.open("rb")
    except OSError as error:
        raise Refused("backup_unreadable", file=path.name) from error
    with stream:
        if encryption.is_encrypted(path):
            if not passphrase:
                raise Refused("passphrase_needed", file=path.name)
            stream = encryption.Unlocking(stream, passphrase)
        with archive.opened(stream) as members:
            yield members


def verify(path: Path, *, passphrase: str = "", progress: Progress | None = None) -> Contents:
    """Read all of it; refuses at the first member that does not fit."""
    found = Contents()
    with members_of(path, passphrase) as members:
        for number, (tar, member) in enumerate(members):
            if number == 0 and member.name != archive.HEAD:
                raise Refused("backup_not_ours", file=path.name)
            if member.name == archive.MANIFEST:
                _compare(found, archive.read_note(tar, member), path.name)
                return found
            _read(tar, member, found)
            if progress:
                progress(found.digest.rows)
    raise Refused("backup_cut", file=path.name)


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo, found: Contents) -> None:
    if member.name in found.sums:
        raise Refused("backup_broken", member=member.name[:120])
    if member.name == archive.HEAD:
        found.head = archive.read_note(tar, member)
        if found.head.get("form") != archive.FORM:
            raise Refused("backup_form_newer", form=str(found.head.get("form"))[:20])
        found.sums[archive.HEAD] = ""  # bears its own checksum
    elif table := archive.TABLE.fullmatch(member.name):
        running = None
        with hashed(archive.open_member(tar, member)) as source:
            for line in lines_in(source, member.name):
                if running is None:
                    running = Running(line)
                else:
                    running.add(line)
        if running is None:
            raise Refused("backup_broken", member=member.name)
        found.digest.tables[table[1]] = running.close()
        found.sums[member.name] = source.sha256
    elif name := archive.FILE.fullmatch(member.name):
        sha256 = hashlib.file_digest(archive.open_member(tar, member), "sha256").hexdigest()
        found.digest.files.add(name[1], sha256, member.size)
    elif member.name == archive.SECRET:
        content = archive.open_member(tar, member).read(10_000)
        found.sums[archive.SECRET] = hashlib.sha256(content).hexdigest()
    else:
        raise Refused("backup_broken", member=member.name[:120])


def lines_in(source: BinaryIO, member: str) -> Iterator[bytes]:
    """The lines of a packed table; refuses what cannot be unpacked."""
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as packed:
            while line := packed.readline(LONGEST_LINE):
                yield line
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise Refused("backup_broken", member=member) from error


class hashed:  # noqa: N801  (reads as a verb where it stands)
    """A stream that sums up what is read through it, to the very end."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._sha256 = source, hashlib.sha256()

    def __enter__(self) -> "hashed":
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            while self.read(CHUNK):
                pass

    def read(self, size: int = -1) -> bytes:
        """Pass on and sum up."""
        part = self._source.read(size)
        self._sha256.update(part)
        return part

    @property
    def sha256(self) -> str:
        """Of everything read so far."""
        return self._sha256.hexdigest()


def _compare(found: Contents, manifest: dict[str, Any], file: str) -> None:
    """Against what was written down when the backup was made; the first difference is named."""
    try:
        said = dict(manifest["members"])
        said[archive.HEAD] = ""
        found.digest.files.missing = list(manifest["files_missing"])
        damaged = dict(manifest["files_damaged"])
        whole = making.manifest_of(found.digest, manifest["members"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("backup_broken", member=archive.MANIFEST) from error
    for member in sorted(said.keys() | found.sums.keys()):
        if said.get(member) != found.sums.get(member):
            raise Refused("backup_broken", member=member)
    for name, sha256 in found.digest.files.damaged.items():
        if damaged.get(name) != sha256:
            raise Refused("backup_broken", member=f"files/{name}")
    for table, state in whole["tables"].items():
        if manifest["tables"].get(table) != state:
            raise Refused("backup_broken", member=f"tables/{table}.jsonl.gz")
    if any(manifest.get(key) != value for key, value in whole.items()):
        raise Refused("backup_broken", member=archive.MANIFEST)
