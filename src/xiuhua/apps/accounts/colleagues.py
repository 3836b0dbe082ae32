"""People as kept in memory: whether somebody named for a task is there, and whose unit he belongs to.

Two seconds old at most, as all that is kept. Who signs in is asked of the database (`sessions`), never here.
"""

from typing import NamedTuple

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.kept import KeptById

NAME = "people"


class Colleague(NamedTuple):
    """What a task has to know of a person."""

    pk: int
    unit_id: int | None
    subdistrict_id: int | None
    is_active: bool


def colleague(pk: int) -> Colleague | None:
    """The active person of this id; None where there is none."""
    found = _people.of(pk)
    return found if found is not None and found.is_active else None


def _load() -> dict[int, Colleague]:
    rows = User.objects.values_list("pk", "unit_id", "subdistrict_id", "is_active")
    return {row[0]: Colleague(*row) for row in rows}


_people = KeptById(NAME, _load)
