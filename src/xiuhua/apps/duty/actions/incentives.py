"""Rules of incentives and consequences: versioned rows, each resting on a paper; never fed by fines or seizures.

A change is a new version from a day on. Nothing here pays anybody or counts anything.
"""

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.duty.models import Comparison, IncentiveRule
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.incentives import check_measure
from xiuhua.rulebook.refusal import Refused

DAY = dt.timedelta(days=1)
EDIT = "duty.edit"
CODE = re.compile(r"[A-Za-z0-9-]{1,20}")


@dataclass(frozen=True)
class Wanted:
    """What a rule says."""

    code: str
    name: str
    kind: str
    measure: str
    comparison: str
    threshold: float
    period: str
    effect: str
    document: str


def set_rule(
    subdistrict_id: int,
    wanted: Wanted,
    *,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """A new rule, or the next version of the one with this code, from a day on.

    Refuses: incentive_fed_by_penalties, incentive_measure_unknown, incentive_incomplete, sheet_in_the_past,
    incentive_overlaps, duty_ends_before_it_begins.
    """
    if by is not None:
        check_may(by, EDIT, subdistrict_id=subdistrict_id)
    check_measure(wanted.measure, wanted.name, wanted.effect)
    _check(wanted)
    body = {"subdistrict": subdistrict_id, **asdict(wanted), "from": valid_from, "to": valid_to}
    with act("duty.incentive", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        Subdistrict.objects.select_for_update().get(pk=subdistrict_id)
        if valid_from < local_day(zone_name(subdistrict_id), at):
            raise Refused("sheet_in_the_past", from_on=valid_from.isoformat())
        if valid_to is not None and valid_to < valid_from:
            raise Refused(
                "duty_ends_before_it_begins",
                last_on=valid_to.isoformat(),
                valid_from=valid_from.isoformat(),
            )
        version = _end_earlier(subdistrict_id, wanted.code, valid_from, by, at) + 1
        row = IncentiveRule.objects.create(
            subdistrict_id=subdistrict_id, version=version, valid_from=valid_from,
            valid_to=valid_to, **asdict(wanted),
        )  # fmt: skip
        _record(row, "incentive.set", by, at)
        return this.keep({"id": row.pk, "version": version})


def _check(wanted: Wanted) -> None:
    words = (wanted.name, wanted.effect, wanted.document)
    known = (
        wanted.kind in IncentiveRule.Kind.values
        and wanted.comparison in Comparison.values
        and wanted.period in IncentiveRule.Period.values
    )
    if not CODE.fullmatch(wanted.code) or not all(word.strip() for word in words) or not known:
        raise Refused("incentive_incomplete")


def _end_earlier(
    subdistrict_id: int, code: str, valid_from: dt.date, by: User | None, at: dt.datetime
) -> int:
    """End the version in force the day before; the number of the newest version."""
    rows = IncentiveRule.objects.filter(subdistrict_id=subdistrict_id, code=code)
    last = rows.select_for_update(of=("self",)).order_by("-version").first()
    if last is None:
        return 0
    if last.valid_from >= valid_from:
        raise Refused("incentive_overlaps", other_from=last.valid_from.isoformat())
    if last.valid_to is None or last.valid_to >= valid_from:
        last.valid_to = valid_from - DAY
        last.save(update_fields=["valid_to"])
        _record(last, "incentive.ended", by, at)
    return last.version


def _record(row: IncentiveRule, kind: str, by: User | None, at: dt.datetime) -> None:
    data = {
        "code": row.code,
        "version": row.version,
        "measure": row.measure,
        "threshold": row.threshold,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
    append(
        row, kind, at=at, actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id, data=data,
    )  # fmt: skip
