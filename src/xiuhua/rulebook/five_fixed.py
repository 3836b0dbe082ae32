"""Whether a grid's duty is complete on a day: all five of the 五定 there and in date, or which is not, and why.

Five: persons (定人员), time slots (定时段), responsibilities (定责任), standards (定标准), incentives and
consequences (定奖惩). Which parts of the persons a subdistrict needs is handed in; nothing is counted or scored here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

PARTS = ("leader", "officer", "member", "inspector", "cleaner", "community_worker")
"""Everybody who may have a part in a grid's duty. Source: facts 11."""
CERTIFIED = frozenset({"officer"})
"""Parts that nobody may hold without a valid certificate. Source: facts 11 (执法队员, certified)."""
HANDLERS = frozenset({"officer", "cleaner"})
"""Parts that do what the inspector judges. Source: facts 11 (roles); roles.Inspector."""


class Fixed(StrEnum):
    """One of the five."""

    PERSONS = "persons"
    SLOTS = "slots"
    RESPONSIBILITIES = "responsibilities"
    STANDARDS = "standards"
    INCENTIVES = "incentives"


SHEETS = (Fixed.SLOTS, Fixed.RESPONSIBILITIES, Fixed.STANDARDS, Fixed.INCENTIVES)
"""Those written down as a dated sheet; persons are rows of their own."""


class Reason(StrEnum):
    """Why one of the five does not hold."""

    MISSING = "missing"
    ENDED = "ended"
    NOT_YET = "not_yet"
    NOBODY_NAMED = "nobody_named"
    DEPUTY_MISSING = "deputy_missing"
    DEPUTY_IS_HOLDER = "deputy_is_holder"
    OUT_OF_SERVICE = "out_of_service"
    NO_CERTIFICATE = "no_certificate"
    CHECKS_OWN_WORK = "checks_own_work"
    RULE_ENDED = "rule_ended"


class Span(NamedTuple):
    """From a day to a last day; without one, for good."""

    valid_from: dt.date
    valid_to: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in it; both ends count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Holder(NamedTuple):
    """Somebody who holds a part. `who` is empty where only a unit is named."""

    part: str
    is_deputy: bool
    who: str
    span: Span
    is_active: bool = True
    certificate: Span | None = None


class Sheet(NamedTuple):
    """One version of a sheet; `uses` names the incentive rules it applies."""

    fixed: Fixed
    span: Span
    uses: tuple[str, ...] = ()


class Needs(NamedTuple):
    """What a subdistrict asks for: the parts that must be held, and whether each needs a deputy."""

    parts: tuple[str, ...]
    deputies: bool


class Gap(NamedTuple):
    """What is missing or out of date. `on`: the day it ended or begins."""

    fixed: Fixed
    reason: Reason
    part: str = ""
    is_deputy: bool = False
    on: dt.date | None = None
    rule: str = ""


def gaps(
    day: dt.date,
    holders: Sequence[Holder],
    sheets: Sequence[Sheet],
    rules: Mapping[str, Sequence[Span]],
    needs: Needs,
) -> list[Gap]:
    """Everything that keeps a grid's duty from being complete on a day; none means complete.

    Source: facts 11 (五定: complete only if all five are set), M30 (all five exist and are in date).
    """
    found = _persons(day, holders, needs)
    for fixed in SHEETS:
        found += _sheet(day, fixed, [sheet for sheet in sheets if sheet.fixed == fixed], rules)
    return found


def _persons(day: dt.date, holders: Sequence[Holder], needs: Needs) -> list[Gap]:
    found: list[Gap] = []
    for part in needs.parts:
        for is_deputy in (False, True)[: 1 + needs.deputies]:
            own = [one for one in holders if (one.part, one.is_deputy) == (part, is_deputy)]
            found += _part(day, part, is_deputy, own)
    now = [one for one in holders if one.span.holds(day) and one.who]
    first = {one.part: one.who for one in now if not one.is_deputy}
    found += [
        Gap(Fixed.PERSONS, Reason.DEPUTY_IS_HOLDER, one.part, True)
        for one in now
        if one.is_deputy and first.get(one.part) == one.who
    ]
    handlers = {one.who for one in now if one.part in HANDLERS}
    found += [
        Gap(Fixed.PERSONS, Reason.CHECKS_OWN_WORK, one.part, one.is_deputy)
        for one in now
        if one.part == "inspector" and one.who in handlers
    ]
    return found


def _part(day: dt.date, part: str, is_deputy: bool, own: Sequence[Holder]) -> list[Gap]:
    current = next((one for one in own if one.span.holds(day)), None)
    if current is None:
        missing = Reason.DEPUTY_MISSING if is_deputy else Reason.MISSING
        reason, on = _when(day, [one.span for one in own], missing)
        return [Gap(Fixed.PERSONS, reason, part, is_deputy, on)]
    if not current.who:
        return [Gap(Fixed.PERSONS, Reason.NOBODY_NAMED, part, is_deputy)]
    if not current.is_active:
        return [Gap(Fixed.PERSONS, Reason.OUT_OF_SERVICE, part, is_deputy)]
    held = current.certificate
    if part in CERTIFIED and not (held and held.holds(day)):
        ended = held.valid_to if held else None
        return [Gap(Fixed.PERSONS, Reason.NO_CERTIFICATE, part, is_deputy, ended)]
    return []


def _sheet(
    day: dt.date, fixed: Fixed, own: Sequence[Sheet], rules: Mapping[str, Sequence[Span]]
) -> list[Gap]:
    current = next((sheet for sheet in own if sheet.span.holds(day)), None)
    if current is None:
        reason, on = _when(day, [sheet.span for sheet in own], Reason.MISSING)
        return [Gap(fixed, reason, on=on)]
    return [
        Gap(fixed, Reason.RULE_ENDED, rule=rule)
        for rule in current.uses
        if not any(span.holds(day) for span in rules.get(rule, ()))
    ]


def _when(day: dt.date, spans: Iterable[Span], missing: Reason) -> tuple[Reason, dt.date | None]:
    """Why none of these holds: the next begins later, the last is over, or there never was one."""
    spans = list(spans)
    coming = [span.valid_from for span in spans if span.valid_from > day]
    if coming:
        return Reason.NOT_YET, min(coming)
    over = [span.valid_to for span in spans if span.valid_to is not None]
    return (Reason.ENDED, max(over)) if over else (missing, None)
