"""Tables of people and units."""

from xiuhua.apps.accounts.models.person import Certificate, RoleGrant, User
from xiuhua.apps.accounts.models.session import Session
from xiuhua.apps.accounts.models.unit import Unit

__all__ = ["Certificate", "RoleGrant", "Session", "Unit", "User"]
