"""The option --passphrase-file, the same for each command that reads or writes a backup."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xiuhua.apps.records.backup import encryption


def add_option(parser: ArgumentParser) -> None:
    """A file, never the passphrase itself: the command line is seen by everybody on the machine."""
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        help="口令文件，第一行是口令 / file whose first line is the passphrase",
    )


def given(options: Mapping[str, Any]) -> str:
    """The passphrase, or an empty text."""
    path = options["passphrase_file"]
    return encryption.passphrase_in(path) if path else ""
