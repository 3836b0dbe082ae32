"""Bring the English catalogue up to date with the Chinese texts found in code and templates.

    python tools/merge_messages.py [PAIRS.tsv …]   take in pairs «Chinese TAB English», write the .po
    python tools/merge_messages.py --check         write nothing; exit 1 if a text has no English

The msgid is the Chinese text itself, so zh-Hans needs no catalogue. Texts no longer used are left
out. A text with `%` signs for gettext stands in a TSV as in the code; `\\n` is a line break. This
does not compile (tools/compile_messages.py does) and must never invent a translation.
"""

import argparse
import datetime
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "xiuhua"
SINGULAR = ("gettext", "gettext_lazy", "gettext_noop", "_")
PLURAL = ("ngettext", "ngettext_lazy")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(SINGULAR),
    **dict.fromkeys(PLURAL, (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
SKIPPED_FOLDERS = {"vendor", "node_modules", "migrations", "__pycache__"}


@dataclass(frozen=True, order=True)
class Text:
    """One text for people: its words, its plural if it has one, its context if it needs one."""

    words: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """As Babel's catalogue keys it."""
        return (self.words, self.plural) if self.plural else self.words


class Malformed(Exception):
    """A TSV line that is not «Chinese TAB English»; the message names file and line."""


def extract(package: Path = PACKAGE) -> dict[Text, list[str]]:
    """Every text in Python files and templates under `package`, with the files it stands in."""
    found: dict[Text, list[str]] = {}
    for path in sorted(package.rglob("*")):
        if SKIPPED_FOLDERS & set(path.parts) or not path.is_file():
            continue
        if path.suffix == ".py":
            code = path.read_text(encoding="utf-8")
        elif "templates" in path.parts:
            code = _as_python(path)
        else:
            continue
        for text in _texts(code):
            places = found.setdefault(text, [])
            if (name := path.relative_to(package).as_posix()) not in places:
                places.append(name)
    return found


def _as_python(template: Path) -> str:
    """A template as Django's own extractor sees it: code with gettext calls."""
    from django.conf import settings
    from django.utils.translation import templatize

    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure()
    return templatize(template.read_text(encoding="utf-8"), origin=str(template))


def _texts(code: str) -> Iterator[Text]:
    found = extract_python(
        io.BytesIO(code.encode("utf-8")), tuple(KEYWORDS), (), {"encoding": "utf-8"}
    )
    for _line, function, said, _comments in found:
        words = list(said) if isinstance(said, tuple) else [said]
        # A call whose text is not a literal cannot be collected; the literal stands elsewhere.
        if not words or not isinstance(words[0], str) or not words[0]:
            continue
        context = ""
        if function and "pgettext" in function:
            context = words.pop(0)
            if not words or not isinstance(words[0], str):
                continue
        is_plural = bool(
            function and "ngettext" in function or function and "npgettext" in function
        )
        plural = words[1] if is_plural and len(words) > 1 and isinstance(words[1], str) else ""
        yield Text(words[0], plural, context)


def catalogue_path(package: Path = PACKAGE) -> Path:
    """Where the English catalogue stands."""
    return package / "locale" / "en" / "LC_MESSAGES" / "django.po"


def read_catalogue(package: Path = PACKAGE) -> Catalog:
    """The English catalogue, or an empty one."""
    path = catalogue_path(package)
    if not path.exists():
        return Catalog(locale="en", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def read_pairs(paths: Iterable[Path]) -> dict[str, str]:
    """Chinese to English from TSV files; a later file wins over an earlier one."""
    pairs: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip().replace("\\n", "\n") for cell in line.split("\t")]
            if len(cells) < 2 or not cells[0] or not cells[1]:
                raise Malformed(f"{path}:{number}: expected «Chinese TAB English»: {line}")
            pairs[cells[0]] = cells[1]
    return pairs


def merged(package: Path, pairs: dict[str, str]) -> Catalog:
    """The catalogue of today's texts: known translations kept, given pairs put in."""
    known = read_catalogue(package)
    fresh = Catalog(
        locale="en", domain="django", project="xiuhua", fuzzy=False, creation_date=_NO_DATE
    )
    fresh.revision_date = _NO_DATE
    fresh.header_comment = (
        "# English for the Chinese texts of Xiuhua. Made by tools/merge_messages.py."
    )
    for text in sorted(extract(package)):
        fresh.add(text.id, _english(text, known, pairs), context=text.context or None)
    return fresh


# A date of today would make every run a change.
_NO_DATE = datetime.datetime(2021, 5, 6, 1, 0, tzinfo=datetime.UTC)


def _pair(words: str, pairs: dict[str, str]) -> str:
    """The English given for a text. Templates double their percent signs, people do not."""
    if words in pairs or "%%" not in words:
        return pairs.get(words, "")
    return pairs.get(words.replace("%%", "%"), "").replace("%", "%%")


def _english(text: Text, known: Catalog, pairs: dict[str, str]) -> str | tuple[str, str]:
    before = known.get(text.id, context=text.context or None)
    kept = before.string if before is not None and before.string else ""
    singular = _pair(text.words, pairs)
    if not text.plural:
        return singular or (kept if isinstance(kept, str) else "")
    # In Chinese both forms are often one text; then English gives them as «one | many».
    one, _, many = singular.partition(" | ")
    many = many or _pair(text.plural, pairs) or one
    if one and many:
        return (one, many)
    return kept if isinstance(kept, tuple) else ("", "")


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def missing(catalogue: Catalog, package: Path) -> list[Text]:
    """Texts of the package for which the catalogue has no English."""
    without = []
    for text in sorted(extract(package)):
        message = catalogue.get(text.id, context=text.context or None)
        if message is None or message.fuzzy or not _is_translated(message.string):
            without.append(text)
    return without


def untranslated(package: Path = PACKAGE) -> list[str]:
    """Texts that the catalogue as it stands lacks."""
    return [text.words for text in missing(read_catalogue(package), package)]


def write(catalogue: Catalog, path: Path) -> bool:
    """Write the catalogue sorted and without line numbers; False when nothing changed."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, width=0)
    if path.exists() and path.read_bytes() == buffer.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    return True


def main(argv: list[str] | None = None) -> int:
    """Merge or check, and print what still has no English."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="*", type=Path, help="TSV files: Chinese TAB English")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if incomplete")
    chosen = parser.parse_args(argv)
    try:
        catalogue = merged(PACKAGE, read_pairs(chosen.pairs))
    except (OSError, Malformed) as problem:
        print(f"messages: {problem}", file=sys.stderr)
        return 2
    if not chosen.check:
        changed = write(catalogue, catalogue_path())
        print(f"messages: {'written' if changed else 'unchanged'}", file=sys.stderr)
    left = missing(catalogue, PACKAGE)
    places = extract(PACKAGE)
    for text in left:
        print(f"{text.words!r}\t{', '.join(places[text])}")
    print(f"messages: {len(places)} texts, {len(left)} without English", file=sys.stderr)
    return 1 if left and chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
