"""Labels of the program's words: roles, permissions, kinds of units, states and moves.

Only the wording. What a state means and which move leads where stands in the rulebook.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import RoleGrant, Unit
from xiuhua.apps.accounts.permissions import Permission
from xiuhua.apps.accounts.roles import ROLES

Words = Mapping[str, Promise | str]

ROLE: Words = {slug: role.name for slug, role in ROLES.items()}
PERMISSION: Words = {permission.value: permission.meaning for permission in Permission}
UNIT_KIND: Words = {
    Unit.Kind.OFFICE: _("街道内设机构"),
    Unit.Kind.CENTRE: _("综合执法中心"),
    Unit.Kind.COMMUNITY: _("社区"),
    Unit.Kind.CONTRACTOR: _("外包公司"),
    Unit.Kind.DISTRICT: _("区级部门"),
    Unit.Kind.UTILITY: _("专业单位"),
}
AREA_KIND: Words = {
    RoleGrant.AreaKind.CITY: _("全市"),
    RoleGrant.AreaKind.SUBDISTRICT: _("街道"),
    RoleGrant.AreaKind.COMMUNITY: _("社区"),
    RoleGrant.AreaKind.GRID: _("网格"),
    RoleGrant.AreaKind.UNIT: _("单位"),
}

# A fact of a refusal by its name -> the words for its value.
FACTS: dict[str, Words] = {
    "role": ROLE,
    "roles": ROLE,
    "permission": PERMISSION,
    "unit_kind": UNIT_KIND,
    "area_kind": AREA_KIND,
}


def of_fact(name: str, value: str) -> Promise | str:
    """The label of a fact's value, or the value itself."""
    return FACTS.get(name, {}).get(value, value)
