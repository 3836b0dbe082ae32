"""How a limit is to be read, where the standard leaves it open: each choice a named parameter.

A catalogue row may change any of them (`reading_of`). The three readings below are the ones in
force; a reading must stay a plain value, so that a case can keep the one it was judged by.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from xiuhua.rulebook.refusal import Refused

_CHOICES: dict[str, tuple[str, ...]] = {
    "first_day": ("next", "same"),
    "day_end": ("close", "midnight"),
    "outside_hours": ("own_moment", "next_opening"),
    "natural_days": ("running", "dates"),
    "pause_moves": ("whole_days", "working_time"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The choices; the defaults are the fixed readings of a street case.

    first_day      next: a 工作日 is counted from the next working day; same: the day itself counts
                   if it is worked and not over.
    day_end        close: the last day ends at close of business; midnight: at 23:59:59.
    outside_hours  own_moment: a case filed at night belongs to its own date; next_opening: it
                   counts as filed when the office next opens (day units only).
    natural_days   running: 24 hours each, from the moment; dates: whole calendar dates, ending
                   at 23:59:59.
    pause_moves    whole_days: a pause moves day units by the day-ends it covers; working_time:
                   by the working minutes lost.
    past_holiday   a last date on which nobody works moves to the next working day (dates only).
    """

    first_day: str = "next"
    day_end: str = "close"
    outside_hours: str = "own_moment"
    natural_days: str = "running"
    pause_moves: str = "whole_days"
    past_holiday: bool = False

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise Refused(
                    "reading_invalid", name=name, value=str(getattr(self, name)), allowed=allowed
                )
        if not isinstance(self.past_holiday, bool):
            raise Refused(
                "reading_invalid",
                name="past_holiday",
                value=str(self.past_holiday),
                allowed=(True, False),
            )
        if self.pause_moves == "working_time" and self.day_end == "midnight":
            raise Refused(
                "reading_invalid", name="pause_moves", value="working_time", allowed=("whole_days",)
            )


DEFAULT = Reading()
# Binds the authority: from the date on the decision, no shift past a holiday.
EARLIEST = Reading(first_day="same", day_end="midnight", natural_days="dates")
# Gives the party a right: first day not counted, shifted past a holiday.
LATEST = Reading(day_end="midnight", natural_days="dates", past_holiday=True)

READINGS: dict[str, Reading] = {"default": DEFAULT, "earliest": EARLIEST, "latest": LATEST}


def reading_of(choices: str | Mapping[str, object]) -> Reading:
    """A reading by name, or by the choices of a catalogue row; what is left out is the default.

    Source: facts 1.6 (street cases), facts 3.7 and 行政强制法 69, 行政处罚法 85 (legal periods).
    """
    if isinstance(choices, str):
        if choices not in READINGS:
            raise Refused("reading_invalid", name="reading", value=choices, allowed=list(READINGS))
        return READINGS[choices]
    names = asdict(DEFAULT)
    for name in choices:
        if name not in names:
            raise Refused("reading_invalid", name=name, value="", allowed=list(names))
    return Reading(**choices)  # type: ignore[arg-type]
