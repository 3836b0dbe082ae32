"""The numbers a roster is held to, on a day: rows of the street, else those that ship with their source.

Numbers only; what a broken one means is decided by `solvers.roster`, which knows no law. Posts that lead
(带班领导) rest at home between calls, so hours, weekends and nights are not counted for them.
"""

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import NamedTuple

from xiuhua.apps.duty.models import RosterRule

SHIPPED = Path(__file__).parent / "data" / "roster_rules.csv"


class RuleInForce(NamedTuple):
    """One number with its unit, source and first day; `is_own` where the street set it."""

    name: str
    value: int
    unit: str
    source: str
    valid_from: dt.date
    is_own: bool = False


@cache
def shipped() -> dict[str, RuleInForce]:
    """The rules as they come with the program."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: RuleInForce(
                row["name"],
                int(row["value"]),
                row["unit"],
                row["source"],
                dt.date.fromisoformat(row["valid_from"]),
            )
            for row in csv.DictReader(file)
        }


def rules_on(subdistrict_id: int, day: dt.date) -> dict[str, RuleInForce]:
    """All rules in force on a day."""
    found = dict(shipped())
    rows = RosterRule.objects.filter(subdistrict_id=subdistrict_id, valid_from__lte=day)
    for row in rows.order_by("valid_from"):
        if row.name in found:
            unit = found[row.name].unit
            found[row.name] = RuleInForce(
                row.name, row.value, unit, row.source, row.valid_from, True
            )
    return found
