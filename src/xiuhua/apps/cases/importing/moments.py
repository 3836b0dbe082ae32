"""Dates and times as a file writes them, in the file's own zone, read fast into UTC.

In the hour that comes twice when summer time ends the first is meant; nobody can know better.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from xiuhua.rulebook.refusal import Refused

_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "p": r"(?P<p>[AaPp][Mm])",
    "%": "%",
}

ReadOne = Callable[[str], dt.datetime]
ReadTime = Callable[[str], dt.timedelta]
MOST_KEPT = 50_000  # days and times of day; a day has 86,400 seconds


class MomentReader:
    """Text → UTC moment; refuses text that fits none of the formats.

    A file writes the same days and the same times of day over and over. Where a day has one offset from
    midnight to midnight, a moment is the day's beginning and the time since: two look-ups and one sum.
    """

    def __init__(self, formats: Sequence[str], zone: str) -> None:
        self.formats, self._zone = formats, ZoneInfo(zone)
        self._readers = [_reader(form) for form in formats]
        self._read_time: ReadTime | None = None
        # With several forms the same day could mean another one beside another time.
        if len(formats) == 1 and _is_day_and_time(formats[0]):
            self._read_time = _time_reader(formats[0].partition(" ")[2])
        self._days: dict[str, tuple[dt.datetime, dt.date]] = {}
        self._times: dict[str, dt.timedelta] = {}

    def __call__(self, text: str) -> dt.datetime:
        """The moment that is meant."""
        day, _, time = text.partition(" ")
        known = self._days.get(day)
        if known is None:
            return self._read(text)
        since = self._times.get(time)
        if since is None:
            since = self._learn_time(text, time)
        return known[0] + since

    def day(self, text: str) -> dt.date | None:
        """The local day of a text that was read, if it is known without reckoning."""
        known = self._days.get(text.partition(" ")[0])
        return known[1] if known else None

    def _read(self, text: str) -> dt.datetime:
        for reader in self._readers:
            try:
                found = reader(text)
            except ValueError:
                continue
            try:
                if found.tzinfo is None:
                    self._learn_day(text, found)
                    found = found.replace(tzinfo=self._zone)
                return found.astimezone(dt.UTC)
            except OverflowError:
                break
        raise self._refused(text)

    def _learn_day(self, text: str, local: dt.datetime) -> None:
        """Keep a day whose clock is not changed between its two midnights."""
        if self._read_time is None or local.year in (dt.MINYEAR, dt.MAXYEAR):
            return
        midnight = local.replace(hour=0, minute=0, second=0, tzinfo=self._zone)
        if midnight.utcoffset() != (midnight + dt.timedelta(days=1)).utcoffset():
            return
        if len(self._days) >= MOST_KEPT:
            self._days.clear()
        self._days[text.partition(" ")[0]] = midnight.astimezone(dt.UTC), local.date()

    def _learn_time(self, text: str, time: str) -> dt.timedelta:
        assert self._read_time is not None
        try:
            since = self._read_time(time)
        except ValueError:
            raise self._refused(text) from None
        if len(self._times) < MOST_KEPT:
            self._times[time] = since
        return since

    def _refused(self, text: str) -> Refused:
        return Refused("moment_not_as_mapped", text=text[:40], formats=list(self.formats))


def _is_day_and_time(form: str) -> bool:
    """Whether a form is a day, a space and a time, each whole and without the other."""
    day, time = map(_parts, form.partition(" ")[::2])
    if day is None or time is None:
        return False
    return {*day.groups} == {*"Ymd"} and {*time.groups} <= {*"HIMSp"}


def _reader(form: str) -> ReadOne:
    """Read one form; the usual directives by one pattern, five times as fast as strptime."""
    parts = _parts(form)
    if parts is None or not {"Y", "m", "d"} <= set(parts.groups):
        # Naive on purpose: the zone is the reader's.
        return lambda text: dt.datetime.strptime(text, form)  # noqa: DTZ007
    find, clock = parts.find, parts.places("HIMSp")
    year, month, day = (parts.groups.index(letter) for letter in "Ymd")

    def read(text: str) -> dt.datetime:
        found = find(text)
        if found is None:
            raise ValueError(text)
        part = found.groups()
        return dt.datetime(  # noqa: DTZ001 (as above)
            int(part[year]), int(part[month]), int(part[day]), *_clock_time(part, *clock)
        )

    return read


def _time_reader(form: str) -> ReadTime:
    """Read the time of day alone, as what has gone by since midnight."""
    parts = _parts(form)
    assert parts is not None
    find, clock = parts.find, parts.places("HIMSp")

    def read(text: str) -> dt.timedelta:
        found = find(text)
        if found is None:
            raise ValueError(text)
        hours, minutes, seconds = _clock_time(found.groups(), *clock)
        if hours > 23 or minutes > 59 or seconds > 59:
            raise ValueError(text)
        return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)

    return read


class _Parts(NamedTuple):
    """A form as one pattern, and which directive each of its groups is."""

    find: Callable[[str], re.Match[str] | None]
    groups: list[str]

    def places(self, letters: str) -> list[int | None]:
        return [self.groups.index(one) if one in self.groups else None for one in letters]


def _parts(form: str) -> _Parts | None:
    """None for forms with other directives, or the same one twice."""
    pieces = re.split(r"%(.)", form)
    used = pieces[1::2]
    groups = [letter for letter in used if letter != "%"]
    if set(used) - set(_DIRECTIVES) or len(set(groups)) != len(groups):
        return None
    pattern = "".join(
        _DIRECTIVES[piece] if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
    return _Parts(re.compile(pattern).fullmatch, groups)


def _clock_time(
    part: Sequence[str],
    hour: int | None,
    half_day_hour: int | None,
    minute: int | None,
    second: int | None,
    half: int | None,
) -> tuple[int, int, int]:
    """Hour, minute and second from the groups at these places; 12 AM is the first hour of the day."""
    hours = 0 if hour is None else int(part[hour])
    if half_day_hour is not None:
        hours = int(part[half_day_hour])
        if not 1 <= hours <= 12:
            raise ValueError(hours)
        hours = hours % 12 + (12 if half is not None and part[half][0] in "Pp" else 0)
    minutes = 0 if minute is None else int(part[minute])
    return hours, minutes, 0 if second is None else int(part[second])
