"""The copy of a person's data as a page that any browser opens: the words around the values.

Plain HTML without style or script, because it leaves the house in a ZIP. What is in the copy is decided below.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared import catalogue_words, labels, life_words

FIELD: Mapping[str, Promise] = {
    "number": _("编号"),
    "state": _("状态"),
    "class": _("类别"),
    "source": _("来源"),
    "issuer": _("交办单位"),
    "name": _("姓名、称呼"),
    "phone": _("电话"),
    "words": _("说的话"),
    "topic": _("事项"),
    "place": _("地点"),
    "longitude": _("经度"),
    "latitude": _("纬度"),
    "reported_at": _("上报时间"),
    "filed_at": _("受理时间"),
    "dispatched_at": _("派单时间"),
    "handled_at": _("处置时间"),
    "checked_at": _("核查时间"),
    "closed_at": _("办结时间"),
    "received_at": _("收到时间"),
    "contacted_at": _("联系时间"),
    "replied_at": _("回复时间"),
    "reply_words": _("回复"),
    "kind": _("类型"),
    "uscc": _("统一社会信用代码"),
    "username": _("用户名"),
    "unit": _("单位"),
    "is_active": _("账号在用"),
}


def as_page(data: dict[str, Any]) -> str:
    """The whole copy as one HTML page in the language that is active."""
    context = {
        "data": data,
        "cases": [(_facts(one), one) for one in data.get("cases", ())],
        "orders": [_facts(one) for one in data.get("orders", ())],
        "parties": [(_facts(one), _contacts(one), one) for one in data.get("parties", ())],
        "named_in": data.get("named_in", ()),
        "staff": _facts(data) if "username" in data else (),
        "roles": [
            (labels.ROLE.get(role["role"], role["role"]), role) for role in data.get("roles", ())
        ],
    }
    return render_to_string("shared/person_copy.html", context)


def _facts(values: Mapping[str, Any]) -> list[tuple[Promise, Any]]:
    """Label and value of each plain value that there is."""
    return [
        (label, _said(name, values[name]))
        for name, label in FIELD.items()
        if values.get(name) not in (None, "")
    ]


def _said(name: str, value: Any) -> Any:
    if name == "state":
        return life_words.STATE.get(value) or life_words.ORDER_STATE.get(value, value)
    if name == "kind":
        return catalogue_words.PARTY_KIND.get(value, value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value


def _contacts(party: Mapping[str, Any]) -> list[tuple[Promise | str, str, str]]:
    kinds = catalogue_words.CONTACT_KIND
    return [
        (kinds.get(one["kind"], one["kind"]), one["value"], one["basis"])
        for one in party["contacts"]
    ]
