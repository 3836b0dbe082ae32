"""The readings and inner limits an administrator may change from a day on, as one typed value.

Rows hold text; this module is the only reader of that text, so that a wrong word is refused when it is
entered and not when a case is judged by it. What the readings mean is the rulebook's business.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from xiuhua.rulebook.clock import Reading, unit_of
from xiuhua.rulebook.five_fixed import PARTS
from xiuhua.rulebook.refusal import Refused

CALENDARS = ("office", "7x16", "24x7")


class Limit(NamedTuple):
    """An inner limit: value, unit, and the calendar it is counted in."""

    value: float
    unit: str
    calendar: str


@dataclass(frozen=True, kw_only=True)
class ClockRules:
    """All readings in force in one subdistrict on one day."""

    total_starts_at: str
    handling_starts_at: str
    extension_stops_clock: bool
    suspension_stops_clock: bool
    work_day_starts: str
    work_day_ends: str
    night_counts_from: str
    natural_day_counts: str
    pause_moves_whole_days: bool
    intake_limit: Limit
    verify_limit: Limit
    dispatch_limit: Limit
    check_limit: Limit
    reopen_days: int
    appeal_days: int
    nudge_every_days: int
    duplicate_radius_m: float
    duplicate_days: int
    near_due_percent: int
    reporter_kept_days: int
    contact_kept_days: int
    photo_kept_days: int
    leaver_kept_days: int
    key_kept_days: int
    message_kept_days: int
    attempt_kept_days: int
    sign_in_kept_days: int
    person_request_limit: Limit
    person_request_kept_days: int
    assessment_kept_days: int
    round_border_m: float
    track_tolerance_m: float
    walked_share_percent: int
    patrol_most_hours: int
    track_kept_days: int
    touch_road_days: int
    touch_premises_days: int
    touch_component_days: int
    touch_hour_days: int
    four_all_days: int
    team_kept_days: int
    duty_parts: tuple[str, ...]
    duty_deputies: bool
    row_ids: tuple[int, ...] = ()

    @cached_property
    def reading(self) -> Reading:
        """How the rulebook's clock is to read a limit."""
        return Reading(
            first_day="next" if self.work_day_starts == "next_day" else "same",
            day_end="close" if self.work_day_ends == "close_of_business" else "midnight",
            outside_hours=self.night_counts_from,
            natural_days=self.natural_day_counts,
            pause_moves="whole_days" if self.pause_moves_whole_days else "working_time",
        )


FLAG = ("true", "false")
# Rules that have one of some words as value; pages offer these.
CHOICES: dict[str, tuple[str, ...]] = {
    "total_starts_at": ("filing", "report"),
    "handling_starts_at": ("dispatch", "filing"),
    "extension_stops_clock": FLAG,
    "suspension_stops_clock": FLAG,
    "work_day_starts": ("next_day", "same_day"),
    "work_day_ends": ("close_of_business", "midnight"),
    "night_counts_from": ("own_moment", "next_opening"),
    "natural_day_counts": ("running", "dates"),
    "pause_moves_whole_days": FLAG,
    "duty_deputies": FLAG,
}


def _choice(name: str) -> Callable[[str], str | bool]:
    allowed = CHOICES[name]

    def read(value: str) -> str | bool:
        if value not in allowed:
            raise ValueError(", ".join(allowed))
        return value == "true" if allowed is FLAG else value

    return read


