"""The work list: any filter, late first, one page at a time.

Filters come from the address, so that a list can be sent to a colleague; an unknown value is refused.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.queries.scope import sight_of, visible_to
from xiuhua.apps.catalogue.queries import class_id_of, source_id_of
from xiuhua.apps.records.shaped import INT, MOMENT, TEXT, Shaped, shaped
from xiuhua.apps.records.streets import zone_name
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.lifecycle.terms import CaseState, Outcome
from xiuhua.rulebook.refusal import Refused

PAGE = 50
COUNT_UP_TO = 1000
FIRST_YEAR, LAST_YEAR = 1900, 2200
ENDED_TOO = ("closed", "all")

SHOWN = (
    "id", "number", "state", "outcome", "place_words", "words", "due_at", "near_at", "due_is_provisional",
    "reported_at", "closed_at", "closed_on_time", "is_supervised", "rework_count", "lon", "lat", "is_open",
    "case_class__name", "case_class__name_en", "grid__code", "grid__name", "unit__name",
    "officer__full_name", "source__name",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list is narrowed to. Empty means all; `scope` is open, closed, mine, unit, late or all."""

    scope: str = "open"
    state: str = ""
    outcome: str = ""
    grid: str = ""
    case_class: str = ""
    unit: str = ""
    source: str = ""
    number: str = ""
    from_day: str = ""
    to_day: str = ""

    SCOPES: ClassVar[tuple[str, ...]] = ("open", "late", "mine", "unit", "closed", "all")

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """Filters from an address. Refuses: filter_unknown."""
        given = {name: query[name].strip() for name in cls.__dataclass_fields__ if query.get(name)}
        filters = cls(**given)
        for name, value in given.items():
            if not value.isprintable():
                raise Refused("filter_unknown", name=name, value="")
        allowed = {
            "scope": cls.SCOPES,
            "state": ("", *CaseState),
            "outcome": ("", *Outcome),
        }
        for name, values in allowed.items():
            if getattr(filters, name) not in values:
                raise Refused("filter_unknown", name=name, value=getattr(filters, name))
        for name in ("from_day", "to_day"):
            _day(getattr(filters, name), name)
        return filters

    def address(self) -> dict[str, str]:
        """The filters that differ from the start, for links."""
        start = Filters()
        return {n: v for n, v in vars(self).items() if v != getattr(start, n)}


def listed(user: User, filters: Filters, now: dt.datetime) -> QuerySet[Case]:
    """The cases a person sees under these filters, late first, then the newest report."""
    return _ordered(_narrowed(user, filters, values_for(user, filters, now)), filters)


# What a filter may be compared with, by position; marks of the same positions stand in prepared queries.
NOW, USER, UNIT, OFFSET, STATE, OUTCOME, GRID, CLASS = range(8)
SOURCE, UNIT_CODE, NUMBER, SINCE, UNTIL = range(8, 13)
MARKED = (
    MOMENT[NOW], INT[USER], INT[UNIT], INT[OFFSET], TEXT[STATE], TEXT[OUTCOME], TEXT[GRID], INT[CLASS],
    INT[SOURCE], TEXT[UNIT_CODE], TEXT[NUMBER], MOMENT[SINCE], MOMENT[UNTIL],
)  # fmt: skip
NO_ROW = -1


def values_for(user: User, filters: Filters, now: dt.datetime, offset: int = 0) -> list[Any]:
    """What stands in for the marks, in their order; what is not filtered by is never looked at."""
    return [
        now,
        user.pk,
        user.unit_id or NO_ROW,
        offset,
        filters.state,
        filters.outcome,
        filters.grid,
        class_id_of(filters.case_class) or NO_ROW,
        source_id_of(filters.source) or NO_ROW,
        filters.unit,
        filters.number.upper(),
        _midnight(user, filters.from_day, "from_day") if filters.from_day else now,
        _midnight(user, filters.to_day, "to_day") + dt.timedelta(days=1) if filters.to_day else now,
    ]


def _narrowed(user: User, filters: Filters, values: Sequence[Any]) -> QuerySet[Case]:
    """The cases in the scope under the filters that are set, compared with these values or marks."""
    cases = _in_scope(visible_to(user), filters.scope, values)
    conditions = {
        "state": Q(state=values[STATE]),
        "outcome": Q(outcome=values[OUTCOME]),
        "grid": Q(grid_id__in=Grid.objects.filter(code=values[GRID]).values("pk")),
        "case_class": Q(case_class_id=values[CLASS]),
        "source": Q(source_id=values[SOURCE]),
        "unit": Q(unit_id__in=Unit.objects.filter(code=values[UNIT_CODE]).values("pk")),
        "number": Q(number__startswith=values[NUMBER]),
        "from_day": Q(reported_at__gte=values[SINCE]),
        "to_day": Q(reported_at__lt=values[UNTIL]),
    }
    return cases.filter(*(conditions[name] for name in _set_in(filters)))


