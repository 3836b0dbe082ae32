"""One query against one name: by characters, pinyin, initials, or any mixture, unit by unit.

    match("cqlu", units("重庆路"))      cost of the match, or None
    match("人民lu", units("人民路"))

Pure of the database, and exact: misspelling is the index's business (`searching.py`).
"""

from functools import lru_cache
from typing import NamedTuple

from xiuhua.apps.space.naming import Unit

# How far the way of writing lies from the name itself: smaller is shown first.
CHARACTER, SYLLABLE, INITIAL, PART = 0, 1, 2, 2
_TWO_LETTERS = ("zh", "ch", "sh")


class Match(NamedTuple):
    """How well a query fits: `cost` per unit written, where it begins, what is left unwritten."""

    cost: float
    start: int
    left: int


@lru_cache(maxsize=65536)
def openings(unit: Unit) -> tuple[tuple[str, int], ...]:
    """The ways to write a whole unit, longest first, with their cost."""
    ways = {unit.text: CHARACTER}
    for reading in unit.readings:
        ways.setdefault(reading, SYLLABLE)
    if not unit.text.isdecimal():
        for reading in unit.readings:
            if reading[:2] in _TWO_LETTERS:
                ways.setdefault(reading[:2], INITIAL)
            ways.setdefault(reading[:1], INITIAL)
    return tuple(sorted(ways.items(), key=lambda way: -len(way[0])))


def match(query: str, name: tuple[Unit, ...]) -> Match | None:
    """The best way to read `query` (folded, no spaces) as a stretch of the name; None if there is none."""
    best: Match | None = None
    for start in range(len(name)):
        found = _from(query, 0, name, start)
        if found is not None:
            cost, end = found
            here = Match(cost / (end - start), start, len(name) - (end - start))
            if best is None or (here.cost, here.start) < (best.cost, best.start):
                best = here
            if here.cost == 0:
                break
    return best


def _from(query: str, at: int, name: tuple[Unit, ...], index: int) -> tuple[float, int] | None:
    """(cost, index behind the last unit) of reading query[at:] from unit `index` on."""
    if at == len(query):
        return 0.0, index
    if index == len(name):
        return None
    best: tuple[float, int] | None = None
    for way, cost in openings(name[index]):
        if query.startswith(way, at):
            rest = _from(query, at + len(way), name, index + 1)
        elif len(query) - at < len(way) and way.startswith(query[at:]):
            rest, cost = (0.0, index + 1), PART  # still typing this syllable or number
        else:
            continue
        if rest is not None and (best is None or rest[0] + cost < best[0]):
            best = (rest[0] + cost, rest[1])
    return best
