"""What the map shows of a box: points where few cases lie, counts per cell where there are many.

    view = box_view(user, filters, box, now)     # either view.points or view.cells

Who sees whole subdistricts and filters by scope and state alone is answered from the prepared counts, the notes
since and the deadlines that passed since: exact at any moment, at the price of the cells shown. For everybody
else cases are counted, up to a limit that is said. Cells at the rim of the box are counted whole.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, IntegerField, QuerySet, Value, When
from django.db.models import Case as Choice
from django.db.models.expressions import RawSQL

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.models.map_counts import RESOLUTIONS
from xiuhua.apps.cases.queries.lists import Filters, listed
from xiuhua.apps.cases.queries.scope import whole_sight
from xiuhua.rulebook.lifecycle.terms import ENDED_STATES, CaseState
from xiuhua.solvers import cells

Box = tuple[float, float, float, float]
MOST_POINTS = 150
MOST_AROUND = 3 * MOST_POINTS
MOST_CELLS = 150
MOST_COUNTED = 5000
POINT_FIELDS = (
    "number", "lon", "lat", "state", "outcome", "is_open", "due_at", "near_at", "case_class__name", "id",
)  # fmt: skip
UPTO = "coalesce((SELECT upto FROM cases_mapfold), '2000-01-01 00:00:00')"
SCOPES = {"open": (True,), "late": (True,), "closed": (False,), "all": (True, False)}
"""The scopes that depend on nobody, and whether their cases are open."""


class CellCount(NamedTuple):
    """How many cases lie in a cell, and how many of them are late."""

    cell: int
    n: int
    late: int


@dataclass
class BoxView:
    """Points, or cells where there are too many; `is_cut`: not all of them could be counted."""

    points: list[dict[str, Any]] = field(default_factory=list)
    cells: list[CellCount] = field(default_factory=list)
    is_cut: bool = False


def box_view(user: User, filters: Filters, box: Box, now: dt.datetime) -> BoxView:
    """The cases of a box that the person sees under these filters: two statements at most."""
    found = _in_box(listed(user, filters, now), box)
    opens = SCOPES.get(filters.scope, (True,))
    near = _spans_if_near(box)
    resolution = cells.resolution_for_box(*box, RESOLUTIONS, MOST_CELLS)
    homes = whole_sight(user) if _is_plain(filters) else None
    if homes is None:
        found = _narrowed(found, near, opens)
        points = _points(found)
        return BoxView(points) if len(points) <= MOST_POINTS else _counted(found, resolution, now)
    counts = _prepared(homes, filters, box, resolution, now)
    total = sum(one.n for one in counts)
    # The cells of a near box reach far beyond it: there may be few cases in the box itself.
    if total <= (MOST_AROUND if near else MOST_POINTS):
        spans = near or cells.spans(one.cell for one in counts)
        points = _points(_narrowed(found, spans, opens)) if total else []
        if len(points) <= MOST_POINTS:
            return BoxView(points)
    return BoxView(cells=counts)


def _is_plain(filters: Filters) -> bool:
    """Whether scope and state are all that is asked for, and the scope is nobody's own."""
    return filters.scope in SCOPES and not filters.address().keys() - {"scope", "state"}


def _in_box(cases: QuerySet[Case], box: Box) -> QuerySet[Case]:
    west, south, east, north = box
    return cases.order_by().filter(
        lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north, cell__isnull=False
    )


def _spans_if_near(box: Box) -> list[tuple[int, int]]:
    """Spans of the finest cells of a box small enough to have few; none for a large one."""
    finest, coarser = cells.RESOLUTION, cells.RESOLUTION - 1
    if cells.resolution_for_box(*box, (coarser, finest), MOST_CELLS) != finest:
        return []
    return cells.spans(cells.cells_in_box(*box))


def _narrowed(
    cases: QuerySet[Case], spans: Sequence[tuple[int, int]], opens: Iterable[bool]
) -> QuerySet[Case]:
    """Cases of these cells by the index of open or ended ones; all of them where no cells are given."""
    if not spans:
        return cases
    # As SQL: a hundred conditions cost more to build than to ask.
    ranges = " OR ".join(['"cases_case"."cell" BETWEEN %s AND %s'] * len(spans))
    flags = {True: '"cases_case"."is_open"', False: 'NOT "cases_case"."is_open"'}
    arms = [f"({flags[is_open]} AND ({ranges}))" for is_open in opens]
    ends = [end for span in spans for end in span] * len(arms)
    return cases.filter(RawSQL(" OR ".join(arms), ends, output_field=BooleanField()))


