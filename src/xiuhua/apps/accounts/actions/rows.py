"""How an act here takes a row and writes its history: locked, changed, recorded, in that order.

Only that. No rule and no right is checked here.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.records import history


def locked_user(user: User) -> User:
    """The person's row as it is now, held until the transaction ends."""
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def locked_unit(unit: Unit) -> Unit:
    """The unit's row as it is now, held until the transaction ends."""
    return Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)


def record(
    row: User | Unit,
    kind: str,
    *,
    at: dt.datetime,
    by: User | None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """One event on the row's chain. `data` holds codes, keys and days, never a name or a number."""
    history.append(
        row,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id,
        data=data,
    )


def end_sessions(user: User, given: User) -> None:
    """Move the person's rights on: open sessions end, and rights kept on `given` are read anew."""
    user.rights_version += 1
    user.save(update_fields=["rights_version"])
    given.rights_version = user.rights_version
