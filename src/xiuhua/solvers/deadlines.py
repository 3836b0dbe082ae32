"""Many deadlines at once with numpy: the same answers as `rulebook.clock.deadline`, one by one.

For imports, recomputation and planning. It may only be faster than the scalar engine, never
different: a property test holds the two together. Pauses are rare and stay with the scalar path.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from xiuhua.rulebook.clock.calendar import WorkCalendar
from xiuhua.rulebook.clock.counting import HOUR_S, LONGEST_S, needs_list
from xiuhua.rulebook.clock.reading import DEFAULT, Reading
from xiuhua.rulebook.clock.tables import DAY_S
from xiuhua.rulebook.clock.units import Unit, unit_of
from xiuhua.rulebook.refusal import Refused

Seconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class _Arrays(NamedTuple):
    day_begins: Seconds
    day_ends: Seconds
    opens: Seconds
    shuts: Seconds
    through: Seconds
    rank: Seconds
    closes: Seconds
    close_days: Seconds
    close_day_ends: Seconds
    through_days: Seconds  # with a leading 0: working seconds before day k


def deadlines(
    starts: npt.ArrayLike,
    values: npt.ArrayLike,
    units: str | Sequence[str] | npt.NDArray[np.str_],
    calendar: WorkCalendar,
    reading: Reading = DEFAULT,
) -> tuple[Seconds, Flags]:
    """(due in epoch seconds, provisional) for starts in epoch seconds; values and units may be scalars.

    Refuses like the scalar path, with `row` naming the first bad row (0-based); nothing is
    answered in part.
    """
    began = np.asarray(starts)
    if began.dtype.kind not in "iu" and began.size:
        raise Refused("moment_without_zone", moment=str(began.ravel()[0]))
    shape = np.broadcast_shapes(began.shape, np.shape(values), np.shape(units))
    began = np.broadcast_to(began.astype(np.int64), shape).ravel()
    amounts = np.broadcast_to(_amounts(values), shape).ravel()
    codes = np.broadcast_to(np.asarray(units), shape).ravel()
    due = began.copy()
    provisional = np.zeros(began.shape, dtype=np.bool_)
    for code in np.unique(codes):
        unit = unit_of(str(code))
        rows = np.flatnonzero(codes == code)
        running = rows[amounts[rows] > 0]
        if running.size:
            due[running] = _due(began[running], amounts[running], unit, calendar, reading, running)
        if needs_list(unit, reading):
            provisional[rows] = due[rows] > calendar.tables.known_end
    return due.reshape(shape), provisional.reshape(shape)


def _amounts(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    raw = np.asarray(values)
    if raw.dtype.kind not in "iuf" and raw.size:
        raise Refused("limit_invalid", value=str(raw.ravel()[0]))
    amounts = raw.astype(np.float64)
    flat = amounts.ravel()
    _refuse_any(flat < 0, "limit_negative", flat)
    _refuse_any(~(flat * HOUR_S <= LONGEST_S), "limit_invalid", flat)
    return amounts


def _refuse_any(
    bad: Flags, code: str, values: npt.NDArray[np.float64], rows: Seconds | None = None
) -> None:
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        row = first if rows is None else int(rows[first])
        raise Refused(code, value=str(values[first]), row=row)


def _due(
    began: Seconds,
    amounts: npt.NDArray[np.float64],
    unit: Unit,
    calendar: WorkCalendar,
    reading: Reading,
    rows: Seconds,
) -> Seconds:
    if unit is Unit.URGENT_HOUR:
        return began + _lengths_s(amounts, HOUR_S)
    if unit is Unit.NATURAL_DAY and reading.natural_days == "running":
        return began + _lengths_s(amounts, DAY_S)
    days = _day_indexes(began, calendar, rows)
    arrays = _arrays(calendar)
    if unit is Unit.WORK_HOUR:
        target = _worked(arrays, began) + _lengths_s(amounts, HOUR_S)
        return _moments(arrays, target, calendar, rows)
    if unit is Unit.WORK_DAY:
        return _work_days(began, days, amounts, calendar, reading, rows)
    return _dates(days, amounts, calendar, reading, rows)


def _lengths_s(amounts: npt.NDArray[np.float64], unit_s: int | Seconds) -> Seconds:
    return np.maximum(1, np.rint(amounts * unit_s).astype(np.int64))


def _work_days(
    began: Seconds,
    days: Seconds,
    amounts: npt.NDArray[np.float64],
    calendar: WorkCalendar,
    reading: Reading,
    rows: Seconds,
) -> Seconds:
    arrays = _arrays(calendar)
    if reading.outside_hours == "next_opening":
        began = _openings(arrays, began, calendar, rows)
        days = _day_indexes(began, calendar, rows)
    ends = arrays.closes if reading.day_end == "close" else arrays.close_day_ends
    base = (
        arrays.rank[days] if reading.first_day == "next" else np.searchsorted(ends, began, "right")
    )
    whole = amounts.astype(np.int64)
    part = amounts - whole
    if reading.day_end == "midnight":
        _refuse_any(part > 0, "limit_of_part_days", amounts, rows)
    target = base + whole
    _refuse_far(target + (part > 0) > ends.size, calendar, rows)
    due: Seconds = ends[np.maximum(target, 1) - 1].copy()
    split = np.flatnonzero(part > 0)
    if split.size:
        before = arrays.through_days[target[split]]
        length = arrays.through_days[target[split] + 1] - before
        worked = before + _lengths_s(part[split], length)
        due[split] = _moments(arrays, worked, calendar, rows[split])
    return due


def _dates(
    days: Seconds,
    amounts: npt.NDArray[np.float64],
    calendar: WorkCalendar,
    reading: Reading,
    rows: Seconds,
) -> Seconds:
    arrays = _arrays(calendar)
    whole = amounts.astype(np.int64)
    _refuse_any(whole != amounts, "limit_of_part_days", amounts, rows)
    last = days + whole + (0 if reading.first_day == "next" else -1)
    _refuse_far(last >= arrays.day_ends.size, calendar, rows)
    if reading.past_holiday:
        passed = np.where(last > 0, arrays.rank[np.maximum(last, 1) - 1], 0)
        _refuse_far(passed >= arrays.close_days.size, calendar, rows)
        last = arrays.close_days[passed]
    due: Seconds = arrays.day_ends[last]
    return due


def _day_indexes(began: Seconds, calendar: WorkCalendar, rows: Seconds) -> Seconds:
    begins = _arrays(calendar).day_begins
    outside = (began < begins[0]) | (began >= begins[-1])
    if outside.any():
        first = int(np.flatnonzero(outside)[0])
        try:
            calendar.day_index(int(began[first]))
        except Refused as refused:
            raise Refused(refused.code, **refused.facts, row=int(rows[first])) from None
    return np.searchsorted(begins, began, "right") - 1


def _worked(arrays: _Arrays, at: Seconds) -> Seconds:
    index = np.searchsorted(arrays.opens, at, "right") - 1
    inside = np.maximum(index, 0)
    worked = arrays.through[inside] - np.maximum(arrays.shuts[inside] - at, 0)
    return np.where(index < 0, 0, worked)


def _moments(arrays: _Arrays, worked: Seconds, calendar: WorkCalendar, rows: Seconds) -> Seconds:
    index = np.searchsorted(arrays.through, worked, "left")
    _refuse_far(index >= arrays.through.size, calendar, rows)
    return arrays.shuts[index] - (arrays.through[index] - worked)


def _openings(arrays: _Arrays, at: Seconds, calendar: WorkCalendar, rows: Seconds) -> Seconds:
    index = np.searchsorted(arrays.opens, at, "right") - 1
    open_now = (index >= 0) & (at < arrays.shuts[np.maximum(index, 0)])
    _refuse_far(~open_now & (index + 1 >= arrays.opens.size), calendar, rows)
    upcoming = arrays.opens[np.minimum(index + 1, arrays.opens.size - 1)]
    return np.where(open_now, at, upcoming)


def _refuse_far(far: Flags, calendar: WorkCalendar, rows: Seconds) -> None:
    if far.any():
        row = int(rows[np.flatnonzero(far)[0]])
        raise Refused("deadline_too_far", calendar=calendar.code, last_on=calendar.last_on, row=row)


@lru_cache(maxsize=64)
def _arrays(calendar: WorkCalendar) -> _Arrays:
    tables = calendar.tables
    named = {
        name: np.asarray(getattr(tables, name), dtype=np.int64)
        for name in _Arrays._fields
        if name != "through_days"
    }
    return _Arrays(**named, through_days=np.asarray((0, *tables.through_days), dtype=np.int64))
