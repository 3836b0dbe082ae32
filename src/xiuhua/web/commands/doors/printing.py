"""The table of doors as Markdown, for people: who may open which, and how far a right over a part reaches."""

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.roles import ROLES
from xiuhua.web.commands.doors.declared import (
    ANYWHERE,
    COMMON,
    DOORS,
    OPEN,
    PUBLIC,
    REACH,
    ROW_RIGHT,
    SIGNED_IN,
    THIS_MACHINE,
    Door,
)
from xiuhua.web.shared import labels

OFFICES = {
    "public": _("不用登录"),
    "cases": _("案卷、今日、地图和历史"),
    "orders": _("来件"),
    "people": _("人员、单位和五定"),
    "roster": _("值班"),
    "rounds": _("巡查"),
    "coverage": _("覆盖情况和盲点"),
    "ground": _("网格和地名"),
    "catalogue": _("分类、标准和日历"),
    "registry": _("部件、责任主体和门店"),
    "privacy": _("个人信息"),
    "machines": _("JSON 接口"),
}
ROWS = {
    ANYWHERE: _("在任何地方有此权限"),
    "case": _("案卷（含照片、申请）"),
    "order": _("来件"),
    "person": _("人员"),
    "file": _("队伍档案"),
    "unit": _("单位"),
    "component": _("部件"),
    "party": _("责任主体"),
    "premises": _("门店"),
    "name": _("地名"),
    "proposal": _("划分方案"),
    "spot": _("所在的点"),
    "grid_spot": _("所在的网格"),
    "request": _("个人信息请求"),
    "round": _("巡查路线"),
    "patrol": _("巡查记录"),
    "blind": _("盲点"),
    "grid": _("网格"),
    "grid_duty": _("网格的五定"),
    "mode": _("特殊模式"),
    "home": _("整个街道"),
    "general": _("全市通用的行"),
}
ANYBODY = {PUBLIC: _("任何人"), SIGNED_IN: _("已登录"), THIS_MACHINE: _("本机，或持有令牌")}
YES, NO, WHOLE = "●", "·", "◎"


def page() -> str:
    """The whole page in the language that is active."""
    parts = [_reach(), _roles()]
    parts += [f"## {OFFICES[office]}\n\n{_table(doors)}" for office, doors in DOORS.items()]
    return "\n\n".join(parts) + "\n"


def _reach() -> str:
    kinds = ["city", "subdistrict", "community", "grid", "unit"]
    lines = [
        f"## {gettext('范围')}",
        gettext(
            "角色授予在一个范围上。下表说明：范围为某一级时，看得到、办得了其中哪些行。别的街道的，除全市授权外一律看不到；代码只整段比对，网格 1 与网格 10 无关。◎ 表示不限于本范围，整个街道的都看得到。"
        ),
        _line([gettext("行"), *(str(labels.AREA_KIND[kind]) for kind in kinds)]),
    ]
    rows = [_line(["---"] * (len(kinds) + 1))]
    for row, reached in REACH.items():
        marks = [YES if kind == "city" or kind in reached else NO for kind in kinds]
        whole = COMMON.get(row, ())
        marks = [WHOLE if kind in whole else mark for kind, mark in zip(kinds, marks, strict=True)]
        rows.append(_line([str(ROWS[row]), *marks]))
    return "\n\n".join(lines) + "\n" + "\n".join(rows)


def _roles() -> str:
    lines = [f"{nth}. {role.name}" for nth, role in enumerate(ROLES.values(), 1)]
    return f"## {gettext('角色')}\n\n" + "\n".join(lines)


def _table(doors: tuple[Door, ...]) -> str:
    numbers = [str(nth) for nth in range(1, len(ROLES) + 1)]
    head = [
        gettext("方法"),
        gettext("地址"),
        gettext("动作"),
        gettext("权限"),
        gettext("在哪里"),
        *numbers,
    ]
    lines = [_line(head), _line(["---"] * len(head))]
    return "\n".join([*lines, *(_line(list(_cells(door))) for door in doors)])


def _cells(door: Door) -> Iterator[str]:
    yield door.method
    yield f"`/{door.route}`"
    yield f"`{door.act}`" if door.act else ""
    yield _rights(door)
    yield "" if OPEN & {*door.rights} else str(ROWS[door.place])
    for role in ROLES.values():
        held = {str(permission) for permission in role.permissions}
        yield YES if opens_to(door, held) else NO


def _rights(door: Door) -> str:
    if OPEN & {*door.rights}:
        return str(ANYBODY[door.rights[0]])
    return "、".join(str(labels.PERMISSION[right]) for right in door.rights)


def opens_to(door: Door, held: set[str]) -> bool:
    """Whether these permissions open the door somewhere."""
    if OPEN & {*door.rights}:
        return True
    wanted = {*door.rights}
    if door.row in ROW_RIGHT:
        wanted.add(ROW_RIGHT[door.row])
    return wanted <= held


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
