"""Refusals about people, units, roles, certificates, passwords and signing in."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "locked_out": S(
        429,
        _("密码连续输错 %(failures)s 次，这个用户名在本机暂时锁定。"),
        _("请 %(minutes)s 分钟后再试；忘记密码的，请联系系统管理员重发设置密码的链接。"),
    ),
    "sign_in_busy": S(503, _("同时登录的人太多。"), _("请过一会儿再登录。")),
    "link_spent": S(
        404,
        _("这个设置密码的链接已用过、已过期或不完整。"),
        _("请联系系统管理员重发链接。"),
    ),
    "password_to_change": S(403, _("您的密码是别人设置的，须先改成自己的。"), _("请先修改密码。")),
    "second_factor_due": S(403, _("还没有输入动态口令。"), _("请先在网页上输入动态口令。")),
    "second_factor_wrong": S(
        400, _("动态口令不对或已过期。"), _("请核对手机时间，输入最新的 6 位数字。")
    ),
    "password_wrong": S(400, _("现在的密码不对。"), _("请重新输入。")),
    "password_too_weak": S(400, _("新密码不符合要求：%(reasons)s"), _("请换一个密码。")),
    "password_same": S(400, _("新密码和现在的一样。"), _("请换一个密码。")),
}
