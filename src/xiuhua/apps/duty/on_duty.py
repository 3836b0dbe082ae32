"""Where a person may patrol at a moment: whoever stands in the month's published roster, only during a shift.

Who is in no roster is on duty in the grids they answer for on the day. A shift without a grid of one's own is a shift
for the whole locality. Reads only.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from xiuhua.apps.duty.models import Roster, RosterShift
from xiuhua.apps.duty.queries import grids_of
from xiuhua.apps.records.streets import zone_name

GRACE = dt.timedelta(minutes=30)
"""So much before and after a shift one is still on the way."""


def grids_to_walk(user_id: int, subdistrict_id: int, at: dt.datetime) -> set[int | None]:
    """The grids in which the person is on duty now; None stands for all of them, and nothing for off duty."""
    zone = ZoneInfo(zone_name(subdistrict_id))
    day = at.astimezone(zone).date()
    held: set[int | None] = set(grids_of(user_id, subdistrict_id, day))
    on_shift = is_on_shift(user_id, subdistrict_id, at)
    if on_shift is None:
        return held
    if not on_shift:
        return set()
    return held or {None}


def is_on_shift(user_id: int, subdistrict_id: int, at: dt.datetime) -> bool | None:
    """Whether a published shift of the person covers the moment; None for who has no shift in that month."""
    zone = ZoneInfo(zone_name(subdistrict_id))
    day = at.astimezone(zone).date()
    rows = RosterShift.objects.filter(
        user_id=user_id,
        roster__subdistrict_id=subdistrict_id,
        roster__state=Roster.State.PUBLISHED,
    )
    near = rows.filter(day__in=(day - dt.timedelta(days=1), day, day + dt.timedelta(days=1)))
    for on, begins, ends in near.values_list("day", "shift__begin_minute", "shift__end_minute"):
        midnight = dt.datetime.combine(on, dt.time(), zone)
        first = midnight + dt.timedelta(minutes=begins) - GRACE
        last = midnight + dt.timedelta(minutes=ends) + GRACE
        if first <= at <= last:
            return True
    return False if rows.filter(roster__month=day.replace(day=1)).exists() else None
