"""Refusals of the staff's own pages: inbox, columns, history."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "inbox_mark_unclear": S(
        400, _("没有说明标到哪一条消息（“%(given)s”）。"), _("请刷新今日页面后再点“全部已读”。")
    ),
    "columns_unknown": S(
        400,
        _("案卷列表没有“%(given)s”这一栏。"),
        _("可选：%(known)s。请从列表页面的“选择栏目”里勾选。"),
    ),
    "columns_list_unknown": S(
        400, _("没有“%(given)s”这张可以选择栏目的表。"), _("请从列表页面的“选择栏目”里勾选。")
    ),
    "history_object_not_found": S(
        404,
        _("没有编号为“%(number)s”的案卷，也没有这个用户名，或您不能查看。"),
        _("请核对后再查，编号要写全。"),
    ),
}
