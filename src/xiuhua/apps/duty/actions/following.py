"""Duties go with the ground: when grids are drawn anew, whoever answered for most of a new grid answers on.

Asked for by whoever adopts grids, in the same transaction; space knows nothing of duties. Old rows end the
day before with the grids they belong to, so who answered on a day that is over stays answerable.
"""

import datetime as dt

from django.db.models import Q
from shapely.geometry import shape

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions.five_fixed import carry_sheets
from xiuhua.apps.duty.actions.grid_duty import DAY, Held, insert_duty, record_duty
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.duty.queries import NAME
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused

# Why a duty cannot go on as it was: a gap that the duty page shows, and no reason not to adopt grids.
GONE = ("person_unknown", "unit_unknown", "duty_of_outside_unit")


def follow_grids(
    subdistrict: Subdistrict, *, from_on: dt.date, by: User | None, at: dt.datetime
) -> int:
    """Give each grid that begins on a day the duties of the one whose ground it mostly is; how many rows.

    Inside the transaction of the adoption. A grid that has duties already is left alone.
    """
    urban = {
        "subdistrict": subdistrict,
        "system": Grid.System.URBAN,
        "level": Grid.Level.RESPONSIBILITY,
    }
    begun = list(Grid.objects.filter(**urban, valid_from=from_on))
    ended = list(Grid.objects.filter(**urban, valid_to=from_on - DAY))
    held = GridDuty.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=from_on), grid__in=ended
    )
    by_grid: dict[int | None, list[GridDuty]] = {}
    for row in held.order_by("id"):
        by_grid.setdefault(row.grid_id, []).append(row)
    taken = set(GridDuty.objects.filter(grid__in=begun).values_list("grid_id", flat=True))
    made = 0
    for grid in begun:
        before = None if grid.pk in taken else _mostly(grid, ended)
        for row in by_grid.get(before.pk, []) if before else []:
            new = _copied(row, grid, from_on)
            if new is not None:
                record_duty(new, "duty.assigned", by, at)
                made += 1
        if before is not None:
            carry_sheets(before, grid, from_on, by=by, at=at)
    for rows in by_grid.values():
        for row in rows:
            _end_with_the_grid(row, from_on, by, at)
    changed(NAME)
    return made


def _copied(row: GridDuty, grid: Grid, from_on: dt.date) -> GridDuty | None:
    """The same duty on the new grid; without the person who has left, and none of a unit that is gone."""
    begins = max(from_on, row.valid_from)
    for user_id in dict.fromkeys((row.user_id, None)):
        try:
            held = Held(row.unit_id, user_id, row.holder_name)
            place = (row.subdistrict_id, grid.pk, row.part, row.is_deputy)
            return insert_duty(*place, held, begins, row.valid_to)
        except Refused as refused:
            if refused.code not in GONE:
                raise
    return None


def _mostly(grid: Grid, ended: list[Grid]) -> Grid | None:
    """The old grid that held most of this one's ground."""
    if grid.geometry is None:
        return None
    area = shape(grid.geometry)
    shares = {old.pk: shape(old.geometry).intersection(area).area for old in ended if old.geometry}
    best = max(
        ended, key=lambda old: (shares.get(old.pk, 0.0), old.code == grid.code), default=None
    )
    return best if best is not None and shares.get(best.pk, 0.0) > 0 else None


def _end_with_the_grid(row: GridDuty, from_on: dt.date, by: User | None, at: dt.datetime) -> None:
    """A row that has begun ends the day before; one still to come ends on its first day's eve, unused."""
    row.valid_to = max(from_on - DAY, row.valid_from)
    row.save(update_fields=["valid_to"])
    record_duty(row, "duty.ended", by, at)
