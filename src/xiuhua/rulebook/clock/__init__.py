"""The clock of the rulebook: units, working calendars, readings, deadlines.

This file only gathers the public names; see `docs/reference/clock.md` for the dated examples.
"""

from xiuhua.rulebook.clock.calendar import WorkCalendar, build_calendar
from xiuhua.rulebook.clock.deadline import Due, deadline, due_after_pauses, worked_seconds
from xiuhua.rulebook.clock.hours import OFFICE_HOURS, ROUND_THE_CLOCK, STREET_HOURS, hours_of
from xiuhua.rulebook.clock.reading import DEFAULT, EARLIEST, LATEST, READINGS, Reading, reading_of
from xiuhua.rulebook.clock.remaining import Remaining, is_overdue, remaining
from xiuhua.rulebook.clock.units import Unit, unit_of

__all__ = [
    "DEFAULT",
    "EARLIEST",
    "LATEST",
    "OFFICE_HOURS",
    "READINGS",
    "ROUND_THE_CLOCK",
    "STREET_HOURS",
    "Due",
    "Reading",
    "Remaining",
    "Unit",
    "WorkCalendar",
    "build_calendar",
    "deadline",
    "due_after_pauses",
    "hours_of",
    "is_overdue",
    "reading_of",
    "remaining",
    "unit_of",
    "worked_seconds",
]
