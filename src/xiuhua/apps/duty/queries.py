"""Who answers for a grid on a day: asked by every report, so it is answered from memory.

A grid without anybody of its own is answered by the locality (属地兜底). Deputies stand in by hand-over or roster,
never by themselves: they answer for nothing here. What a person may do is no question
for this module: answering for a grid gives nobody a right.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, local_day
from xiuhua.apps.duty import modes
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.streets import zone_name

NAME = modes.NAME
Part = GridDuty.Part
# Whose unit gets the case, when several parts of a grid are filled.
UNIT_OF = (Part.OFFICER, Part.LEADER, Part.MEMBER)


class Duty(NamedTuple):
    """Who answers. `source` says why: a special mode's posts, the grid's own people, the locality, or nobody."""

    unit_id: int | None
    officer_id: int | None
    leader_id: int | None
    source: str
    member_id: int | None = None
    inspector_id: int | None = None


class Line(NamedTuple):
    """One row of the table, as kept."""

    part: str
    unit_id: int
    user_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None


Table = dict[tuple[int, int | None], list[Line]]
"""All rows by subdistrict and grid."""


def who_answers(grid_id: int | None, subdistrict_id: int, on: dt.date | dt.datetime) -> Duty:
    """The unit and people that answer for a grid on a day, by its ordinary duty.

    Of a moment: on its local day, and with the posts of a special mode in force just then before the ordinary ones.
    """
    if not isinstance(on, dt.datetime):
        return _ordinary(grid_id, subdistrict_id, on)[0]
    day = local_day(zone_name(subdistrict_id), on)
    duty, lines = _ordinary(grid_id, subdistrict_id, day)
    posts = modes.posts_at(subdistrict_id, grid_id, on)
    if not posts:
        return duty
    ordered = {part: Line(part, *holder, day, None) for part, holder in posts.items()}
    return _duty({**lines, **ordered}, "mode")


def _ordinary(
    grid_id: int | None, subdistrict_id: int, day: dt.date
) -> tuple[Duty, dict[str, Line]]:
    table = _table.get()
    if grid_id is not None:
        own = _in_force(table.get((subdistrict_id, grid_id), ()), day)
        if own:
            return _duty(own, "grid"), own
    fallback = _in_force(table.get((subdistrict_id, None), ()), day)
    nobody = Duty(None, None, None, "nobody")
    return (_duty(fallback, "locality") if fallback else nobody), fallback


def grids_of(user_id: int, subdistrict_id: int, on: dt.date) -> dict[int | None, list[str]]:
    """The grids a person answers for on a day, each with the parts; None stands for the locality."""
    found: dict[int | None, list[str]] = {}
    for (subdistrict, grid), lines in _table.get().items():
        if subdistrict != subdistrict_id:
            continue
        for part, line in _in_force(lines, on).items():
            if line.user_id == user_id:
                found.setdefault(grid, []).append(part)
    return found


def visible_to(user: User) -> QuerySet[GridDuty]:
    """Rows of the table this person may look at."""
    scope = areas(user, "people.view").as_q(grid="grid__code", unit="unit_id")
    return GridDuty.objects.filter(scope).select_related("grid", "unit", "user")


def on_day(rows: QuerySet[GridDuty], day: dt.date) -> QuerySet[GridDuty]:
    """Those in force on a day."""
    return rows.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _in_force(lines: Any, day: dt.date) -> dict[str, Line]:
    return {
        line.part: line
        for line in lines
        if line.valid_from <= day and (line.valid_to is None or day <= line.valid_to)
    }


def _duty(lines: dict[str, Line], source: str) -> Duty:
    def person(part: str) -> int | None:
        return lines[part].user_id if part in lines else None

    unit_id = next((lines[part].unit_id for part in UNIT_OF if part in lines), None)
    return Duty(
        unit_id=unit_id,
        officer_id=person(Part.OFFICER),
        leader_id=person(Part.LEADER),
        source=source,
        member_id=person(Part.MEMBER),
        inspector_id=person(Part.INSPECTOR),
    )


def _load() -> Table:
    lines: Table = {}
    rows = GridDuty.objects.filter(is_deputy=False).order_by("valid_from", "id")
    values = rows.values_list(
        "subdistrict_id", "grid_id", "part", "unit_id", "user_id", "valid_from", "valid_to"
    )
    for subdistrict_id, grid_id, *rest in values:
        lines.setdefault((subdistrict_id, grid_id), []).append(Line(*rest))
    return lines


_table = Kept(NAME, _load)
