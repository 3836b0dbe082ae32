"""The form of a backup: one tar that streams out and in, made so that every byte of it can be checked.

    head.json                 form, version, migrations, key sequences
    secret_key                the secret by which check words and codes are made
    tables/NAME.jsonl.gz      columns, then one canonical line per row
    files/SHA256              each stored file
    manifest.json             checksums and digests of all of the above; last, so that a cut file lacks it

Nothing in it belongs to one database. Members are never unpacked by the names they bear.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from xiuhua.rulebook.refusal import Refused

FORM = 1
HEAD, SECRET, MANIFEST = "head.json", "secret_key", "manifest.json"
TABLE = re.compile(r"tables/([a-z0-9_]+)\.jsonl\.gz")
FILE = re.compile(r"files/([0-9a-f]{64})")
# Head and manifest are small; a larger one is not ours and must not fill the memory.
LARGEST_NOTE_BYTES = 64 << 20
CHUNK = 1 << 20


def write_member(tar: tarfile.TarFile, name: str, source: BinaryIO, size: int) -> None:
    """Put `size` bytes from `source` into the archive."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, source)


def write_note(tar: tarfile.TarFile, name: str, note: dict[str, Any]) -> str:
    """Put a JSON note into the archive, with its own checksum inside; its SHA-256."""
    content = json.dumps({**note, "sha256": _own(note)}, ensure_ascii=False, indent=1).encode()
    write_member(tar, name, io.BytesIO(content), len(content))
    return hashlib.sha256(content).hexdigest()


def read_note(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    """A JSON note whose own checksum fits; refuses any other."""
    if member.size > LARGEST_NOTE_BYTES:
        raise Refused("backup_broken", member=member.name)
    try:
        note = json.loads(open_member(tar, member).read())
        said = note.pop("sha256")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise Refused("backup_broken", member=member.name) from error
    if said != _own(note):
        raise Refused("backup_broken", member=member.name)
    return dict(note)


def open_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    """The bytes of a member as a stream; refuses folders, links and devices."""
    if not member.isreg():
        raise Refused("backup_broken", member=member.name)
    return tar.extractfile(member)


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]]:
    """The members one after the other; a tar that cannot be read is refused, naming where."""
    at = {"name": HEAD}

    def members() -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
        for member in tar:
            at["name"] = member.name
            yield tar, member

    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            yield members()
    except (tarfile.TarError, EOFError) as error:
        raise Refused("backup_broken", member=at["name"][:120]) from error


def _own(note: dict[str, Any]) -> str:
    text = json.dumps(note, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
