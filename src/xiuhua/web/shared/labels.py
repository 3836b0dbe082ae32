"""Labels of people's words: roles, permissions, units, areas; and what a fact of a refusal is called.

Only the wording. The words of the life cycle stand in `life_words`, those of shapes and codes in
`geometry_words`, those of lists and orders in `case_labels`.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import RoleGrant, Unit
from xiuhua.apps.accounts.permissions import Permission
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.web.shared import (
    case_labels,
    duty_words,
    geometry_words,
    life_words,
    mode_words,
    privacy_words,
    roster_words,
    team_words,
)

Words = Mapping[str, Promise]

ROLE: Words = {slug: role.name for slug, role in ROLES.items()}
PERMISSION: Words = {permission.value: permission.meaning for permission in Permission}
UNIT_KIND: Words = {
    Unit.Kind.OFFICE.value: _("街道内设机构"),
    Unit.Kind.CENTRE.value: _("综合执法中心"),
    Unit.Kind.COMMUNITY.value: _("社区"),
    Unit.Kind.CONTRACTOR.value: _("外包公司"),
    Unit.Kind.DISTRICT.value: _("区级部门"),
    Unit.Kind.UTILITY.value: _("专业单位"),
}
AREA_KIND: Words = {
    RoleGrant.AreaKind.CITY.value: _("全市"),
    RoleGrant.AreaKind.SUBDISTRICT.value: _("街道"),
    RoleGrant.AreaKind.COMMUNITY.value: _("社区"),
    RoleGrant.AreaKind.GRID.value: _("网格"),
    RoleGrant.AreaKind.UNIT.value: _("单位"),
}
EVENT: Words = {
    **{f"case.{move}": words for move, words in life_words.MOVE.items()},
    **{f"order.{move}": words for move, words in life_words.ORDER_MOVE.items()},
    **case_labels.EVENT,
    **privacy_words.EVENT,
    **duty_words.SHEET_EVENT,
    **mode_words.EVENT,
    **team_words.EVENT,
    **roster_words.EVENT,
    "person.added": _("新增人员"),
    "person.changed": _("修改人员资料"),
    "person.deactivated": _("停用账号"),
    "person.activated": _("恢复账号"),
    "person.password_set": _("设置密码"),
    "person.link_issued": _("发出设置密码的链接"),
    "person.second_factor_enrolled": _("绑定动态口令"),
    "person.second_factor_reset": _("重置动态口令"),
    "person.role_given": _("授予角色"),
    "person.role_withdrawn": _("收回角色"),
    "person.certificate_added": _("登记执法证"),
    "person.certificate_ended": _("终止执法证"),
    "unit.added": _("新增单位"),
    "unit.changed": _("修改单位资料"),
}

# Who answers for a grid: the parts of a duty.
DUTY_PART: Words = duty_words.PART
PROPOSAL_STATE: Words = {"draft": _("草案"), "adopted": _("已启用"), "dropped": _("已放弃")}
PROPOSAL_ORIGIN: Words = {
    "solved": _("重新划分"),
    "redrawn": _("在现有网格上调整"),
    "given": _("从文件导入"),
}
_STATES: Words = {**life_words.PETITION_STATE, **life_words.ORDER_STATE, **life_words.STATE}
_MOVES: Words = {**life_words.PETITION_MOVE, **life_words.ORDER_MOVE, **life_words.MOVE}
# A fact of a refusal by its name -> the words for its value.
FACTS: dict[str, Words] = {
    "role": ROLE,
    "roles": ROLE,
    "permission": PERMISSION,
    "unit_kind": UNIT_KIND,
    "area_kind": AREA_KIND,
    "state": _STATES,
    "case_state": life_words.STATE,
    "move": _MOVES,
    "kind": {**life_words.PETITION_KIND, **life_words.SUPERVISION},
    "units": case_labels.LIMIT_UNIT,
    "axis": geometry_words.AXIS,
    "part": {**geometry_words.CODE_PART, **DUTY_PART},
    "parts": DUTY_PART,
    "measures": duty_words.MEASURE,
    "reason": geometry_words.SHAPE_FAULT,
    "fault": geometry_words.GRID_FAULT,
    "demand": life_words.DEMAND,
}


def of_fact(name: str, value: str) -> Promise | str:
    """The label of a fact's value, or the value itself."""
    return FACTS.get(name, {}).get(value, value)
