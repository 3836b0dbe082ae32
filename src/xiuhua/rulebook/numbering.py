"""Codes of places, things and cases: made, read back and refused with what is wrong.

A code is text, never a number: leading zeros count. Where a city may differ the form is a value, a
`CodePattern` kept with the subdistrict, and not a constant here. This module must not learn which
codes exist (that is the tables' knowledge) nor hand out sequence numbers: never using one again is
the caller's business.

Source: GB/T 30428.1-2013 and CJ/T 213-2005 (grids), GB/T 30428.2-2013 and CJ/T 214-2007 (components),
GB/T 2260 and the statistics bureau's place codes.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from math import ceil, sqrt
from typing import NamedTuple

from xiuhua.rulebook.refusal import Refused

# GB/T 2260: the two digits a place in China begins with.
_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
PROVINCES = frozenset(str(n) for low, high in _PROVINCE_RANGES for n in range(low, high + 1))
# Digits of a named part when its pattern does not say otherwise.
PART_DIGITS = {"district": 6, "subdistrict": 9, "community": 12}

_FIELD = re.compile(r"\{([a-z_]*)(?::0?([1-9]|1[0-9]))?\}")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－ー_", "-"))


# --- the two complaints every code of digits shares ---------------------------------------------


def check_digits(code: str, *lengths: int) -> str:
    """`code` itself if it is ASCII digits of one of `lengths`. Source: the codes' own standards."""
    for position, character in enumerate(code, start=1):
        if character not in "0123456789":
            raise Refused("code_not_digits", given=code, position=position, found=character)
    if len(code) not in lengths:
        raise Refused("code_wrong_length", given=code, expected=list(lengths), found=len(code))
    return code


def _sequence(value: int, digits: int) -> str:
    largest = 10**digits - 1
    if not 1 <= value <= largest:
        raise Refused("code_sequence_out_of_range", sequence=value, largest=largest)
    return f"{value:0{digits}d}"


def _part(code: str, name: str, digits: str) -> str:
    if not digits.strip("0"):
        raise Refused("code_part_is_zero", given=code, part=name)
    return digits


# --- places ---------------------------------------------------------------------------------------


class PlaceCode(NamedTuple):
    """A subdistrict (9 digits) or a community (12) taken apart; `community` is None for the former."""

    district: str
    street: str
    community: str | None = None

    @property
    def subdistrict_code(self) -> str:
        """The nine digits of the subdistrict it lies in."""
        return self.district + self.street

    def __str__(self) -> str:
        return self.district + self.street + (self.community or "")


def check_district(code: str) -> str:
    """A district's six digits, with a province that exists. Source: GB/T 2260."""
    return _check_province(check_digits(code, 6))


def _check_province(code: str) -> str:
    if code[:2] not in PROVINCES:
        raise Refused("code_unknown_province", given=code, found=code[:2])
    return code


def parse_place(code: str) -> PlaceCode:
    """Take a subdistrict's or community's code apart.

    Whether the community is coded by the statistics bureau or by civil affairs cannot be seen from
    the digits; the row that holds it says so. Source: GB/T 2260, GB/T 10114, statistics bureau.
    """
    check_digits(code, 9, 12)
    _check_province(code)
    street = _part(code, "street", code[6:9])
    return PlaceCode(code[:6], street, _part(code, "community", code[9:]) if code[9:] else None)


def make_place(district: str, street: str, community: str | None = None) -> str:
    """6 + 3 digits of a subdistrict, or 6 + 3 + 3 of a community. Source: as `parse_place`."""
    for digits, length in ((district, 6), (street, 3), (community or "001", 3)):
        check_digits(digits, length)
    return str(parse_place(district + street + (community or "")))


# --- grids ----------------------------------------------------------------------------------------


class ReadCode(NamedTuple):
    """What a patterned code says: its named parts as digits, and its sequence number."""

    parts: dict[str, str]
    seq: int


