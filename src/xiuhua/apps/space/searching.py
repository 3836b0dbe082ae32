"""Find a place by what somebody typed: characters, pinyin, initials, a mixture, or a misspelling.

    search_places(subdistrict_id, "cdbl")            成都北路 …
    search_places(subdistrict_id, "灯杆127", limit=5)

The names of a subdistrict are indexed in memory and read anew after each change. An index of letter
pairs leaves few names to compare; these are matched exactly (`matching.py`), and only where that
gives too little, by likeness. The order of answers is decided here and nowhere else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from xiuhua.apps.records.kept import Kept
from xiuhua.apps.space.matching import match, openings
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.naming import Unit, plain, sound, units
from xiuhua.solvers.likeness import best_distances, coded

PLACES = "space_places"  # whoever writes a place calls kept.changed(PLACES)
LONGEST_QUERY = 40
COMPARED = 300  # names compared one by one, at most
PARTS = re.compile(r"[0-9]+|[^\W0-9_]+")
SIGNS = re.compile(r"[0-9]+|[a-z]+|[㐀-鿿𠀀-𯨟]+")
LAMP_WORDS = re.compile(r"路?灯杆|路灯|灯柱|lamp ?posts?|street ?lamps?|号")
# Of two names that fit alike, what people mean more often comes first.
FIRST_KINDS = (Place.Kind.ROAD, Place.Kind.COMMUNITY, Place.Kind.COMPOUND, Place.Kind.LANDMARK)


class Found(NamedTuple):
    """A name that fits. `same_as` is today's name where this is an old or a by-name."""

    id: int
    name: str
    kind: str
    lon: float
    lat: float
    pinyin: str
    same_as: str


def search_places(subdistrict_id: int, text: str, limit: int = 10) -> list[Found]:
    """The names that fit what was typed, best first; nothing for nothing. No statement when kept."""
    indexes = _indexes.get()
    index = indexes.get(subdistrict_id)
    if index is None:
        index = indexes[subdistrict_id] = NameIndex(_read(subdistrict_id))
    return index.search(text, limit)


_indexes: Kept[dict[int, "NameIndex"]] = Kept(PLACES, dict)


def _read(subdistrict_id: int) -> list[Found]:
    rows = Place.objects.filter(subdistrict_id=subdistrict_id, is_active=True)
    return [
        Found(*row[:6], row[6] or "")
        for row in rows.values_list("id", "name", "kind", "lon", "lat", "pinyin", "same_as__name")
    ]


