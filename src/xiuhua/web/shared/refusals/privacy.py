"""Refusals about personal data: requests of persons, finding, erasing and handing out."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "assessment_from_the_future": S(400, _("评估日期在今天之后。请填评估完成的日期。")),
    "assessment_incomplete": S(400, _("影响评估须写明评估的是什么处理活动，以及结论和措施。")),
    "findings_changed": S(
        409,
        _("找到的内容和上次看到的不一样了，没有删除。请重新查看，核对后再确认。"),
    ),
    "person_not_found": S(
        404,
        _("您的管辖范围内没有这个号码的信息。请核对号码；如果另写了姓名，去掉姓名再试。"),
    ),
    "person_number_malformed": S(
        400,
        _("请填电话或证件号码，至少 %(shortest)s 位数字，不要带别的文字。"),
    ),
    "person_still_active": S(
        409,
        _("%(username)s 还在用这个账号。请先停用账号，再删除离岗人员的信息。"),
    ),
    "request_channel_unknown": S(400, _("请选择请求从哪里来：窗口、电话、来信或网上。")),
    "request_decision_unknown": S(400, _("请选择决定：同意、部分同意或不同意。")),
    "request_from_the_future": S(400, _("收到时间在现在之后。请核对收到时间。")),
    "request_identity_needed": S(
        409,
        _("还没有核实是不是本人。请先核实身份并选择核实的方式，再决定。"),
    ),
    "request_kind_unknown": S(400, _("请选择请求的类型。")),
    "request_not_decided": S(
        409, _("这件请求现在不能登记答复。请先作出决定；已答复的不必再登记。")
    ),
    "request_not_found": S(404, _("没有这件个人信息请求，或者不在您的管辖范围内。请核对编号。")),
    "request_not_granted": S(
        409,
        _(
            "请求 %(number)s 还没有作出同意的决定，不能提供副本，也不能删除。请先核实身份、作出决定。"
        ),
    ),
    "request_not_open": S(409, _("这件请求已经作出决定，不能再改。如有变化，请另登记一件。")),
    "request_over": S(409, _("这件请求已经办完，不能撤回。")),
    "request_person_missing": S(400, _("请填申请人的姓名或电话。")),
    "request_reason_needed": S(
        400,
        _("不同意或只部分同意的，须写明理由并告知本人。请填写理由。"),
    ),
}
