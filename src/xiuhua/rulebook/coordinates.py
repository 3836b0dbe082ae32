"""Points on the ground: read once, labelled, converted once, and the zone they are measured in.

Canonical is CGCS2000 (EPSG:4490), longitude first, degrees. Map kits of telephones and of the big
web maps deliver shifted coordinates (GCJ-02, BD-09); they are converted at the edge, and a `Point`
carries what it was received as, so that converting twice is refused instead of moving a case by
half a kilometre. No local frame (武汉2000) is here: its parameters are restricted. This module must
not grow projections; areas and lengths are measured in `solvers/measure.py`.

Source: facts 10; GB/T 30428.3-2016 and GB 22021 for CGCS2000; GCJ-02 and BD-09 have no published
text, the formulas are the ones in common use.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, floor, hypot, inf, isfinite, pi, radians, sin, sqrt
from typing import NamedTuple

from xiuhua.rulebook.refusal import Refused


class Crs(StrEnum):
    """What a coordinate was given in. WGS84 differs from CGCS2000 by decimetres: kept as a label."""

    CGCS2000 = "EPSG:4490"
    WGS84 = "EPSG:4326"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


class Box(NamedTuple):
    """A sanity box: where a sensible point of this place can lie. Degrees, longitude first."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


# The rectangle inside which GCJ-02 is shifted at all; it is wider than the country.
CHINA = Box(72.004, 0.8293, 137.8347, 55.8271)


@dataclass(frozen=True, slots=True)
class Point:
    """A point with its label; `received_as` differs from `crs` once it has been converted."""

    lon: float
    lat: float
    crs: Crs = Crs.CGCS2000
    received_as: Crs | None = None

    @property
    def is_converted(self) -> bool:
        """Whether these numbers are already the outcome of a conversion."""
        return self.received_as is not None and self.received_as != self.crs


# --- reading --------------------------------------------------------------------------------------

_DMS = re.compile(
    r"(?P<d>\d+(?:\.\d+)?)[°度:](?:(?P<m>\d+(?:\.\d+)?)['′分:]?(?:(?<=['′分:])(?P<s>\d+(?:\.\d+)?)"
    r"(?:\"|″|''|秒)?)?)?"
)
_HEMISPHERES = {"东经": 1, "西经": -1, "北纬": 1, "南纬": -1, "E": 1, "W": -1, "N": 1, "S": -1}
_AXIS_MARKS = {"lon": ("东经", "西经", "E", "W"), "lat": ("北纬", "南纬", "N", "S")}


def read_point(
    lon: str | float, lat: str | float, *, crs: Crs = Crs.CGCS2000, box: Box | None = None
) -> Point:
    """A valid point from text or numbers; refused when it cannot be one.

    Text may be decimal degrees or degrees, minutes and seconds, with a hemisphere. With a sanity
    `box` (in the same crs) a pair that fits only the other way round is named as swapped.
    Source: own rule; facts 10.
    """
    x, y = read_degrees(lon, "lon"), read_degrees(lat, "lat")
    if box is not None and not box.holds(x, y) and box.holds(y, x):
        raise Refused("coordinates_swapped", lon=x, lat=y)
    for axis, value, limit in (("lon", x, 180), ("lat", y, 90)):
        if abs(value) > limit:
            raise Refused("coordinate_out_of_range", axis=axis, value=value, limit=limit)
    if x == 0 and y == 0:
        raise Refused("coordinates_are_zero")
    if box is not None and not box.holds(x, y):
        raise Refused("coordinates_outside_box", lon=x, lat=y, box=list(box))
    return Point(x, y, crs)


def read_degrees(value: str | float, axis: str) -> float:
    """Degrees out of a number or text; `axis` is "lon" or "lat". Source: own rule."""
    if isinstance(value, bool) or value is None:
        raise Refused("coordinate_missing", axis=axis)
    try:
        number = _from_text(value, axis) if isinstance(value, str) else float(value)
    except OverflowError:  # JSON may carry an integer of any length.
        number = inf
    if not isfinite(number):
        raise Refused("coordinate_not_finite", axis=axis, text=str(number))
    return number


def _from_text(text: str, axis: str) -> float:
    # NFKC would turn ″ into two ′, which is why the pattern knows '' as well.
    plain = unicodedata.normalize("NFKC", text).strip().replace("′′", "″")
    plain = "".join(plain.split()).replace("’", "'").replace("”", '"')
    if not plain:
        raise Refused("coordinate_missing", axis=axis)
    sign = 1
    for mark in _AXIS_MARKS[axis]:
        if plain.upper().startswith(mark) or plain.upper().endswith(mark):
            sign = _HEMISPHERES[mark]
            plain = plain.upper().removeprefix(mark).removesuffix(mark)
            if plain.startswith("-"):  # West and minus at once: nobody can say which is meant.
                raise Refused("coordinate_not_a_number", axis=axis, text=text)
            break
    return sign * _decimal_or_dms(plain, text, axis)


