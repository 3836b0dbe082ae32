"""Who may change what of the catalogue: own rows in one's own subdistrict, general ones where all are one's own.

One database may serve a city; what holds for every subdistrict is not changed by one of them.
"""

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, check_may
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

PERMISSION = "catalogue.edit"


def may_edit_general(user: User, permission: str = PERMISSION) -> bool:
    """Whether the person may change what holds for every subdistrict of this database."""
    scope = areas(user, permission)
    if scope.city or not scope.subdistrict_ids:
        return scope.city
    return not Subdistrict.objects.exclude(pk__in=scope.subdistrict_ids).exists()


def check_may_edit(by: User | None, subdistrict_id: int | None = None) -> None:
    """Refuse unless the person may change rows of this subdistrict or, without one, the general ones.

    Without a person it is the system itself: a command on the machine.
    """
    if by is None:
        return
    if subdistrict_id is not None:
        check_may(by, PERMISSION, subdistrict_id=subdistrict_id)
    elif not may_edit_general(by):
        raise Refused("not_permitted", permission=PERMISSION)
