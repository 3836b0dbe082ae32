"""Refusals of cases, petitions, referrals and inbound orders, as their forms and pages give them."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "case_not_found": S(
        404,
        _("没有这件案卷，或您不能查看。"),
        _("请核对编号；外单位、外辖区的案卷在这里查不到。"),
    ),
    "order_not_found": S(
        404,
        _("没有这份来件，或您不能查看。"),
        _("请核对对方编号。"),
    ),
    "petition_not_found": S(
        404,
        _("没有这份申请。"),
        _("请刷新案卷页面。"),
    ),
    "stale_form": S(
        409,
        _("%(number)s 刚被别人办过，您打开的页面已经不是最新的。"),
        _("您的改动没有保存。请看最新经过后再办。"),
    ),
    "act_unknown": S(
        404,
        _("没有“%(act)s”这个办理事项。"),
        _("请从案卷页面办理。"),
    ),
    "point_outside": S(
        409,
        _("这个位置（%(lon)s, %(lat)s）不在本街道辖区内。"),
        _("请核对位置；不在本街道的问题请拨打 12345。"),
    ),
    "crs_unknown": S(
        400,
        _("不认识坐标系“%(crs)s”。"),
        _("可用：%(known)s。"),
    ),
    "words_or_photo_missing": S(
        400,
        _("没有写问题，也没有照片。"),
        _("写一句话或拍一张照片就可以。"),
    ),
    "words_too_long": S(
        400,
        _("文字超过 %(longest)s 字。"),
        _("请写要点，细节可用照片说明。"),
    ),
    "place_missing": S(
        400,
        _("还不知道在哪里。"),
        _("请在地图上点一下，或写明路名、门牌、附近的店。"),
    ),
    "photos_too_many": S(
        400,
        _("照片太多，一次最多 %(most)s 张。"),
        _("请挑最能说明问题的几张。"),
    ),
    "standard_not_applicable": S(
        409,
        _("所选的受理条件现在不适用于这个类别。"),
        _("请重新选择受理条件。"),
    ),
    "finding_unknown": S(
        400,
        _("核实结论只能是“属实”或“未发现”。"),
        _("请选择一项。"),
    ),
    "supervision_unknown": S(
        400,
        _("没有这种督办类型。"),
        _("请选择超时督办、领导督办或重点督办。"),
    ),
    "petition_kind_unknown": S(
        400,
        _("没有这种申请。"),
        _("可以申请延期、挂账、强制办结或申诉。"),
    ),
    "unit_unknown": S(
        400,
        _("没有这个单位，或它不属于本街道。"),
        _("请从名单里选择。"),
    ),
    "unit_is_outside": S(
        409,
        _("%(unit)s 是外单位，不能派单。"),
        _("请用“移送”。"),
    ),
    "officer_unknown": S(
        400,
        _("没有这个人，或他不属于本街道。"),
        _("请从名单里选择。"),
    ),
    "officer_of_other_unit": S(
        409,
        _("这名经办人不是 %(unit)s 的人。"),
        _("请选同一单位的人，或只选单位。"),
    ),
    "receiver_unknown": S(
        400,
        _("没有选接收单位，或它不是外单位。"),
        _("请从外单位名单里选择；本街道单位请用“派单”。"),
    ),
    "number_unreadable": S(
        400,
        _("“%(value)s”不是整数。"),
        _("请重新填写。"),
    ),
    "moment_unreadable": S(
        400,
        _("“%(text)s”不是有效的日期时间。"),
        _("请核对格式，例如 2021-05-06 09:00。"),
    ),
    "filter_unknown": S(
        400,
        _("筛选条件“%(name)s”没有“%(value)s”这一项。"),
        _("请从页面上重新筛选。"),
    ),
    "box_unreadable": S(
        400,
        _("地图范围“%(text)s”读不懂。"),
        _("请刷新地图。"),
    ),
    "export_kind_unknown": S(
        404,
        _("不能导出为“%(kind)s”。"),
        _("可以导出 csv 或 xlsx。"),
    ),
    "no_subdistrict": S(
        409,
        _("您的账号没有归属街道，不能登记。"),
        _("请联系系统管理员。"),
    ),
    "issuer_unknown": S(
        400,
        _("没有“%(issuer)s”这种交办来源。"),
        _("请从名单里选择。"),
    ),
    "their_number_missing": S(
        400,
        _("没有填对方编号。"),
        _("照来件上的编号填写；没有编号的写来文字号或日期。"),
    ),
    "topic_missing": S(
        400,
        _("没有填事项。"),
        _("用一句话写明要办什么。"),
    ),
    "order_due_before_received": S(
        400,
        _("对方的时限早于收到时间。"),
        _("请核对来件上的时间。"),
    ),
    "order_already_registered": S(
        409,
        _("对方编号 %(their_number)s 已经登记过。"),
        _("请在来件列表里查找，不必重复登记。"),
    ),
    "extension_not_later": S(
        409,
        _("新的时限不比原来的晚。"),
        _("请核对交办单位的延期文件。"),
    ),
    "caller_unknown": S(
        404,
        _("来件 %(number)s 没有留下来电人，或信息已经删除。"),
        _("需要联系的，请通过交办单位。"),
    ),
    "reporter_unknown": S(
        404,
        _("这件案卷没有留下上报人，或信息已经删除。"),
        _("需要核实的，请派人到现场。"),
    ),
    "machine_unknown": S(
        404,
        _("没有叫“%(name)s”的状态机。"),
        _("可用：%(known)s。"),
    ),
}
