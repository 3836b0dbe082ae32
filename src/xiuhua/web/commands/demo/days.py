"""When problems come: by weekday and holiday, by hour and source, with the rush of the last morning.

Noise: days and hours by weights, minutes uniform; hot spots are drawn once per seed and take nearly half of
all cases, scattered by about 25 m.
"""

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
BEGINS_ON = dt.date(2021, 1, 6)
STARTS_AT = dt.datetime(2021, 5, 6, 9, 0, tzinfo=ZONE)
DAYS = 120
FESTIVALS = (
    (dt.date(2021, 2, 10), dt.date(2021, 2, 18), 0.35),
    (dt.date(2021, 5, 1), dt.date(2021, 5, 5), 0.7),
)

# source: share, and how likely each hour from 6 to 22 is
SOURCES = {
    "grid_member": 46,
    "officer": 14,
    "resident_portal": 13,
    "hotline_12345": 11,
    "community": 7,
    "phone": 4,
    "video": 3,
    "leader": 1,
    "department": 1,
}
PATROL = (1, 6, 12, 13, 11, 8, 4, 3, 9, 10, 9, 6, 4, 3, 2, 1, 0)
PUBLIC = (1, 5, 8, 9, 8, 7, 7, 5, 5, 6, 6, 7, 8, 8, 7, 5, 2)
FIRST_HOUR = 6
WAKES, RESTS = dt.time(6, 40), dt.time(22, 30)


def moments(count: int, chance: Random) -> list[tuple[dt.datetime, str]]:
    """`count` moments with their sources, in order of time."""
    days = [BEGINS_ON + dt.timedelta(days=n) for n in range(DAYS)]
    weights = [_busyness(day) for day in days]
    found = []
    for _ in range(count):
        source = chance.choices(list(SOURCES), list(SOURCES.values()))[0]
        hours = PUBLIC if source in ("resident_portal", "hotline_12345", "phone") else PATROL
        day = chance.choices(days, weights)[0]
        hour = FIRST_HOUR + chance.choices(range(len(hours)), hours)[0]
        at = dt.datetime.combine(
            day, dt.time(hour, chance.randrange(60), chance.randrange(60)), ZONE
        )
        found.append((at, source))
    return sorted(found)


def _busyness(day: dt.date) -> float:
    for first, last, share in FESTIVALS:
        if first <= day <= last:
            return share
    growth = 1 + 0.25 * (day - BEGINS_ON).days / DAYS
    return growth * (1.15, 1.1, 1.0, 1.0, 1.05, 0.7, 0.6)[day.weekday()]


def awake(at: dt.datetime, chance: Random) -> dt.datetime:
    """The moment itself, or the next morning where it falls into the night."""
    local = at.astimezone(ZONE)
    if WAKES <= local.time() <= RESTS:
        return local
    morning = local.date() + dt.timedelta(days=local.time() > RESTS)
    return dt.datetime.combine(morning, WAKES, ZONE) + dt.timedelta(minutes=chance.uniform(0, 80))
