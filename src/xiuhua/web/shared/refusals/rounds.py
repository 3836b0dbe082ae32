"""Refusals of rounds and patrols."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "round_has_no_roads": S(
        409,
        _("这个网格里没有要巡查的道路。请先导入道路，或在时段里给道路等级定下巡查次数。"),
    ),
    "round_way_invalid": S(
        409,
        _("第 %(way)s 条路段的长度或次数不对，没有排路线。请检查导入的道路。"),
    ),
    "round_start_unknown": S(
        409,
        _("出发点不在路网上。请换一个出发点，或不指定。"),
    ),
    "round_speed_invalid": S(
        409,
        _("速度或时段长度不对：速度须大于 0，时段不能为负。"),
    ),
    "round_unknown": S(
        404,
        _("没有这条巡查路线，或者它已被新的代替。请回到巡查路线页重新选择。"),
    ),
    "round_slot_unknown": S(
        404,
        _("没有这个巡查时段。请回到巡查路线页重新选择。"),
    ),
    "round_slot_newer": S(
        409,
        _("这个时段从 %(valid_from)s 起已有新的规定。请选更晚的起始日期。"),
    ),
    "round_slot_unnamed": S(
        409,
        _("时段要有代码（不超过 16 个字母或数字）和名称（不超过 40 字）。"),
    ),
    "round_slot_incomplete": S(
        409,
        _("时段的开始和结束不能相同，并须写明依据。"),
    ),
    "round_times_invalid": S(
        409,
        _("巡查次数须为 0 至 %(most)s，至少有一个道路等级要走。"),
    ),
    "grid_without_shape": S(
        409,
        _("网格 %(grid)s 没有图形，排不了路线。请先导入它的边界。"),
    ),
    "patrol_not_on_duty": S(
        409,
        _("您 %(day)s 不在网格 %(grid)s 的岗上，不能记录巡查轨迹。请先在定岗到格里安排。"),
    ),
    "patrol_already_open": S(
        409,
        _("您还有一次巡查没有结束。请先结束它，再开始新的。"),
    ),
    "patrol_already_finished": S(
        409,
        _("这次巡查已经结束。"),
    ),
    "patrol_unknown": S(
        409,
        _("没有这次巡查，或它不是您的。"),
    ),
    "patrol_points_too_many": S(
        409,
        _("一批最多 %(most)s 个轨迹点。请分批上传。"),
    ),
    "patrol_track_erased": S(
        409,
        _("这次巡查的轨迹点已按规定删除，不再接收。"),
    ),
    "patrol_note_too_long": S(
        409,
        _("备注最多 %(most)s 字。"),
    ),
    "patrol_unseen": S(
        404,
        _("没有这次巡查，或它不在您能查看的范围里。"),
    ),
    "blind_spot_unknown": S(
        404,
        _("没有这处盲点，或它不在您能查看的范围里。"),
    ),
    "blind_spot_closed": S(
        409,
        _("这处盲点已经关闭。请回到列表看最新情况。"),
    ),
    "blind_spot_needs_reason": S(
        409,
        _("请写明理由，%(least)s 至 %(most)s 字。"),
    ),
    "blind_spot_needs_photo": S(
        409,
        _("说明理由须附现场照片。请拍一张再提交。"),
    ),
}
