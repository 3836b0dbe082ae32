"""Cases and orders whose data was handed out to the person it is about: one event each, no data in it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Case, InboundOrder
from xiuhua.apps.cases.queries.persons import InCase, InOrder
from xiuhua.apps.records import history


def note_handed_out(
    found: Iterable[InCase | InOrder], *, by: User, at: dt.datetime, data: dict[str, Any]
) -> None:
    """Write one event for each of the person's own cases and orders."""
    for one in found:
        if not one.is_own:
            continue
        model = Case if isinstance(one, InCase) else InboundOrder
        row = model._default_manager.get(pk=one.pk)
        kind = "case.person_exported" if model is Case else "order.person_exported"
        history.append(
            row, kind, at=at, actor_id=by.pk, subdistrict_id=row.subdistrict_id, data=data
        )
