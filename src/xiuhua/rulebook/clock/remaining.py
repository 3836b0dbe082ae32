"""What is left of a limit, or how far it is overrun, for display and for "late".

Nothing here decides what follows from being late.
"""

from datetime import datetime
from typing import NamedTuple

from xiuhua.rulebook.clock.calendar import WorkCalendar
from xiuhua.rulebook.clock.counting import seconds_of
from xiuhua.rulebook.clock.deadline import Due, worked_seconds
from xiuhua.rulebook.clock.units import Unit, unit_of
from xiuhua.rulebook.refusal import Refused


class Remaining(NamedTuple):
    """Minutes on the limit's own clock: positive left, negative overrun, None while it stands still.

    At night after an overrun day the minutes can be 0 and it is overdue all the same: `is_overdue`
    decides, the minutes are for display.
    """

    minutes: int | None
    is_overdue: bool


def remaining(
    now: datetime, due: Due | datetime | None, unit: str, calendar: WorkCalendar
) -> Remaining:
    """Working minutes left (work units) or minutes of the clock on the wall (urgent and natural).

    Left is rounded down and overrun up, so that nobody is promised a minute. Source: facts 1.6.
    """
    at = due.at if isinstance(due, Due) else due
    kind = unit_of(unit)
    if at is None:
        seconds_of(now)
        return Remaining(None, False)
    if kind in (Unit.WORK_HOUR, Unit.WORK_DAY):
        left_s = worked_seconds(now, at, calendar)
    else:
        left_s = seconds_of(at) - seconds_of(now)
    return Remaining(left_s // 60, is_overdue(now, at))


def is_overdue(now: datetime, due: Due | datetime | None) -> bool:
    """Whether the due moment has passed; on the very moment it is still on time.

    Source: 民法典 203 (the last moment belongs to the period).
    """
    at = due.at if isinstance(due, Due) else due
    for moment in (now, at):
        if moment is not None and moment.tzinfo is None:
            raise Refused("moment_without_zone", moment=moment.isoformat())
    return at is not None and now > at
