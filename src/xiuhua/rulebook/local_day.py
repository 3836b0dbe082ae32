"""Which calendar day a moment belongs to, in a place's own time zone."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local_day(at: datetime, time_zone: str) -> date:
    """The date a clock on the wall shows at `at` (aware).

    Source: definition; China keeps UTC+8 without summer time.
    """
    return at.astimezone(_zone(time_zone)).date()