def _decimal_or_dms(plain: str, text: str, axis: str) -> float:
    if match := _DMS.fullmatch(plain.lstrip("+-")):
        degrees, minutes, seconds = (float(part or 0) for part in match.group("d", "m", "s"))
        if minutes < 60 and seconds < 60:
            size = degrees + minutes / 60 + seconds / 3600
            return -size if plain.startswith("-") else size
    elif "_" not in plain:  # float() reads 1_000; a person who typed that meant something else.
        try:
            return float(plain)
        except ValueError:
            pass
    raise Refused("coordinate_not_a_number", axis=axis, text=text)


# --- converting -----------------------------------------------------------------------------------

_AXIS_M = 6378245.0  # Krasovsky 1940, as the shift uses it
_FLATNESS = 0.00669342162296594323
_BD_ANGLE = pi * 3000.0 / 180.0
_CLOSE_ENOUGH_DEG = 1e-11


def canonical(point: Point) -> Point:
    """The one CGCS2000 copy of a received point; a point that was converted before is refused.

    Source: facts 10 ("convert at the edge; never convert twice").
    """
    if point.is_converted:
        raise Refused("already_converted", crs=str(point.crs), received_as=str(point.received_as))
    lon, lat = point.lon, point.lat
    if point.crs is Crs.BD09:
        lon, lat = _bd09_to_gcj02(lon, lat)
    if point.crs in (Crs.BD09, Crs.GCJ02):
        lon, lat = _gcj02_to_wgs84(lon, lat)
    return Point(lon, lat, Crs.CGCS2000, received_as=point.crs)


def shifted(point: Point, crs: Crs) -> Point:
    """A canonical (or plain WGS84) point as a shifted map wants it drawn: GCJ-02 or BD-09.

    For output only. What comes back from such a map is received anew, with its own label.
    Source: facts 10.
    """
    if point.crs not in (Crs.CGCS2000, Crs.WGS84):
        raise Refused("already_converted", crs=str(point.crs), received_as=str(point.received_as))
    lon, lat = point.lon, point.lat
    if crs in (Crs.GCJ02, Crs.BD09):
        lon, lat = _wgs84_to_gcj02(lon, lat)
    if crs is Crs.BD09:
        lon, lat = _gcj02_to_bd09(lon, lat)
    return Point(lon, lat, crs, received_as=point.received_as or point.crs)


def _wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    return _shift(lon, lat) if CHINA.holds(lon, lat) else (lon, lat)


def _gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    return _inverse(_shift, lon, lat) if CHINA.holds(lon, lat) else (lon, lat)


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """The GCJ-02 shift itself, without asking where the point lies."""
    x, y = lon - 105.0, lat - 35.0
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (waves + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (waves + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    root = 1 - _FLATNESS * sin(radians(lat)) ** 2
    north_radius = _AXIS_M * (1 - _FLATNESS) / (root * sqrt(root))
    east_radius = _AXIS_M / sqrt(root) * cos(radians(lat))
    return lon + east * 180 / (east_radius * pi), lat + north * 180 / (north_radius * pi)


def _gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    reach = hypot(lon, lat) + 0.00002 * sin(lat * _BD_ANGLE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_ANGLE)
    return reach * cos(angle) + 0.0065, reach * sin(angle) + 0.006


def _bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    return _inverse(_gcj02_to_bd09, lon, lat)


def _inverse(
    forward: Callable[[float, float], tuple[float, float]], lon: float, lat: float
) -> tuple[float, float]:
    """Undo `forward` by correcting a guess by what it misses; the shift changes slowly, so each
    round gains about two digits and a handful reach a thousandth of a millimetre."""
    guess_lon, guess_lat = lon, lat
    for _ in range(30):
        reached_lon, reached_lat = forward(guess_lon, guess_lat)
        miss_lon, miss_lat = lon - reached_lon, lat - reached_lat
        guess_lon, guess_lat = guess_lon + miss_lon, guess_lat + miss_lat
        if abs(miss_lon) < _CLOSE_ENOUGH_DEG and abs(miss_lat) < _CLOSE_ENOUGH_DEG:
            break
    return guess_lon, guess_lat


# --- measuring zone, placeholders -----------------------------------------------------------------


def metric_epsg(lon: float, lat: float) -> int:
    """The projection in which areas and lengths about this point are measured, in metres.

    In China the CGCS2000 3-degree zone without zone prefix (114° E: 4547), elsewhere UTM on WGS84,
    by the plain six-degree rule. The rectangle taken for China reaches into its neighbours, where a
    3-degree zone measures no worse. A subdistrict may record another. Source: facts 10; EPSG registry.
    """
    zone = floor((lon + 1.5) / 3)
    if CHINA.holds(lon, lat) and 25 <= zone <= 45:
        return 4534 + zone - 25
    return (32600 if lat >= 0 else 32700) + min(int((lon + 180) // 6) + 1, 60)


def says_no_location(
    lon: float, lat: float, placeholders: Iterable[tuple[float, float]], tolerance_deg: float = 1e-6
) -> bool:
    """Whether the point is one of those by which a source says "no location" (a town hall).

    Source: own rule; the placeholders are facts about the source, kept in its mapping file.
    """
    for other_lon, other_lat in placeholders:  # a plain loop: asked for every row of a file
        if abs(lon - other_lon) <= tolerance_deg and abs(lat - other_lat) <= tolerance_deg:
            return True
    return False
