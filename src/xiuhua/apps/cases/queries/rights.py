"""Who may do something with one case: by the place or unit the right was granted for, or as the person named.

Every page and every act about a case asks here; what the rulebook demands besides is asked elsewhere.
"""

from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.cases.models import Case

NAMED_MAY = frozenset(
    {"cases.verify", "cases.handle", "cases.hand_over", "cases.push_up", "cases.ask"}
)
"""What the officer a case was given to by name may do with it, wherever it lies, if he holds the right at all."""


def may_on(user: User, permission: str, case: Case) -> bool:
    """Whether the person may do this with this case."""
    if may(user, permission, **place_of(case)):
        return True
    return case.officer_id == user.pk and permission in NAMED_MAY and may(user, permission)


def check_may_on(user: User, permission: str, case: Case) -> None:
    """Refuse unless `may_on`."""
    if not may_on(user, permission, case):
        check_may(user, permission, **place_of(case))


def place_of(case: Case) -> dict[str, Any]:
    """Where a case lies and who holds it, as rights are asked for."""
    return {
        "subdistrict_id": case.subdistrict_id,
        "community_code": case.community.code if case.community else None,
        "grid_code": case.grid.code if case.grid else None,
        "unit_id": case.unit_id,
    }
