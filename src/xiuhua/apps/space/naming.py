"""How a Chinese name sounds: units with every reading, the usual pinyin, and initials.

Pure of the database. Which reading is right is the dictionary's answer for the whole name (重庆路 is
chong qing lu); the other readings are kept for searching, because people type what they say. It must
not learn how names are ranked.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin, pinyin

_RUNS = re.compile(r"[0-9]+|[a-z]+|[㐀-鿿𠀀-𯨟]")
_STRETCHES = re.compile(r"[0-9]+|[a-z]+|[㐀-鿿𠀀-𯨟]+")
MAX_PINYIN, MAX_INITIALS = 400, 60  # as wide as their columns


class Unit(NamedTuple):
    """One character, one number or one Latin word of a name, with the ways it may be read."""

    text: str
    readings: tuple[str, ...]


def plain(text: str) -> str:
    """Half width, lower case, accents of pinyin and French taken off: what is compared."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    apart = unicodedata.normalize("NFD", folded)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def units(name: str) -> tuple[Unit, ...]:
    """The name's units in order; marks and spaces are left out."""
    return tuple(Unit(run, _readings(run)) for run in _RUNS.findall(plain(name)))


def sound(name: str) -> tuple[str, str]:
    """The usual pinyin, syllables spaced, and the initials: ("cheng du bei lu", "cdbl")."""
    said: list[str] = []
    for stretch in _STRETCHES.findall(plain(name)):
        said += [stretch] if stretch.isascii() else map(_toneless, _read_together(stretch))
    initials = "".join(one if one.isdecimal() else one[:1] for one in said)
    return " ".join(said)[:MAX_PINYIN], initials[:MAX_INITIALS]


def _read_together(stretch: str) -> list[str]:
    """One syllable per character; the neighbours decide, as in 重庆 and 成都."""
    return lazy_pinyin(stretch, errors=list)


def _toneless(syllable: str) -> str:
    return syllable.replace("ü", "v")


@lru_cache(maxsize=16384)
def _readings(run: str) -> tuple[str, ...]:
    if run.isascii():
        return (run,)
    found = pinyin(run, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(_toneless(one) for one in found[0])) if found else ()
