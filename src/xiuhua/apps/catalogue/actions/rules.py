"""Readings and inner limits change from a day on, like standards: the past keeps what it was judged by."""

import datetime as dt
from typing import Any

from django.db.models import Q

from xiuhua.apps.accounts.models import User
from xiuhua.apps.catalogue.actions.standards import DAY, check_calendar, check_not_past
from xiuhua.apps.catalogue.kept import NAME
from xiuhua.apps.catalogue.models import ClockRule
from xiuhua.apps.catalogue.rights import check_may_edit
from xiuhua.apps.catalogue.rules import LATER, RULES, Limit, read_rule, rules_from
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.kept import changed
from xiuhua.rulebook.refusal import Refused


def change_rule(
    name: str,
    *,
    value: str,
    source: str,
    from_on: dt.date,
    subdistrict_id: int | None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Give a rule another value from a day on, for one subdistrict or (None) for all without their own."""
    actor_id = by.pk if by else None
    body = {"name": name, "value": value, "source": source, "from": from_on, "sub": subdistrict_id}
    check_may_edit(by, subdistrict_id)
    with act("catalogue.change_rule", scope=scope(actor_id), key=key, body=body) as this:
        if this.done:
            return this.answer
        value, source = value.strip(), source.strip()
        _check_value(name, value, source, subdistrict_id)
        today = check_not_past(from_on, subdistrict_id, at)
        rows = ClockRule.objects.select_for_update().filter(
            name=name, subdistrict_id=subdistrict_id
        )
        if from_on == today and rows.filter(valid_from=today).exists():
            raise Refused("change_began_today", today=today.isoformat())
        if rows.filter(valid_from__gt=from_on).exists():
            later = rows.filter(valid_from__gt=from_on).order_by("valid_from")[0]
            raise Refused("rule_overlaps", name=name, other_from=later.valid_from.isoformat())
        _check_together(name, value, from_on, subdistrict_id)
        new = _write(rows, name, value, source, from_on, subdistrict_id)
        data = {"name": name, "value": value, "valid_from": from_on.isoformat()}
        append(
            new, "rule.changed", at=at, actor_id=actor_id, subdistrict_id=subdistrict_id, data=data
        )
        changed(NAME)
        return this.keep({"id": new.pk, **data})


def _check_value(name: str, value: str, source: str, subdistrict_id: int | None) -> None:
    read = read_rule(name, value)
    if isinstance(read, Limit):
        check_calendar(read.calendar, subdistrict_id)
    if not source or len(source) > 200:
        raise Refused("source_needed", longest=200)


def _check_together(name: str, value: str, from_on: dt.date, subdistrict_id: int | None) -> None:
    """Two readings may exclude each other; the rulebook says so when they are put together."""
    in_force = (
        ClockRule.objects.filter(Q(subdistrict_id=None) | Q(subdistrict_id=subdistrict_id))
        .filter(valid_from__lte=from_on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=from_on))
        # Own rows after the general ones, so that they overwrite them.
        .order_by("subdistrict_id", "valid_from")
    )
    ordered = sorted(in_force, key=lambda row: row.subdistrict_id is not None)
    values = {row.name: row.value for row in ordered} | {name: value}
    if set(values) | set(LATER) == set(RULES):
        rules_from(values)


def _write(
    rows: Any, name: str, value: str, source: str, from_on: dt.date, subdistrict_id: int | None
) -> ClockRule:
    planned = rows.filter(valid_from=from_on).first()
    if planned is not None:
        planned.value, planned.source = value, source
        planned.save(update_fields=["value", "source"])
        return planned
    running = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=from_on)).first()
    if running is not None:
        running.valid_to = from_on - DAY
        running.save(update_fields=["valid_to"])
    return ClockRule.objects.create(
        name=name, value=value, source=source, valid_from=from_on, subdistrict_id=subdistrict_id
    )
