"""Leaving, as it concerns cases: what somebody still holds goes onto the list, and nobody leaves with open cases.

The list and the end of the account are duty's; here is only what duty cannot know.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Case
from xiuhua.apps.duty.actions import leaving as duty
from xiuhua.rulebook.refusal import Refused

NAMED = 50


def open_list(
    person: User, receiver: User, *, typed: Sequence[duty.Line], by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Begin a hand-over with everything the system knows the person to hold."""
    gathered = held(person)
    return duty.open_list(person, receiver, gathered=gathered, typed=typed, by=by, at=at, key=key)


def sign(hand_over_id: int, *, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """Sign; the last signature is refused while the person still has open cases (hand_over_cases_left)."""
    with transaction.atomic():
        answer = duty.sign(hand_over_id, by=by, at=at, key=key)
        if answer["closed"]:
            row = duty.HandOver.objects.get(pk=answer["id"])
            left = _open_cases(row.person)
            if left:
                raise Refused("hand_over_cases_left", count=len(left), numbers=left[:5])
    return answer


def held(person: User) -> list[duty.Line]:
    """Open cases in the person's hands, by number."""
    return [("cases", number) for number in _open_cases(person)[:NAMED]]


def _open_cases(person: User) -> list[str]:
    rows = Case.objects.filter(officer=person, is_open=True).order_by("pk")
    return list(rows.values_list("number", flat=True))
