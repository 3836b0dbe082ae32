"""Special modes (特殊模式): which clocks may stand still while one lasts, and when zero-reports are due.

A mode is an order for some hours or days: flood, gale, snow, smog, a great event, an inspection. It never touches a
clock that runs round the clock or that law or another body set. Nothing here knows who is ordered where.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from xiuhua.rulebook.clock.units import Unit
from xiuhua.rulebook.refusal import Refused

ORDINARY_UNITS = frozenset({Unit.WORK_HOUR.value, Unit.WORK_DAY.value})
ROUND_THE_CLOCK = "24x7"
LONGEST = timedelta(days=60)
MOST_REPORTS = 500


class ModeKind(StrEnum):
    """What a mode is for."""

    FLOOD = "flood"  # 防汛
    GALE = "gale"  # 大风
    SNOW = "snow"  # 扫雪
    SMOG = "smog"  # 重污染
    EVENT = "event"  # 重大活动
    INSPECTION = "inspection"  # 创卫迎检


class ReportState(StrEnum):
    """How one zero-report of one unit stands."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    OPEN = "open"
    COMING = "coming"


class Slot(NamedTuple):
    """One zero-report: when it is due, how it stands, and by how much it came (or is) late."""

    due_at: datetime
    state: ReportState
    late_by: timedelta


def may_stand_still(limits: Iterable[Sequence[object]]) -> bool:
    """Whether a clock with these limits (value, unit, calendar) may pause during a mode: ordinary ones only.

    A chain with one urgent or round-the-clock limit in it never pauses. Limits of the law and of other bodies
    (orders, requests of persons) are no clocks of a case and are never asked about.
    Source: facts 1.6 (urgent hours run continuously), issue of the special modes (legal and urgent ones never).
    """
    given = list(limits)
    return bool(given) and all(
        unit in ORDINARY_UNITS and calendar != ROUND_THE_CLOCK for _value, unit, calendar in given
    )


def check_period(starts_at: datetime, ends_at: datetime) -> None:
    """A mode has an end and is no permanent state. Refuses: mode_period_inverted, mode_too_long."""
    if ends_at <= starts_at:
        raise Refused("mode_period_inverted")
    if ends_at - starts_at > LONGEST:
        raise Refused("mode_too_long", most=LONGEST.days)


def due_moments(starts_at: datetime, until: datetime, every_h: int) -> list[datetime]:
    """When zero-reports are due: every so many hours from the start, and the last one at the end.

    None where none are asked for (0). Refuses: zero_reports_too_many. Source: 零报告 as practised: each interval is
    reported, also when nothing happened.
    """
    if every_h <= 0 or until <= starts_at:
        return []
    step = timedelta(hours=every_h)
    count = (until - starts_at) // step
    if count > MOST_REPORTS:
        raise Refused("zero_reports_too_many", most=MOST_REPORTS, found=count)
    found = [starts_at + step * n for n in range(1, count + 1)]
    if not found or found[-1] < until:
        found.append(until)
    return found


def board(due: Sequence[datetime], made: Mapping[datetime, datetime], now: datetime) -> list[Slot]:
    """How each zero-report of a unit stands; `made` says when each was handed in. Both ends are on time."""
    slots = []
    began = datetime.min.replace(tzinfo=now.tzinfo)
    nothing = timedelta(0)
    for at in due:
        handed_in = made.get(at)
        if handed_in is not None:
            late = max(nothing, handed_in - at)
            slots.append(Slot(at, ReportState.LATE if late else ReportState.ON_TIME, late))
        elif now > at:
            slots.append(Slot(at, ReportState.MISSING, now - at))
        else:
            slots.append(
                Slot(at, ReportState.OPEN if began <= now else ReportState.COMING, nothing)
            )
        began = at
    return slots


def check_report(due: Sequence[datetime], due_at: datetime, now: datetime) -> None:
    """Whether the report of this interval may be handed in now; late is better than never.

    Refuses: zero_report_unknown, zero_report_too_early.
    """
    if due_at not in due:
        raise Refused("zero_report_unknown")
    place = due.index(due_at)
    if place and due[place - 1] > now:
        raise Refused("zero_report_too_early", due_at=due_at.isoformat())
