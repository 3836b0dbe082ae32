"""One row of the file → one request as our words say it, or the reason why it is none.

The reasons are refusals with a code: the row goes to the rejects with it and the rest goes on. Nothing
is looked up in the database here.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter

from xiuhua.apps.cases.importing.mapping import Mapping
from xiuhua.apps.cases.importing.moments import MomentReader
from xiuhua.rulebook.coordinates import Crs, canonical, read_point, says_no_location
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused

LONGEST = {"id": 40, "place": 200, "words": 4000, "class": 64}
PLAIN = (Crs.CGCS2000, Crs.WGS84)
Text = Callable[[Sequence[str]], str]


@dataclass(slots=True)
class Request:
    """A request of the other system, before it has a case."""

    line: int
    fields: Sequence[str]
    external_id: str
    reported_at: dt.datetime
    reported_on: dt.date
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    class_name: str
    words: str
    place_words: str
    lon: float | None
    lat: float | None
    area: str
    said_on_time: bool | None

    @property
    def closed_on_time(self) -> bool | None:
        """Our own reckoning; None unless both moments are known."""
        if self.closed_at is None or self.due_at is None:
            return None
        return self.closed_at <= self.due_at


class Interpreter:
    """Reads rows of one file by its mapping and header."""

    def __init__(self, mapping: Mapping, header: Sequence[str]) -> None:
        self.mapping, self.width = mapping, len(header)
        self._own_zone = mapping.subdistrict.time_zone
        at = {name: place for place, name in enumerate(header)}
        self.id_at = at[mapping.columns.id]
        self._words = _joined(mapping.columns.words, at)
        self._place = _joined(mapping.columns.place, at)
        times = mapping.times
        self._reported, self._due = _joined(times.reported, at), _joined(times.due, at)
        self._closed = _joined(times.closed, at)
        self._moment = MomentReader(times.formats, mapping.time_zone)
        self._is_own_zone = mapping.time_zone == self._own_zone
        state, on_time, classes = mapping.state, mapping.on_time, mapping.classes
        self._state_at = at[state.column] if state else None
        self._closed_words = frozenset(state.closed) if state else frozenset()
        self._open_words = frozenset(state.open) if state else frozenset()
        self._on_time_at = at[on_time.column] if on_time else None
        self._on_time: dict[str, bool] = {}
        if on_time:
            self._on_time = {**dict.fromkeys(on_time.yes, True), **dict.fromkeys(on_time.no, False)}
        self._class_at = at[classes.column] if classes else None
        place = mapping.location
        self._point_at = (at[place.lon], at[place.lat]) if place else None
        areas = mapping.areas
        self._area_at = at[areas.column] if areas and areas.column else None
        self._drop = str.maketrans("", "", areas.drop) if areas else {}

    def check_shape(self, fields: Sequence[str] | None) -> str:
        """The row's own id in the other system; refuses a row of another shape or without one."""
        if fields is None:
            raise Refused("row_unreadable")
        if len(fields) != self.width:
            raise Refused("row_wrong_width", found=len(fields), expected=self.width)
        external_id = fields[self.id_at].strip()
        if not external_id:
            raise Refused("row_without_id", column=self.mapping.columns.id)
        return _short(external_id, "id")

    def read(self, line: int, fields: Sequence[str], external_id: str) -> Request:
        """The request in a row whose shape was checked; refuses what cannot be meant."""
        reported = self._reported(fields)
        if not reported:
            raise Refused("row_without_report", columns=list(self.mapping.times.reported))
        reported_at = self._moment(reported)
        due = self._due(fields)
        closed_at = self._read_closed(fields)
        if closed_at is not None and closed_at < reported_at:
            raise Refused("closes_before_opening", opened=reported, closed=self._closed(fields))
        lon, lat = self._read_point(fields)
        said = fields[self._on_time_at].strip() if self._on_time_at is not None else ""
        return Request(
            line,
            fields,
            external_id,
            reported_at,
            self._day(reported, reported_at),
            self._moment(due) if due else None,
            closed_at,
            self._read_class(fields),
            _short(self._words(fields), "words"),
            _short(self._place(fields), "place"),
            lon,
            lat,
            fields[self._area_at].strip().translate(self._drop)
            if self._area_at is not None
            else "",
            self._on_time.get(said),
        )

    def _day(self, text: str, at: dt.datetime) -> dt.date:
        known = self._moment.day(text) if self._is_own_zone else None
        return known or local_day(at, self._own_zone)

    def _read_closed(self, fields: Sequence[str]) -> dt.datetime | None:
        """When it was closed, None while it is open; state and date must say the same."""
        text = self._closed(fields)
        if self._state_at is None:
            return self._moment(text) if text else None
        said = fields[self._state_at].strip()
        if said in self._closed_words:
            if not text:
                raise Refused("closed_without_moment", state=said)
            return self._moment(text)
        if said not in self._open_words:
            raise Refused("state_word_unknown", state=said[:40])
        if text:
            raise Refused("open_with_closing", state=said, closed=text[:40])
        return None

    def _read_class(self, fields: Sequence[str]) -> str:
        if self._class_at is None:
            return ""
        name = " ".join(fields[self._class_at].split())
        if not name:
            raise Refused("row_without_class", column=self.mapping.classes.column)
        return _short(name, "class")

    def _read_point(self, fields: Sequence[str]) -> tuple[float | None, float | None]:
        """Canonical degrees, or nothing where the file gives none or its "no location" point."""
        if self._point_at is None:
            return None, None
        lon, lat = fields[self._point_at[0]].strip(), fields[self._point_at[1]].strip()
        if not lon and not lat:
            return None, None
        part = self.mapping.location
        x, y = _degrees(lon), _degrees(lat)
        if x is not None and y is not None:
            if says_no_location(x, y, part.no_location, part.tolerance_deg):
                return None, None
            if part.crs in PLAIN and abs(x) <= 180 and abs(y) <= 90 and (x or y):
                return x, y
        point = canonical(read_point(lon, lat, crs=Crs(part.crs)))
        return point.lon, point.lat


def _joined(names: Sequence[str], at: dict[str, int]) -> Text:
    """A function fields → the named columns, stripped and joined by a space."""
    places = [at[name] for name in names]
    if not places:
        return lambda fields: ""
    if len(places) == 1:
        (place,) = places
        return lambda fields: fields[place].strip()
    take = itemgetter(*places)
    return lambda fields: " ".join(part for text in take(fields) if (part := text.strip()))


def _degrees(text: str) -> float | None:
    """A plain decimal number; anything else is left to the rulebook's patient reader."""
    if "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _short(text: str, what: str) -> str:
    if len(text) > LONGEST[what]:
        raise Refused("row_text_too_long", what=what, longest=LONGEST[what])
    return text
