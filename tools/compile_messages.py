"""Compile the translations (.po to .mo) with Babel, since msgfmt is not on a fresh machine.

A placeholder that differs between the two languages stops the build: such a sentence would fail
while somebody reads it. This does not extract messages; see docs/reference/face.md.

    python tools/compile_messages.py [--force]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


class CompileFailed(Exception):
    """A catalogue could not be compiled; the message names file and sentence."""


def mismatched(catalog) -> list[str]:
    """Sentences whose translation does not name the same placeholders."""
    wrong = []
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        asked = message.id if isinstance(message.id, str) else message.id[-1]
        given = message.string if isinstance(message.string, str) else message.string[-1]
        if given and set(PLACEHOLDER.findall(asked)) != set(PLACEHOLDER.findall(given)):
            wrong.append(f"{asked!r} -> {given!r}")
    return wrong


def compile_catalogue(source: Path) -> int:
    """Write the .mo beside a .po; the number of translated sentences."""
    locale = source.parent.parent.name
    try:
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=locale, domain=source.stem, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CompileFailed(f"{source}: cannot be read: {error}") from error
    wrong = mismatched(catalog)
    if wrong:
        raise CompileFailed(f"{source}: placeholders differ:\n  " + "\n  ".join(wrong))
    target = source.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as stream:
        write_mo(stream, catalog)
    fresh.replace(target)
    return sum(1 for message in catalog if message.id and message.string)


def compile_all(root: Path = ROOT, *, force: bool = False) -> list[tuple[Path, int]]:
    """Compile every catalogue that is newer than its .mo; what was written."""
    written = []
    for source in sorted((root / "src" / "xiuhua" / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        is_fresh = target.is_file() and target.stat().st_mtime >= source.stat().st_mtime
        if force or not is_fresh:
            written.append((target, compile_catalogue(source)))
    return written


def main(argv: list[str] | None = None) -> int:
    """Compile what changed; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--force", action="store_true", help="compile even when nothing changed")
    chosen = parser.parse_args(argv)
    try:
        written = compile_all(force=chosen.force)
    except CompileFailed as failure:
        print(f"messages: {failure}", file=sys.stderr)
        return 1
    for target, count in written:
        print(f"messages: {target.relative_to(ROOT)} ({count} sentences)")
    if not written:
        print("messages: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
