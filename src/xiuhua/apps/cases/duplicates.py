"""Whether a report looks like one that is open already: same class, near in place and time.

A hint for the clerk, never a decision: merging is an act of its own.
"""

import datetime as dt
from dataclasses import dataclass

import h3

from xiuhua.apps.cases.models import Case
from xiuhua.apps.catalogue.queries import ClockRules
from xiuhua.rulebook.distance import metres_between

CELL_SPACING_M = 48.0
"""Between neighbouring cells of resolution 11, centre to centre; rounded down to look too far, not too near."""


@dataclass(frozen=True)
class Likeness:
    """An open case that may be the same problem."""

    case_id: int
    number: str
    distance_m: int


def look_alikes(
    *,
    subdistrict_id: int,
    class_id: int | None,
    lon: float,
    lat: float,
    cell: int,
    rules: ClockRules,
    at: dt.datetime,
    but_id: int | None = None,
) -> list[Likeness]:
    """Open cases of the class within the rule's radius and days, nearest first: one statement."""
    rings = 1 + int(rules.duplicate_radius_m // CELL_SPACING_M)
    around = [h3.str_to_int(c) for c in h3.grid_disk(h3.int_to_str(cell), rings)]
    rows = Case.objects.filter(
        subdistrict_id=subdistrict_id,
        is_open=True,
        cell__in=around,
        reported_at__gte=at - dt.timedelta(days=rules.duplicate_days),
    )
    if class_id is not None:
        rows = rows.filter(case_class_id=class_id)
    if but_id is not None:
        rows = rows.exclude(pk=but_id)
    near = [
        Likeness(pk, number, round(metres_between(lon, lat, other_lon, other_lat)))
        for pk, number, other_lon, other_lat in rows.values_list("pk", "number", "lon", "lat")[:200]
    ]
    near = [found for found in near if found.distance_m <= rules.duplicate_radius_m]
    return sorted(near, key=lambda found: found.distance_m)[:5]
