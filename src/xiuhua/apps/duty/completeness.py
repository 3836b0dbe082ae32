"""The five-fixed of grids on a day, as the rulebook judges them; five statements for one grid or for all.

Reads only. What is complete is decided in `rulebook.five_fixed`; which parts must be held is a rule of the catalogue.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from xiuhua.apps.accounts.models import Certificate, User
from xiuhua.apps.accounts.queries import areas, in_force
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.models import DutySheet, GridDuty, Incentive, IncentiveRule
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook import five_fixed as rulebook
from xiuhua.rulebook.five_fixed import Fixed, Gap, Span

VIEW = "duty.view"


@dataclass
class Duties:
    """The five-fixed of one grid on one day: what is there, and what is not."""

    grid: Grid
    holders: list[GridDuty] = field(default_factory=list)
    sheets: list[DutySheet] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether all five are there and in date."""
        return not self.gaps

    def marks(self) -> dict[Fixed, bool]:
        """Of each of the five whether it holds."""
        wrong = {gap.fixed for gap in self.gaps}
        return {fixed: fixed not in wrong for fixed in Fixed}


def grids_visible_to(user: User, day: dt.date) -> QuerySet[Grid]:
    """Responsibility grids of a day whose five-fixed this person may see, by code.

    Who holds the right over a unit works all over its subdistrict, and sees all grids of it.
    """
    scope = areas(user, VIEW)
    seen = scope.as_q(community="community__code", grid="code")
    if scope.unit_ids and scope.codes_subdistrict_id:
        seen |= Q(subdistrict_id=scope.codes_subdistrict_id)
    rows = Grid.objects.filter(
        seen, in_force(day), system=Grid.System.URBAN, level=Grid.Level.RESPONSIBILITY
    )
    return (
        rows.select_related("community", "subdistrict")
        .defer("geometry")
        .order_by("subdistrict_id", "code")
    )


def needs(subdistrict_id: int, day: dt.date) -> rulebook.Needs:
    """What the subdistrict asks for on a day."""
    rules = rules_in_force(subdistrict_id, day)
    return rulebook.Needs(rules.duty_parts, rules.duty_deputies)


def of_grids(grids: Iterable[Grid], subdistrict_id: int, day: dt.date) -> list[Duties]:
    """The five-fixed of each of these grids of one subdistrict on a day, in their order."""
    found = {grid.pk: Duties(grid) for grid in grids}
    if not found:
        return []
    here = {"subdistrict_id": subdistrict_id, "grid_id__in": list(found)}
    for row in GridDuty.objects.filter(**here).select_related("user", "unit").order_by("id"):
        found[row.grid_id].holders.append(row)
    for sheet in DutySheet.objects.filter(**here, replaced_at=None).order_by("valid_from", "id"):
        found[sheet.grid_id].sheets.append(sheet)
    certified = _certificates({row.user_id for one in found.values() for row in one.holders})
    uses = _uses([sheet.pk for one in found.values() for sheet in one.sheets])
    rules = rule_spans(subdistrict_id)
    asked = needs(subdistrict_id, day)
    for one in found.values():
        holders = [_holder(row, certified) for row in one.holders]
        sheets = [
            rulebook.Sheet(
                Fixed(row.fixed), Span(row.valid_from, row.valid_to), tuple(uses[row.pk])
            )
            for row in one.sheets
        ]
        one.gaps = rulebook.gaps(day, holders, sheets, rules, asked)
    return list(found.values())


def rule_spans(subdistrict_id: int) -> dict[str, list[Span]]:
    """Of each rule of incentives the periods of its versions, by code."""
    found: dict[str, list[Span]] = defaultdict(list)
    rows = IncentiveRule.objects.filter(subdistrict_id=subdistrict_id).order_by("id")
    for code, *span in rows.values_list("code", "valid_from", "valid_to"):
        found[code].append(Span(*span))
    return found


def rules_on(subdistrict_id: int, day: dt.date) -> QuerySet[IncentiveRule]:
    """The versions of the rules of incentives that hold on a day, by code."""
    rows = IncentiveRule.objects.filter(in_force(day), subdistrict_id=subdistrict_id)
    return rows.order_by("kind", "code")


def _holder(row: GridDuty, certified: dict[int | None, Span]) -> rulebook.Holder:
    return rulebook.Holder(
        part=row.part,
        is_deputy=row.is_deputy,
        who=f"user:{row.user_id}" if row.user_id else row.holder_name,
        span=Span(row.valid_from, row.valid_to),
        is_active=row.user is None or row.user.is_active,
        certificate=certified.get(row.user_id),
    )


def _certificates(user_ids: set[int | None]) -> dict[int | None, Span]:
    """The certificate of each person that holds longest."""
    rows = Certificate.objects.filter(
        user_id__in=[pk for pk in user_ids if pk], kind="enforcement"
    ).order_by("valid_to", "id")
    return {row.user_id: Span(row.valid_from, row.valid_to) for row in rows}


def _uses(sheet_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Incentive.objects.filter(sheet_id__in=sheet_ids).order_by("order")
    for sheet_id, code in rows.values_list("sheet_id", "rule_code"):
        found[sheet_id].append(code)
    return found
