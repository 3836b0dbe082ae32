"""Writing the four sheets of a grid: a new version from a day on, and one grid's sheets copied to others.

A sheet that held stays as it was; what was planned for later and is replaced says so. Nothing here decides whether
the five are complete (`rulebook.five_fixed`), and nobody's penalties can become a rule (`actions.incentives`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.catalogue.tags import ACTIONS
from xiuhua.apps.duty.models import (
    DutySheet,
    GridDuty,
    Incentive,
    IncentiveRule,
    Responsibility,
    StandardItem,
    TimeSlot,
)
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused

DAY = dt.timedelta(days=1)
EDIT = "duty.edit"
MOST_LINES = 60
LINES = {
    DutySheet.Fixed.SLOTS: TimeSlot,
    DutySheet.Fixed.RESPONSIBILITIES: Responsibility,
    DutySheet.Fixed.STANDARDS: StandardItem,
    DutySheet.Fixed.INCENTIVES: Incentive,
}
"""The table of lines of each sheet."""
Line = Mapping[str, Any]


def set_sheet(
    grid_id: int,
    fixed: str,
    lines: Sequence[Line],
    *,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    document: str = "",
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """From a day on these lines hold for the grid. `lines`: values of the fields of `LINES[fixed]`.

    Refuses: sheet_unknown, sheet_empty, sheet_too_long, sheet_in_the_past, duty_ends_before_it_begins,
    sheet_line_invalid, incentive_unknown.
    """
    if fixed not in LINES:
        raise Refused("sheet_unknown", given=fixed)
    grid = locked_grid(grid_id, by)
    body = {
        "grid": grid_id, "fixed": fixed, "lines": [dict(line) for line in lines],
        "from": valid_from, "to": valid_to, "document": document,
    }  # fmt: skip
    with act("duty.sheet", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        Subdistrict.objects.select_for_update().get(pk=grid.subdistrict_id)
        _check_period(grid, valid_from, valid_to, at)
        sheet = _put(grid, fixed, lines, valid_from, valid_to, document.strip()[:120], by, at)
        return this.keep({"id": sheet.pk})


def copy(
    grid_id: int,
    to_grid_ids: Sequence[int],
    *,
    valid_from: dt.date,
    fixed: Sequence[str] = tuple(LINES),
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Give the sheets in force of one grid to others from a day on; persons are not copied.

    Refuses: copy_from_nothing (the grid has none of these in force), copy_to_nothing, and as `set_sheet`.
    """
    source = locked_grid(grid_id, by)
    targets = [locked_grid(pk, by) for pk in dict.fromkeys(to_grid_ids) if pk != grid_id]
    if not targets:
        raise Refused("copy_to_nothing")
    body = {"grid": grid_id, "to": sorted(to_grid_ids), "from": valid_from, "fixed": sorted(fixed)}
    with act("duty.sheet_copy", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        Subdistrict.objects.select_for_update().get(pk=source.subdistrict_id)
        day = local_day(zone_name(source.subdistrict_id), at)
        sheets = {sheet.fixed: sheet for sheet in current(source.pk, day) if sheet.fixed in fixed}
        if not sheets:
            raise Refused("copy_from_nothing", grid=source.name or source.code)
        made = 0
        for target in targets:
            if target.subdistrict_id != source.subdistrict_id:
                raise Refused("grid_unknown", given=target.pk)
            _check_period(target, valid_from, None, at)
            for kind, sheet in sheets.items():
                values = (kind, lines_of(sheet), valid_from, sheet.valid_to, sheet.document)
                _put(target, *values, by, at)
                made += 1
        return this.keep({"sheets": made, "grids": len(targets)})


def carry_sheets(
    old: Grid, new: Grid, from_on: dt.date, *, by: User | None, at: dt.datetime
) -> int:
    """The sheets in force of a grid that ends go on in the one on its ground; one that has sheets keeps its own."""
    if DutySheet.objects.filter(grid=new, replaced_at=None).exists():
        return 0
    going_on = current(old.pk, from_on)
    for sheet in going_on:
        _put(new, sheet.fixed, lines_of(sheet), from_on, sheet.valid_to, sheet.document, by, at)
    return len(going_on)


def current(grid_id: int, day: dt.date) -> list[DutySheet]:
    """The sheets of a grid that hold on a day."""
    rows = DutySheet.objects.filter(grid_id=grid_id, replaced_at=None, valid_from__lte=day)
    return list(rows.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("fixed"))


def lines_of(sheet: DutySheet) -> list[dict[str, Any]]:
    """The lines of a sheet as `set_sheet` takes them."""
    rows = LINES[DutySheet.Fixed(sheet.fixed)].objects.filter(sheet=sheet).order_by("order")
    return [{k: v for k, v in row.items() if k not in ("id", "sheet_id", "order")} for row in rows.values()]  # fmt: skip


def locked_grid(grid_id: int, by: User | None) -> Grid:
    """The grid, if this person may change its duty. Refuses: grid_unknown, not_permitted."""
    grid = Grid.objects.select_related("community").filter(pk=grid_id).defer("geometry").first()
    if grid is None:
        raise Refused("grid_unknown", given=grid_id)
    if by is not None:
        community = grid.community.code if grid.community else None
        check_may(
            by, EDIT, subdistrict_id=grid.subdistrict_id, grid_code=grid.code,
            community_code=community,
        )  # fmt: skip
    return grid


def _check_period(
    grid: Grid, valid_from: dt.date, valid_to: dt.date | None, at: dt.datetime
) -> None:
    if valid_from < local_day(zone_name(grid.subdistrict_id), at):
        raise Refused("sheet_in_the_past", from_on=valid_from.isoformat())
    if valid_to is not None and valid_to < valid_from:
        raise Refused(
            "duty_ends_before_it_begins",
            last_on=valid_to.isoformat(),
            valid_from=valid_from.isoformat(),
        )


def _put(
    grid: Grid,
    fixed: str,
    lines: Sequence[Line],
    valid_from: dt.date,
    valid_to: dt.date | None,
    document: str,
    by: User | None,
    at: dt.datetime,
) -> DutySheet:
    if not lines:
        raise Refused("sheet_empty")
    if len(lines) > MOST_LINES:
        raise Refused("sheet_too_long", most=MOST_LINES, found=len(lines))
    for line in lines:
        CHECKS[DutySheet.Fixed(fixed)](grid, line)
    _make_room(grid, fixed, valid_from, by, at)
    sheet = DutySheet.objects.create(
        subdistrict_id=grid.subdistrict_id,
        grid=grid,
        fixed=fixed,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    table = LINES[DutySheet.Fixed(fixed)]
    table.objects.bulk_create(
        [table(sheet=sheet, order=n, **line) for n, line in enumerate(lines, 1)]
    )
    _record(sheet, "duty.sheet_set", by, at, {"lines": len(lines)})
    return sheet


def _make_room(
    grid: Grid, fixed: str, valid_from: dt.date, by: User | None, at: dt.datetime
) -> None:
    """What holds ends the day before; what was to begin on the day or later is replaced."""
    rows = DutySheet.objects.filter(grid=grid, fixed=fixed, replaced_at=None)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
    for old in rows.select_for_update(of=("self",)).order_by("pk"):
        if old.valid_from < valid_from:
            old.valid_to = valid_from - DAY
            old.save(update_fields=["valid_to"])
            _record(old, "duty.sheet_ended", by, at)
        else:
            old.replaced_at = at
            old.save(update_fields=["replaced_at"])
            _record(old, "duty.sheet_replaced", by, at)


def _check_slot(grid: Grid, line: Line) -> None:
    if not line.get("name") or line["days"] not in TimeSlot.Days.values:
        raise Refused("sheet_line_invalid", field="name")
    if line["starts"] == line["ends"]:
        raise Refused("slot_without_length", name=line["name"])


def _check_responsibility(grid: Grid, line: Line) -> None:
    if line["part"] not in GridDuty.Part.values:
        raise Refused("duty_part_unknown", part=line["part"], parts=list(GridDuty.Part.values))
    if not line.get("case_class_id") and not line.get("objects_words"):
        raise Refused("responsibility_of_nothing")


def _check_standard(grid: Grid, line: Line) -> None:
    if not line.get("words") or line.get("action", "") not in ("", *ACTIONS):
        raise Refused("sheet_line_invalid", field="words")
    if bool(line.get("comparison")) != (line.get("limit_value") is not None):
        raise Refused("standard_limit_half", words=line["words"])


def _check_incentive(grid: Grid, line: Line) -> None:
    known = IncentiveRule.objects.filter(subdistrict_id=grid.subdistrict_id, code=line["rule_code"])
    if not known.exists():
        raise Refused("incentive_unknown", given=line["rule_code"])


CHECKS = {
    DutySheet.Fixed.SLOTS: _check_slot,
    DutySheet.Fixed.RESPONSIBILITIES: _check_responsibility,
    DutySheet.Fixed.STANDARDS: _check_standard,
    DutySheet.Fixed.INCENTIVES: _check_incentive,
}


def _record(
    sheet: DutySheet, kind: str, by: User | None, at: dt.datetime, more: Line | None = None
) -> None:
    data = {
        "grid_id": sheet.grid_id,
        "fixed": sheet.fixed,
        "valid_from": sheet.valid_from.isoformat(),
        "valid_to": sheet.valid_to.isoformat() if sheet.valid_to else None,
        **(more or {}),
    }
    append(
        sheet, kind, at=at, actor_id=by.pk if by else None,
        subdistrict_id=sheet.subdistrict_id, data=data,
    )  # fmt: skip