@dataclass(frozen=True)
class CodePattern:
    """The form of a grid code as the place writes it: "{subdistrict}{seq:02}" or "ZT-{seq:02}".

    Parts are district (6 digits), subdistrict (9), community (12) and seq; a width may be given for
    any of them ("{community:013}{seq:03}" where street codes have four digits) and must be for seq.
    """

    text: str

    def __post_init__(self) -> None:
        names = [name for name, _ in self._fields]
        for name in names:
            if name not in (*PART_DIGITS, "seq"):
                raise Refused("code_pattern_unknown_part", pattern=self.text, part=name)
        literals = re.sub(_FIELD, "", self.text)
        if "{" in literals or "}" in literals or len(set(names)) != len(names):
            raise Refused("code_pattern_malformed", pattern=self.text)
        if not dict(self._fields).get("seq"):
            raise Refused("code_pattern_without_sequence", pattern=self.text)

    @cached_property
    def _fields(self) -> list[tuple[str, int]]:
        found = _FIELD.findall(self.text)
        return [(name, int(width or PART_DIGITS.get(name, 0))) for name, width in found]

    @cached_property
    def _pieces(self) -> list[tuple[str, int]]:
        """The pattern in order: (literal, 0) or (name of a part, its digits)."""
        pieces: list[tuple[str, int]] = []
        at = 0
        for match, field in zip(_FIELD.finditer(self.text), self._fields, strict=True):
            pieces += [(self.text[at : match.start()], 0), field]
            at = match.end()
        return [piece for piece in [*pieces, (self.text[at:], 0)] if piece[0]]

    @property
    def length(self) -> int:
        """How many characters each code of this pattern has."""
        return sum(width or len(name) for name, width in self._pieces)

    def make(self, seq: int, **parts: str) -> str:
        """The code with this sequence number; parts the pattern does not name are ignored."""
        code = ""
        for name, width in self._pieces:
            if not width:
                code += name
            elif name == "seq":
                code += _sequence(seq, width)
            elif name in parts:
                code += check_digits(parts[name], width)
            else:
                raise Refused("code_part_missing", pattern=self.text, part=name)
        return code

    def parse(self, code: str) -> ReadCode:
        """Take a code apart; refused with what is wrong: length, a digit, or a fixed part."""
        if len(code) != self.length:
            raise Refused("code_wrong_length", given=code, expected=[self.length], found=len(code))
        parts: dict[str, str] = {}
        at = 0
        for name, width in self._pieces:
            piece = code[at : at + (width or len(name))]
            if width:
                parts[name] = _digits_inside(code, at, piece)
            elif piece != name:
                raise Refused("code_unknown_prefix", given=code, found=piece, expected=name)
            at += len(piece)
        return ReadCode(parts, int(_part(code, "seq", parts.pop("seq"))))

    def check(self, code: str, **parts: str) -> str:
        """`code` itself if it has this form and, where given, lies in these parts."""
        read = self.parse(code)
        for name, expected in parts.items():
            if (found := read.parts.get(name, expected)) != expected:
                raise Refused("code_unknown_prefix", given=code, found=found, expected=expected)
        return code


def _digits_inside(code: str, at: int, piece: str) -> str:
    for offset, character in enumerate(piece, start=1):
        if character not in "0123456789":
            raise Refused("code_not_digits", given=code, position=at + offset, found=character)
    return piece


UNIT_CELL = CodePattern("{community}{seq:03}")  # 15 digits, GB/T 30428.1-2013
UNIT_CELL_2005 = CodePattern("{community}{seq:02}")  # 14 digits, CJ/T 213-2005


def order_cells(
    centroids: Sequence[tuple[float, float]], row_height: float | None = None
) -> list[int]:
    """Indices of (longitude, latitude) centroids in the order in which grids are numbered.

    Rows from north to south, within a row from west to east. A row is everything at most `row_height`
    (degrees of latitude) below its northernmost centroid; without it the extent is cut so that a
    square town of n grids has about √n rows. Source: GB/T 30428.1-2013; DB11 clauses 5.2-5.4.
    """
    if not centroids:
        return []
    if row_height is None:
        latitudes = [lat for _, lat in centroids]
        row_height = (max(latitudes) - min(latitudes)) / ceil(sqrt(len(centroids)))
    left = sorted(range(len(centroids)), key=lambda i: (-centroids[i][1], centroids[i][0], i))
    order: list[int] = []
    while left:
        floor = centroids[left[0]][1] - row_height
        row = [i for i in left if centroids[i][1] >= floor]
        order += sorted(row, key=lambda i: (centroids[i][0], -centroids[i][1], i))
        left = left[len(row) :]
    return order


def number_cells(
    pattern: CodePattern, centroids: Sequence[tuple[float, float]], **parts: str
) -> list[str]:
    """A code for each centroid, in the centroids' own order. Source: as `order_cells`."""
    codes = [""] * len(centroids)
    for seq, index in enumerate(order_cells(centroids), start=1):
        codes[index] = pattern.make(seq, **parts)
    return codes