def _points(cases: QuerySet[Case]) -> list[dict[str, Any]]:
    """One more than is shown, if there is one."""
    return list(cases.values(*POINT_FIELDS)[: MOST_POINTS + 1])


def _counted(cases: QuerySet[Case], resolution: int, now: dt.datetime) -> BoxView:
    """Count case by case, as far as the limit."""
    late = Choice(
        When(is_open=True, due_at__lt=now, then=Value(1)), default=0, output_field=IntegerField()
    )
    some = cases.annotate(missed=late).values_list("cell", "missed")[: MOST_COUNTED + 1]
    sql, given = some.query.sql_with_params()
    keep, fill = cells.parent_bits(resolution)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "cell" & %s | %s, COUNT(*), SUM("missed") FROM ({sql}) AS limited GROUP BY 1',
            [keep, fill, *given],
        )
        counts = [CellCount(*row) for row in cursor.fetchall()]
    return BoxView(cells=counts, is_cut=sum(one.n for one in counts) > MOST_COUNTED)


def _prepared(
    homes: list[int], filters: Filters, box: Box, resolution: int, now: dt.datetime
) -> list[CellCount]:
    """Counts, with the notes that are not folded yet and the deadlines passed since: one statement."""
    in_box = cells.parents_in_box(*box, resolution) if _is_tellable(box, resolution) else None
    states = [str(state) for state in _states(filters)]
    if not states:
        return []
    keep, fill = cells.parent_bits(resolution)
    where_c, given_c = "c.cell BETWEEN %s AND %s", [*cells.all_of(resolution)]
    if in_box:
        where_c, given_c = _among("c.cell", in_box)
    here = {name: _among(f"{name}.subdistrict_id", homes) for name in "cdk"}
    state = {name: _among(f"{name}.state", states) for name in "cdk"}
    sql = f"""
        SELECT cell, SUM(n), SUM(late) FROM (
            SELECT c.cell, c.n, c.late FROM cases_mapcount c
            WHERE {where_c} AND {here["c"][0]} AND {state["c"][0]}
          UNION ALL
            SELECT d.cell & %s | %s, d.n, CASE WHEN d.due_at < {UPTO} THEN d.n ELSE 0 END
            FROM cases_mapdelta d WHERE {here["d"][0]} AND {state["d"][0]}
          UNION ALL
            SELECT k.cell & %s | %s, 0, 1 FROM records_subdistrict s CROSS JOIN cases_case k
            WHERE k.subdistrict_id = s.id AND k.is_open AND k.due_at >= {UPTO} AND k.due_at < %s
            AND k.cell IS NOT NULL AND {here["k"][0]} AND {state["k"][0]}
        ) AS parts GROUP BY cell"""
    bits = [keep, fill]
    moment = connection.ops.adapt_datetimefield_value(now)
    given = [*given_c, *here["c"][1], *state["c"][1], *bits, *here["d"][1], *state["d"][1]]
    given += [*bits, moment, *here["k"][1], *state["k"][1]]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    wanted = None if in_box is None else set(in_box)
    is_late = filters.scope == "late"
    counts = [CellCount(cell, late if is_late else n, late) for cell, n, late in rows]
    return [one for one in counts if one.n > 0 and (wanted is None or one.cell in wanted)]


def _is_tellable(box: Box, resolution: int) -> bool:
    """Whether the cells of a box can be listed; a box of half the earth is answered whole."""
    west, south, east, north = box
    return resolution > min(RESOLUTIONS) or (east - west) * (north - south) < 100


def _states(filters: Filters) -> list[CaseState]:
    opens = SCOPES[filters.scope]
    states = [state for state in CaseState if (state not in ENDED_STATES) in opens]
    return [state for state in states if filters.state in ("", str(state))]


def _among(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """A condition that the column is one of the values, and its parameters; no values: any."""
    if not values:
        return "TRUE", []
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]
