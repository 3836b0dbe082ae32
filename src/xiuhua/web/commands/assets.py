"""Static files collected under hashed names, once per version of their content."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command

from xiuhua import __version__
from xiuhua.web.shared.static_files import Storage

STAMP = "collected.txt"


class _Collect(collectstatic.Command):
    """Django's own command, with the storage that serving will use, whatever the settings began with."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.storage = Storage()
        self.local = True


def collect() -> bool:
    """Collect if anything has changed since the last time; whether it had to."""
    root = Path(settings.STATIC_ROOT)
    version = _version()
    stamp = root / STAMP
    manifest = root / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == version:
        return False
    call_command(_Collect(), interactive=False, verbosity=0)
    stamp.write_text(version, encoding="ascii")
    return True


def _version() -> str:
    """A digest of what there is to collect: names, sizes and times of change."""
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            about = Path(storage.path(path)).stat()
            digest.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