def _set_in(filters: Filters) -> tuple[str, ...]:
    return tuple(name for name, value in vars(filters).items() if value and name != "scope")


def _ordered(cases: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    if filters.scope in ENDED_TOO:
        return cases.order_by("-reported_at", "-id")
    return cases.order_by(F("due_at").asc(nulls_last=True), "id")


@dataclass(frozen=True)
class Page:
    """One page of the list. `total` is exact up to 1,000; `is_more` says that there are more."""

    rows: list[dict[str, Any]]
    number: int
    total: int
    is_more: bool
    late: int

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.number < self.pages

    @property
    def previous_page_number(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The number of the page after."""
        return self.number + 1

    @property
    def pages(self) -> int:
        """How many pages can be turned."""
        return max(1, -(-self.total // PAGE))


def page_of(user: User, filters: Filters, number: int, now: dt.datetime) -> Page:
    """One page of 50: one statement however long the list is; one more where the page asked for lies beyond its end."""
    number = min(max(1, number), COUNT_UP_TO // PAGE)
    rows = _page_shape(user, filters).rows(*values_for(user, filters, now, (number - 1) * PAGE))
    if not rows and number > 1:
        total = listed(user, filters, now)[:COUNT_UP_TO].count()
        number = max(1, -(-total // PAGE))
        rows = _page_shape(user, filters).rows(*values_for(user, filters, now, (number - 1) * PAGE))
    total = late = 0
    for row in rows:
        total, late = row.pop("total"), row.pop("late")
    return Page(rows, number, min(total, COUNT_UP_TO), total > COUNT_UP_TO, late)


def _page_shape(user: User, filters: Filters) -> Shaped:
    """The statement of a page: the first 1,001 ids in order, counted, and the rows of 50 of them."""

    ended_too = filters.scope in ENDED_TOO
    order, columns, late = ENDED if ended_too else OPEN

    def first() -> QuerySet[Case, Any]:
        found = _ordered(_narrowed(user, filters, MARKED), filters)
        return found.values_list(*columns)[: COUNT_UP_TO + 1]

    def rows() -> QuerySet[Case, Any]:
        here = f"SELECT id FROM first ORDER BY {order} LIMIT {PAGE} OFFSET %s"
        counted = {
            "total": RawSQL("(SELECT count(*) FROM first)", []),
            "late": RawSQL(f"(SELECT count(*) FROM {late})", [MARKED[NOW]]),
        }
        cases = Case.objects.filter(pk__in=RawSQL(here, [MARKED[OFFSET]])).annotate(**counted)
        return _ordered(cases, filters).values(*SHOWN, "total", "late")

    return shaped(("page", sight_of(user), filters.scope, _set_in(filters)), rows, first)


# The order of a page, the columns it is chosen by, and which of its first thousand are late. No more columns than the
# index of such a list holds: it is then read alone, in its order, without the rows.
OPEN = (
    "due_at ASC NULLS LAST, id",
    ("id", "due_at"),
    f"(SELECT due_at FROM first LIMIT {COUNT_UP_TO}) f WHERE due_at < %s",
)
ENDED = (
    "reported_at DESC, id DESC",
    ("id", "reported_at", "due_at", "is_open"),
    f"(SELECT is_open, due_at FROM first LIMIT {COUNT_UP_TO}) f WHERE is_open AND due_at < %s",
)


def _in_scope(cases: QuerySet[Case], scope: str, values: Sequence[Any]) -> QuerySet[Case]:
    if scope == "closed":
        return cases.filter(is_open=False)
    if scope == "all":
        return cases
    cases = cases.filter(is_open=True)
    if scope == "late":
        return cases.filter(due_at__lt=values[NOW])
    if scope == "mine":
        return cases.filter(officer_id=values[USER])
    if scope == "unit":
        return cases.filter(unit_id=values[UNIT])
    return cases


def _day(text: str, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("filter_unknown", name=name, value=text) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("filter_unknown", name=name, value=text)
    return day


def _midnight(user: User, text: str, name: str) -> dt.datetime:
    """Where a day begins for this person: in the zone of the own subdistrict."""
    day = _day(text, name) or dt.date(FIRST_YEAR, 1, 1)
    zone = ZoneInfo(zone_name(user.subdistrict_id))
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
