"""Daily hours written as people write them ("08:00"–"12:00") and as the engine counts them (minutes).

Only notation and its checks. Which hours hold on which day is the calendar's business.
"""

import re
from collections.abc import Iterable, Sequence

from xiuhua.rulebook.refusal import Refused

Interval = tuple[int, int]
Hours = tuple[Interval, ...]

DAY_MINUTES = 24 * 60
# Values a new subdistrict starts from; an administrator changes the rows, never these.
OFFICE_HOURS: Hours = ((8 * 60, 12 * 60), (14 * 60, 18 * 60))
STREET_HOURS: Hours = ((6 * 60, 22 * 60),)
ROUND_THE_CLOCK: Hours = ((0, DAY_MINUTES),)

_TIME = re.compile(r"(\d{2}):(\d{2})")


def hours_of(rows: Iterable[Sequence[str]]) -> Hours:
    """`[["08:00", "12:00"], …]` as minutes of the day; "24:00" is the end of the day.

    Source: the office's own published hours.
    """
    try:
        pairs = [(begin, end) for begin, end in rows]
    except (TypeError, ValueError):
        raise Refused("calendar_hours_invalid", hours=str(rows)) from None
    return checked_hours([(_minute_of(begin), _minute_of(end)) for begin, end in pairs])


def checked_hours(intervals: Iterable[Interval]) -> Hours:
    """The same hours as tuples, refused unless they lie in one day, in order and apart.

    A shift over midnight is written as two intervals. Source: definition.
    """
    hours = tuple((begin, end) for begin, end in intervals)
    free_from = 0
    for begin, end in hours:
        if not (free_from <= begin < end <= DAY_MINUTES):
            raise Refused("calendar_hours_invalid", hours=text_of(hours))
        free_from = end
    if not hours:
        raise Refused("calendar_hours_invalid", hours="")
    return hours


def text_of(hours: Iterable[Interval]) -> str:
    """`08:00-12:00 14:00-18:00`, for messages. Source: definition."""
    return " ".join(
        f"{begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}" for begin, end in hours
    )


def _minute_of(text: str) -> int:
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None or int(match[2]) > 59:
        raise Refused("calendar_hours_invalid", hours=str(text))
    return int(match[1]) * 60 + int(match[2])
