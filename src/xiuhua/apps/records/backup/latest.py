"""Which backup was made last: a small note beside the data, so that its age can be watched.

A backup may be written to another machine, where nobody can look for it. The note holds no contents and
is no proof: `xiuhua verify_backup` is.
"""

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

NOTE = "last_backup.json"


@dataclass(frozen=True)
class Latest:
    """When, where, how large, and whether it is encrypted."""

    at: dt.datetime
    path: Path
    size_bytes: int
    encrypted: bool


def note(path: Path, *, at: dt.datetime, size_bytes: int, encrypted: bool) -> None:
    """Write down that a backup stands."""
    kept = Path(settings.HOME) / NOTE
    fresh = kept.with_suffix(".new")
    facts = {"at": at.isoformat(), "path": str(path.resolve()), "size_bytes": size_bytes}
    fresh.write_text(json.dumps({**facts, "encrypted": encrypted}) + "\n", encoding="utf-8")
    os.replace(fresh, kept)


def latest() -> Latest | None:
    """The last one noted; None if there is no note, or none that can be read."""
    try:
        found = json.loads((Path(settings.HOME) / NOTE).read_text(encoding="utf-8"))
        at = dt.datetime.fromisoformat(found["at"])
        return Latest(at, Path(found["path"]), int(found["size_bytes"]), bool(found["encrypted"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