class NameIndex:
    """Names with their letter pairs. Immutable; a position stands for a name, preferred ones first."""

    def __init__(self, places: Iterable[Found]) -> None:
        self.places = sorted(places, key=_preference)
        self._units = [units(place.name) for place in self.places]
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for position, name in enumerate(self._units):
            for key in _keys_of_name(name):
                postings[key].append(position)
        self._postings = {key: np.array(held, dtype=np.int32) for key, held in postings.items()}
        self._sounds = coded([place.pinyin.replace(" ", "") for place in self.places])
        self._lengths = np.array([len(name) for name in self._units], dtype=np.int32)

    def search(self, text: str, limit: int) -> list[Found]:
        """As `search_places`."""
        typed = plain(text)[:LONGEST_QUERY]
        query = "".join(SIGNS.findall(typed))
        if not query or limit < 1:
            return []
        ranked = self._lamp_posts(typed) or self._whole(query)
        if len(ranked) < limit:
            known = set(ranked)
            ranked += [p for p in self._in_parts(typed) if p not in known]
        if len(ranked) < limit:
            known = set(ranked)
            ranked += [p for p in self._alike(query) if p not in known]
        return [self.places[position] for position in ranked[:limit]]

    def _whole(self, query: str) -> list[int]:
        """Names in which the query is one stretch, the closest way of writing first."""
        scored = []
        for position in self._candidates(query):
            found = match(query, self._units[position])
            if found is not None:
                away = found.cost + (0.5 if found.start else 0.0)
                scored.append((away, found.left, position))
        return [position for *_, position in sorted(scored)]

    def _in_parts(self, typed: str) -> list[int]:
        """Names in which every part stands somewhere: 北路 成都, 灯杆127."""
        parts = PARTS.findall(typed)
        if len(parts) < 2:
            return []
        lists = [self._narrowed(_keys_of_query(part)) for part in parts]
        left = lists[0]
        for other in lists[1:]:
            left = np.intersect1d(left, other, assume_unique=True)
        scored = []
        for position in left[:COMPARED]:
            found = [match(part, self._units[position]) for part in parts]
            if all(found):
                scored.append((sum(one.cost for one in found if one), int(position)))
        return [position for _, position in sorted(scored)]

    def _lamp_posts(self, typed: str) -> list[int]:
        """A number said with the word for lamp post means just those."""
        number = LAMP_WORDS.sub("", typed).strip()
        if number == typed.strip() or not number.isdecimal():
            return []
        return [p for p in self._whole(number) if self.places[p].kind == Place.Kind.LAMP_POST]

    def _alike(self, query: str) -> list[int]:
        """Names that sound nearly so (one or two letters off), or share most characters."""
        said = sound(query)[0].replace(" ", "")
        if len(said) < 4 or said.isdecimal():
            return []
        allowed = 1 if len(said) < 7 else 2
        near = self._sharing(said, at_most_missing=2 * allowed)
        distances = best_distances(said, self._sounds[near])
        fits = distances <= allowed
        near, distances = near[fits], distances[fits]
        sounding = near[np.lexsort((near, self._lengths[near], distances))].tolist()
        if query.isascii():
            return sounding
        # A wrong or missing character of any sound: most neighbouring pairs still agree.
        sharing = self._sharing(query, at_most_missing=(len(query) - 1) // 3)
        return list(dict.fromkeys([*sounding, *sharing.tolist()]))

    def _sharing(self, query: str, at_most_missing: int) -> np.ndarray:
        """Positions that hold nearly all letter pairs of a query, those with most of them first."""
        keys = set(_keys_of_query(query))
        held = [self._postings[key] for key in keys if key in self._postings]
        if not held:
            return _NONE
        shared = np.bincount(np.concatenate(held), minlength=len(self.places))
        near = np.flatnonzero(shared >= max(1, len(keys) - at_most_missing))
        return near[np.lexsort((near, self._lengths[near], -shared[near]))][:COMPARED]

    def _candidates(self, query: str) -> list[int]:
        """Positions that hold all letter pairs of the query; those that begin like it come first."""
        left = self._narrowed(_keys_of_query(query))
        if len(left) <= COMPARED:
            return left.tolist()
        first = self._postings.get("^" + query[0], left[:0])
        begins = np.intersect1d(left, first, assume_unique=True)[:COMPARED]
        return list(dict.fromkeys([*begins.tolist(), *left[:COMPARED].tolist()]))[:COMPARED]

    def _narrowed(self, keys: Sequence[str]) -> np.ndarray:
        lists = sorted((self._postings.get(key, _NONE) for key in keys), key=len)
        left = lists[0]
        for other in lists[1:]:
            if not len(left) or not len(other):
                return _NONE
            found = np.searchsorted(other, left)
            found[found == len(other)] = 0
            left = left[other[found] == left]
        return left


_NONE = np.empty(0, dtype=np.int32)


def _preference(place: Found) -> tuple[int, int, str, int]:
    kind = FIRST_KINDS.index(place.kind) if place.kind in FIRST_KINDS else len(FIRST_KINDS)
    return (kind, len(place.name), place.name, place.id)


def _keys_of_query(query: str) -> list[str]:
    if len(query) == 1:
        return [query]
    return [query[at : at + 2] for at in range(len(query) - 1)]


def _keys_of_name(name: Sequence[Unit]) -> set[str]:
    """Every sign and every pair of signs that may follow each other in a way to write the name."""
    keys: set[str] = set()
    ends: set[str] = set()
    for place, unit in enumerate(name):
        ways = [way for way, _ in openings(unit)]
        begins = {way[0] for way in ways}
        keys.update(a + b for a in ends for b in begins)
        for way in ways:
            keys.update(way)
            keys.update(_keys_of_query(way))
        if place == 0:
            keys.update("^" + sign for sign in begins)
        ends = {way[-1] for way in ways}
    return keys
