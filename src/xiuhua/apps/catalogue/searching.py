"""Finding a class by what a clerk types with a ringing phone: a syllable's first letter, two characters, a number.

A few hundred classes are compared in memory; nothing here is for long texts or large tables.
"""

import unicodedata
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from xiuhua.apps.catalogue.kept import Catalogue
from xiuhua.apps.catalogue.models import CaseClass

# How sure a way of finding is; shares of common bigrams count between 0 and 1.
NUMBER, OTHER_NUMBER, WHOLE, FRONT, INSIDE = 9.0, 8.5, 8.0, 7.0, 6.0
LETTERS_FRONT, LETTERS_INSIDE, ENGLISH = 5.0, 4.0, 3.0
CONDITION = 2.0
LEAST_SHARE = 0.3
FIRST_SYSTEM = "gbt30428."


@dataclass(frozen=True)
class Entry:
    """One class with everything it can be found by."""

    row: CaseClass
    name: str
    initials: str
    syllables: str
    english: str
    codes: frozenset[str]
    other_codes: frozenset[str]
    conditions: str
    bigrams: frozenset[str]


class Index:
    """The classes in use that a case can be filed under: minors, and majors without minors in use."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries = [
            _entry(catalogue, row)
            for row in catalogue.classes.values()
            if row.is_active
            and not any(child.is_active for child in catalogue.children.get(row.pk, ()))
        ]

    def search(self, text: str, most: int) -> list[CaseClass]:
        """Best first; events before components where both fit alike."""
        wanted = "".join(unicodedata.normalize("NFKC", text).lower().split())
        if not wanted:
            return []
        scored = [(_score(entry, wanted), entry) for entry in self._entries]
        hits = [(score, entry) for score, entry in scored if score > 0]
        hits.sort(
            key=lambda hit: (-hit[0], hit[1].row.kind != "event", len(hit[1].name), hit[1].row.slug)
        )
        return [entry.row for _, entry in hits[:most]]


def bigrams(text: str) -> frozenset[str]:
    """Neighbouring pairs of characters; a single character is its own."""
    return frozenset(text[i : i + 2] for i in range(max(len(text) - 1, 1)))


def _entry(catalogue: Catalogue, row: CaseClass) -> Entry:
    name = "".join(unicodedata.normalize("NFKC", row.name).lower().split())
    letters = [c for c in name if c.isalnum()]
    plain = "".join(letters)
    numbers = catalogue.codes_of.get(row.pk, [])
    conditions = "".join(s.filing_condition for s in catalogue.standards.get(row.pk, ()))
    return Entry(
        row=row,
        name=name,
        initials="".join(lazy_pinyin(plain, style=Style.FIRST_LETTER)),
        syllables="".join(lazy_pinyin(plain)),
        english="".join(row.name_en.lower().split()),
        codes=frozenset(c.code for c in numbers if c.system.startswith(FIRST_SYSTEM)),
        other_codes=frozenset(c.code for c in numbers),
        conditions="".join(conditions.lower().split()),
        bigrams=bigrams(plain),
    )


def _score(entry: Entry, wanted: str) -> float:
    if wanted in entry.codes:
        return NUMBER
    if wanted in entry.other_codes:
        return OTHER_NUMBER
    if wanted == entry.name:
        return WHOLE
    if entry.name.startswith(wanted):
        return FRONT
    if wanted in entry.name:
        return INSIDE
    if wanted.isascii() and wanted.isalpha():
        return _letters(entry, wanted)
    if len(wanted) > 1 and wanted in entry.conditions:
        return CONDITION
    pairs = bigrams(wanted)
    share = len(pairs & entry.bigrams) / len(pairs)
    alike = len(set(wanted) & set(entry.name)) / len(set(wanted))
    return (share + alike) / 2 if share >= LEAST_SHARE else 0.0


def _letters(entry: Entry, wanted: str) -> float:
    if entry.initials.startswith(wanted) or entry.syllables.startswith(wanted):
        return LETTERS_FRONT
    if len(wanted) > 1 and (wanted in entry.initials or wanted in entry.syllables):
        return LETTERS_INSIDE
    return ENGLISH if len(wanted) > 2 and wanted in entry.english else 0.0
