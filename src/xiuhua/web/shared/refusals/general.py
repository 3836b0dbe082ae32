"""Refusals that any page may give: not signed in, not permitted, sent twice, not found."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "refused": S(409, _("现在不能办理（%(code_)s）。"), _("请把这个代码告诉系统管理员。")),
    "signed_out": S(401, _("您还没有登录，或登录已结束。"), _("请重新登录。")),
    "not_permitted": S(
        403,
        _("您没有“%(permission)s”的权限，或这件事不在您的范围内。"),
        _("需要办理的，请联系本单位负责人或安全管理员授权。"),
    ),
    "not_found": S(404, _("没有这一页，或您不能查看。"), _("请核对网址或编号。")),
    "not_let_through": S(
        403, _("这个请求没有放行。"), _("请重新登录后再试；仍不行的，请告诉系统管理员。")
    ),
    "request_not_understood": S(
        400, _("这个请求太大，或不是发给本系统的。"), _("请返回重新填写；照片请分几次上传。")
    ),
    "server_broken": S(
        500,
        _("系统出错了，不是您的问题。"),
        _("请返回看一下是否已办，再试一次；仍不行的，请把时间和网址告诉系统管理员。"),
    ),
    "key_reused": S(
        409, _("这次提交的编号已用于另一份内容，没有重复办理。"), _("请刷新页面后重新填写。")
    ),
    "key_too_long": S(400, _("提交编号超过 %(longest)s 个字符。")),
    "sent_twice_at_once": S(
        409, _("同一份内容同时提交了两次，只办理一次。"), _("请刷新页面查看结果。")
    ),
    "demo_clock_on_real_database": S(
        409, _("演示时钟只能用于演示数据，这个数据库里有真实街道。"), _("请另建演示数据库。")
    ),
    "demo_on_real_database": S(
        409,
        _("这个数据库里有真实街道，不能载入演示数据。"),
        _("请另建演示数据库。"),
    ),
    "demo_already_loaded": S(
        409,
        _("这个数据库里已有街道，演示数据只能载入空数据库。"),
        _("已载入过的，直接运行 xiuhua serve。"),
    ),
}
