"""Whether a report looks like one that is open already: same class, near in place and time.

A hint for the clerk, never a decision: merging is an act of its own.
"""

import datetime as dt
from dataclasses import dataclass

from xiuhua.apps.cases.models import Case
from xiuhua.apps.catalogue.queries import ClockRules
from xiuhua.apps.records.shaped import FLOAT, INT, MOMENT, Shaped
from xiuhua.rulebook.distance import degrees_around, metres_between

MOST_LOOKED_AT = 200
# A strip of longitude of one class in one subdistrict is an index range; of its few rows the rest is asked.
_near = Shaped(
    lambda: Case.objects.filter(
        subdistrict_id=INT[0],
        is_open=True,
        case_class_id=INT[1],
        lon__gte=FLOAT[2],
        lon__lte=FLOAT[3],
        lat__gte=FLOAT[4],
        lat__lte=FLOAT[5],
        reported_at__gte=MOMENT[6],
    ).values_list("pk", "number", "lon", "lat")[:MOST_LOOKED_AT]
)


@dataclass(frozen=True)
class Likeness:
    """An open case that may be the same problem."""

    case_id: int
    number: str
    distance_m: int


def look_alikes(
    *,
    subdistrict_id: int,
    class_id: int,
    lon: float,
    lat: float,
    rules: ClockRules,
    at: dt.datetime,
) -> list[Likeness]:
    """Open cases of the class within the rule's radius and days, nearest first: one statement."""
    reach_lon, reach_lat = degrees_around(lat, rules.duplicate_radius_m)
    since = at - dt.timedelta(days=rules.duplicate_days)
    box = (lon - reach_lon, lon + reach_lon, lat - reach_lat, lat + reach_lat)
    near = [
        Likeness(pk, number, round(metres_between(lon, lat, other_lon, other_lat)))
        for pk, number, other_lon, other_lat in _near.rows(subdistrict_id, class_id, *box, since)
    ]
    near = [found for found in near if found.distance_m <= rules.duplicate_radius_m]
    return sorted(near, key=lambda found: found.distance_m)[:5]
