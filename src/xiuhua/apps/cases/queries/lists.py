"""The work list: any filter, late first, one page at a time.

Filters come from the address, so that a list can be sent to a colleague; an unknown value is refused.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.lifecycle.terms import CaseState, Outcome
from xiuhua.rulebook.refusal import Refused

PAGE = 50
COUNT_UP_TO = 1000
FIRST_YEAR, LAST_YEAR = 1900, 2200

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
    cases = _in_scope(visible_to(user), user, filters.scope, now)
    exact = {
        "state": filters.state,
        "outcome": filters.outcome,
        "grid__code": filters.grid,
        "case_class__slug": filters.case_class,
        "source__slug": filters.source,
        "unit__code": filters.unit,
    }
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    if filters.number:
        cases = cases.filter(number__startswith=filters.number.upper())
    if filters.from_day:
        cases = cases.filter(reported_at__gte=_midnight(user, filters.from_day, "from_day"))
    if filters.to_day:
        end = _midnight(user, filters.to_day, "to_day") + dt.timedelta(days=1)
        cases = cases.filter(reported_at__lt=end)
    if filters.scope in ("closed", "all"):
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
    """One page of 50: two statements however long the list is."""
    cases = listed(user, filters, now)
    dues = list(cases.values_list("is_open", "due_at")[: COUNT_UP_TO + 1])
    total = min(len(dues), COUNT_UP_TO)
    late = sum(1 for is_open, due in dues[:COUNT_UP_TO] if is_open and due and due < now)
    number = min(max(1, number), max(1, -(-total // PAGE)))
    rows = list(cases.values(*SHOWN)[(number - 1) * PAGE : number * PAGE])
    return Page(rows, number, total, len(dues) > COUNT_UP_TO, late)


def _in_scope(cases: QuerySet[Case], user: User, scope: str, now: dt.datetime) -> QuerySet[Case]:
    if scope == "closed":
        return cases.filter(is_open=False)
    if scope == "all":
        return cases
    cases = cases.filter(is_open=True)
    if scope == "late":
        return cases.filter(due_at__lt=now)
    if scope == "mine":
        return cases.filter(officer_id=user.pk)
    if scope == "unit":
        return cases.filter(unit_id=user.unit_id) if user.unit_id else cases.none()
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
    zone = Subdistrict.objects.filter(pk=user.subdistrict_id).values_list("time_zone", flat=True)
    day = _day(text, name) or dt.date(FIRST_YEAR, 1, 1)
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone.first() or settings.TIME_ZONE))
