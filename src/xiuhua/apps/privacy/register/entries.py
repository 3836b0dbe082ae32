"""The form of a line of the register, and the legal bases it may name, each with how sure we are of it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Basis:
    """A legal basis; `is_checked`: compared with the text of the law (facts 8.1, 8.2: H)."""

    words: Promise
    is_checked: bool


# A wrong article is worse than none: what was not compared with the law's text says so on every page.
BASES: dict[str, Basis] = {
    "duty": Basis(_("个人信息保护法第十三条：为履行法定职责所必需"), True),
    "consent": Basis(_("个人信息保护法第十三条：本人同意（选填）"), True),
    "staff": Basis(_("个人信息保护法第十三条：人力资源管理所必需"), False),
    "logs": Basis(_("网络安全法第二十一条：网络日志留存不少于六个月"), True),
    "security": Basis(_("个人信息保护法第五十一条：访问控制等安全措施"), True),
    "answering": Basis(_("个人信息保护法第四十四条至第五十条：答复个人的请求"), False),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Fields of one use. `rule`: the row that says how long they are kept; `eraser`: the act that empties them."""

    fields: tuple[str, ...]
    purpose: Promise
    bases: tuple[str, ...]
    seen: Promise
    kept: Promise
    erased: Promise
    rule: str = ""
    eraser: str = ""
