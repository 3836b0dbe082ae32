"""The five of a grid as sections of a page and of a card: what holds today, line by line, and what is missing.

Read for one grid or for all of them with the same number of statements. Nothing is decided or written here.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from xiuhua.apps.catalogue.queries import class_of
from xiuhua.apps.catalogue.tags import ACTIONS
from xiuhua.apps.duty.actions.five_fixed import LINES
from xiuhua.apps.duty.completeness import Duties, rules_on
from xiuhua.apps.duty.models import (
    DutySheet,
    GridDuty,
    Incentive,
    IncentiveRule,
    Responsibility,
    StandardItem,
    TimeSlot,
)
from xiuhua.rulebook.five_fixed import SHEETS, Fixed, Gap
from xiuhua.web.shared import duty_words as words
from xiuhua.web.shared.catalogue_words import class_name


@dataclass
class Section:
    """One of the five: its name, whether it holds, why not, and its lines as cells under a head."""

    fixed: str
    label: str
    is_in_force: bool
    gaps: list[str]
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    sheet: DutySheet | None = None
    coming: DutySheet | None = None


@dataclass(frozen=True)
class _Known:
    """What the lines of many sheets need, read once."""

    lines: dict[int, list[Any]]
    rules: dict[str, IncentiveRule]


def sections_of(found: Sequence[Duties], subdistrict_id: int, day: dt.date) -> list[list[Section]]:
    """Of each grid its five sections."""
    in_force = [sheet for one in found for sheet in one.sheets if _holds(sheet, day)]
    known = _Known(_lines(in_force), {rule.code: rule for rule in rules_on(subdistrict_id, day)})
    return [[_persons(one, day), *_sheets(one, day, known)] for one in found]


def _lines(sheets: Sequence[DutySheet]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for fixed, table in LINES.items():
        own = [sheet.pk for sheet in sheets if sheet.fixed == fixed]
        if own:
            for line in table.objects.filter(sheet_id__in=own).order_by("order"):
                found[line.sheet_id].append(line)
    return found


def _holds(row: DutySheet | GridDuty, day: dt.date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _said(gaps: Sequence[Gap], fixed: Fixed) -> list[str]:
    return [words.gap_said(gap) for gap in gaps if gap.fixed == fixed]


def _persons(one: Duties, day: dt.date) -> Section:
    gaps = _said(one.gaps, Fixed.PERSONS)
    held = {(row.part, row.is_deputy): row for row in one.holders if _holds(row, day)}
    rows = [
        [str(label), _who(held.get((part, False))), _who(held.get((part, True)))]
        for part, label in words.PART.items()
        if (part, False) in held or (part, True) in held
    ]
    head = [_("岗位"), _("正职"), _("副手")]
    return Section(Fixed.PERSONS, str(words.FIXED[Fixed.PERSONS]), not gaps, gaps, head, rows)


def _who(row: GridDuty | None) -> str:
    if row is None:
        return "—"
    name = row.user.full_name if row.user else row.holder_name
    return f"{name or _('没定到人')}（{row.unit.name}）"


def _sheets(one: Duties, day: dt.date, known: _Known) -> list[Section]:
    found = []
    for fixed in SHEETS:
        own = [sheet for sheet in one.sheets if sheet.fixed == fixed]
        sheet = next((sheet for sheet in own if _holds(sheet, day)), None)
        gaps = _said(one.gaps, fixed)
        section = Section(fixed, str(words.FIXED[fixed]), not gaps, gaps, sheet=sheet)
        section.coming = next((sheet for sheet in own if sheet.valid_from > day), None)
        section.head = _HEADS[fixed]()
        if sheet is not None:
            section.rows = [_cells(line, known) for line in known.lines.get(sheet.pk, [])]
        found.append(section)
    return found


_HEADS = {
    Fixed.SLOTS: lambda: [_("时段"), _("日子"), _("起止"), _("岗位")],
    Fixed.RESPONSIBILITIES: lambda: [_("岗位"), _("管什么"), _("管哪些对象")],
    Fixed.STANDARDS: lambda: [_("行动"), _("检查要点"), _("限值")],
    Fixed.INCENTIVES: lambda: [_("奖惩"), _("看什么"), _("怎么办"), _("依据")],
}


def _cells(line: Any, known: _Known) -> list[str]:
    if isinstance(line, TimeSlot):
        hours = f"{line.starts:%H:%M}–{line.ends:%H:%M}"
        if line.ends < line.starts:
            hours += _("（次日）")
        part = str(words.PART[line.part]) if line.part else _("各岗位")
        return [line.name, str(words.DAYS[line.days]), hours, part]
    if isinstance(line, Responsibility):
        what = class_name(class_of(line.case_class_id)) if line.case_class_id else "—"
        return [str(words.PART[line.part]), what, line.objects_words or "—"]
    if isinstance(line, StandardItem):
        limit = words.limit_said(line.comparison, line.limit_value, line.limit_unit)
        return [str(ACTIONS.get(line.action, "—")), line.words, limit or "—"]
    assert isinstance(line, Incentive)
    return rule_cells(known.rules.get(line.rule_code), line.rule_code)


def rule_cells(rule: IncentiveRule | None, code: str) -> list[str]:
    """A rule of incentives in four cells."""
    if rule is None:
        return [code, "—", _("已失效"), "—"]
    looks = f"{words.PERIOD[rule.period]}{words.MEASURE[rule.measure]}{words.COMPARISON[rule.comparison]} {rule.threshold:g}"
    basis = _("%(document)s，第 %(version)s 版") % {
        "document": rule.document,
        "version": rule.version,
    }
    return [f"{words.INCENTIVE_KIND[rule.kind]}：{rule.name}", looks, rule.effect, basis]
