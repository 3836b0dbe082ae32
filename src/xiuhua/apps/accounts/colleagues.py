"""People as kept in memory: whether somebody named for a task is there, and whose unit he belongs to.

Two seconds old at most, as all that is kept. Who signs in is asked of the database (`backend`), never here.
"""

from typing import NamedTuple

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.kept import Kept

NAME = "people"


class Colleague(NamedTuple):
    """What a task has to know of a person."""

    pk: int
    unit_id: int | None
    subdistrict_id: int | None
    is_active: bool


def colleague(pk: int) -> Colleague | None:
    """The active person of this id; None where there is none."""
    known = _people.get()
    if pk not in known:
        # Made by the transaction that asks, or since the last look.
        known |= _load()
    found = known.get(pk)
    return found if found is not None and found.is_active else None


def _load() -> dict[int, Colleague]:
    rows = User.objects.values_list("pk", "unit_id", "subdistrict_id", "is_active")
    return {row[0]: Colleague(*row) for row in rows}


_people = Kept(NAME, _load)