# --- components and events ------------------------------------------------------------------------


class CategoryCode(NamedTuple):
    """6 digits district + 2 major class + 2 minor class."""

    district: str
    major: str
    minor: str

    def __str__(self) -> str:
        return self.district + self.major + self.minor


class ComponentId(NamedTuple):
    """A component's identity: its category's ten digits and six of sequence."""

    category: CategoryCode
    seq: int

    def __str__(self) -> str:
        return f"{self.category}{self.seq:06d}"


def parse_category(code: str) -> CategoryCode:
    """Take a ten-digit category code apart.

    Which class the digits mean depends on the code system (event classes 04 and 05 change places
    between two of them): only the catalogue's mapping may answer that.
    Source: GB/T 30428.2-2013; CJ/T 214-2007.
    """
    check_digits(code, 10)
    _check_province(code)
    return CategoryCode(code[:6], _part(code, "major", code[6:8]), _part(code, "minor", code[8:]))


def make_category(district: str, major: str, minor: str) -> str:
    """The ten digits of a category. Source: as `parse_category`."""
    for digits, length in ((district, 6), (major, 2), (minor, 2)):
        check_digits(digits, length)
    return str(parse_category(district + major + minor))


def parse_component(code: str) -> ComponentId:
    """Take a component's sixteen digits apart. Source: GB/T 30428.2-2013; CJ/T 214-2007."""
    check_digits(code, 16)
    return ComponentId(parse_category(code[:10]), int(_part(code, "seq", code[10:])))


def make_component(category: str, seq: int) -> str:
    """Ten digits of category and six of sequence. Source: as `parse_component`."""
    return str(parse_category(category)) + _sequence(seq, 6)


# --- cases ----------------------------------------------------------------------------------------


class CaseNumber(NamedTuple):
    """A case's own number: the subdistrict's letters, the local day it was reported, a sequence."""

    prefix: str
    on: date
    seq: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.on:%Y%m%d}-{self.seq:06d}"


def check_case_prefix(prefix: str) -> str:
    """One to eight capital letters and digits, a letter first. Source: own rule."""
    if not _PREFIX.fullmatch(prefix):
        raise Refused("case_prefix_malformed", prefix=prefix)
    return prefix


def make_case_number(prefix: str, on: date, seq: int) -> str:
    """`ZT-20210507-000123`; `on` is the local day and `seq` the caller's, never used twice.

    Past 999,999 the sequence simply grows longer. Source: own rule; no national format is known.
    """
    if isinstance(on, datetime):  # A moment has no day before a time zone is chosen.
        raise TypeError("on must be a local date, not a moment")
    if seq < 1:
        raise Refused("code_sequence_out_of_range", sequence=seq, largest=None)
    return str(CaseNumber(check_case_prefix(prefix), on, seq))


def make_case_numbers(prefix: str, on: date, seqs: Iterable[int]) -> list[str]:
    """`make_case_number` for many of one day, which is checked and written out once. Source: as there."""
    head = make_case_number(prefix, on, 1).removesuffix("000001")
    numbers = list(seqs)
    if any(seq < 1 for seq in numbers):
        raise Refused("code_sequence_out_of_range", sequence=min(numbers), largest=None)
    return [f"{head}{seq:06d}" for seq in numbers]


def parse_case_number(text: str, prefixes: Collection[str] | None = None) -> CaseNumber:
    """Read a case number as people type it: lower case, full width, spaces and any dash will do.

    Two texts never read as one number apart from that, so a sequence with needless zeros is refused.
    `prefixes` are the known ones. Source: own rule.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
    plain = "".join(plain.split())
    parts = plain.split("-")
    if len(parts) != 3:
        raise Refused("case_number_malformed", text=text)
    prefix, day, seq = parts
    check_case_prefix(prefix)
    if prefixes is not None and prefix not in prefixes:
        raise Refused("case_number_unknown_prefix", text=text, found=prefix)
    if not re.fullmatch("[0-9]{6}|[1-9][0-9]{6,17}", seq) or not seq.strip("0"):
        raise Refused("case_number_bad_sequence", text=text, found=seq)
    return CaseNumber(prefix, _day(text, day), int(seq))


def _day(text: str, digits: str) -> date:
    if re.fullmatch("(19|[2-9][0-9])[0-9]{6}", digits):
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            pass
    raise Refused("case_number_bad_date", text=text, found=digits)