def _whole(smallest: int, largest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not smallest <= int(value) <= largest:
            raise ValueError(f"{smallest}–{largest}")
        return int(value)

    return read


def _never_or(smallest: int, largest: int) -> Callable[[str], int]:
    """Days, or 0 for: not erased by itself."""
    days = _whole(smallest, largest)

    def read(value: str) -> int:
        if value == "0":
            return 0
        try:
            return days(value)
        except ValueError as error:
            raise ValueError(f"0, {error}") from None

    return read


def _metres(value: str) -> float:
    expected = "1–1000"
    try:
        metres = float(value)
    except ValueError:
        raise ValueError(expected) from None
    if not 1 <= metres <= 1000:
        raise ValueError(expected)
    return metres


def _limit(value: str) -> Limit:
    expected = "0.5 work_hour 7x16"
    parts = value.split()
    try:
        number, unit = float(parts[0]), unit_of(parts[1]).value
    except (ValueError, IndexError, Refused):
        raise ValueError(expected) from None
    calendar = parts[2] if len(parts) == 3 else "office"
    if len(parts) > 3 or not 0 < number <= 1000 or len(calendar) > 16:
        raise ValueError(expected)
    return Limit(number, unit, calendar)


def _parts(value: str) -> tuple[str, ...]:
    parts = tuple(value.split())
    if not parts or set(parts) - set(PARTS) or len(set(parts)) != len(parts):
        raise ValueError(" ".join(PARTS))
    return parts


RULES: dict[str, Callable[[str], Any]] = {
    **{name: _choice(name) for name in CHOICES},
    "intake_limit": _limit,
    "verify_limit": _limit,
    "dispatch_limit": _limit,
    "check_limit": _limit,
    "reopen_days": _whole(1, 3650),
    "appeal_days": _whole(1, 3650),
    "nudge_every_days": _whole(1, 365),
    "duplicate_radius_m": _metres,
    "duplicate_days": _whole(0, 365),
    "near_due_percent": _whole(1, 90),
    "reporter_kept_days": _whole(30, 3650),
    "contact_kept_days": _never_or(30, 3650),
    "photo_kept_days": _never_or(365, 36500),
    "leaver_kept_days": _never_or(30, 3650),
    # Keys shorter than a holiday, and a phone that was off for it would act twice.
    "key_kept_days": _whole(14, 3650),
    "message_kept_days": _whole(30, 3650),
    "attempt_kept_days": _whole(1, 30),
    # Half a year is the least the law asks of logs: 网络安全法 21(3), facts 8.2.
    "sign_in_kept_days": _whole(184, 3650),
    "person_request_limit": _limit,
    "person_request_kept_days": _whole(365, 3650),
    # Three years is the least the law asks of assessments: PIPL 56, facts 8.1.
    "assessment_kept_days": _whole(1096, 36500),
    "round_border_m": _metres,
    "track_tolerance_m": _metres,
    "walked_share_percent": _whole(10, 100),
    "patrol_most_hours": _whole(1, 24),
    "track_kept_days": _whole(1, 365),
    "touch_road_days": _whole(1, 365),
    "touch_premises_days": _whole(1, 3650),
    "touch_component_days": _whole(1, 3650),
    "touch_hour_days": _whole(1, 365),
    "four_all_days": _whole(1, 365),
    "team_kept_days": _never_or(30, 3650),
    # Whom the five-fixed of a grid asks for: facts 11.
    "duty_parts": _parts,
}
# Rules that came after a catalogue was loaded: so read until `load_catalogue` brings their row.
LATER = {
    "reporter_kept_days": "365",
    "contact_kept_days": "730",
    "photo_kept_days": "0",
    "leaver_kept_days": "365",
    "key_kept_days": "90",
    "message_kept_days": "365",
    "attempt_kept_days": "1",
    "sign_in_kept_days": "200",
    "person_request_limit": "15 work_day office",
    "person_request_kept_days": "1096",
    "assessment_kept_days": "1096",
    "round_border_m": "5",
    "track_tolerance_m": "20",
    "walked_share_percent": "80",
    "patrol_most_hours": "12",
    "track_kept_days": "30",
    "touch_road_days": "3",
    "touch_premises_days": "30",
    "touch_component_days": "90",
    "touch_hour_days": "14",
    "four_all_days": "30",
    "team_kept_days": "1096",
    "duty_parts": "leader officer inspector cleaner community_worker",
    "duty_deputies": "true",
}


def read_rule(name: str, value: str) -> Any:
    """The typed value of one rule; refuses an unknown rule, and a value it cannot have."""
    if name not in RULES:
        raise Refused("rule_unknown", name=name, rules=list(RULES))
    try:
        return RULES[name](value.strip())
    except ValueError as error:
        raise Refused("rule_value_invalid", name=name, value=value, expected=str(error)) from None


def rules_from(values: Mapping[str, str], row_ids: tuple[int, ...] = ()) -> ClockRules:
    """All rules as one value; refuses a set in which one is missing."""
    missing = [name for name in RULES if name not in values and name not in LATER]
    if missing:
        raise Refused("rules_missing", names=missing)
    known = {**LATER, **values}
    read = {name: read_rule(name, known[name]) for name in RULES}
    checked = ClockRules(**read, row_ids=row_ids)
    checked.reading  # noqa: B018  two readings may not go together; the rulebook says so here
    return checked
