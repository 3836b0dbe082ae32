"""Refusals of the five-fixed. Those of holding a part stand with the catalogue's, where they began."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "duty_holder_twice": S(
        400, _("既选了人员又写了姓名。"), _("有账号的只选人员，没有账号的只写姓名。")
    ),
    "duty_holder_name_invalid": S(
        400, _("姓名里有数字或超过 %(longest)s 个字。"), _("只写姓名，不写电话、证件号。")
    ),
    "sheet_unknown": S(404, _("五定里没有“%(given)s”这一项。"), _("请从网格的五定页面打开。")),
    "sheet_empty": S(
        400, _("一行都没有填。"), _("请至少填一行；不再需要时，给现行的一版定截止日期。")
    ),
    "sheet_too_long": S(
        400, _("有 %(found)s 行，最多 %(most)s 行。"), _("请合并相近的内容，卡片要印得下。")
    ),
    "sheet_in_the_past": S(
        400, _("%(from_on)s 已经过去：以前怎么定的不能改写。"), _("请选今天或以后的日期。")
    ),
    "sheet_line_invalid": S(400, _("有一行没有填全。"), _("请补上名称或要点。")),
    "slot_without_length": S(
        400, _("时段“%(name)s”的起止时间相同。"), _("请改正；全天写 00:00 到 23:59。")
    ),
    "responsibility_of_nothing": S(
        400, _("有一行既没有类别也没有对象。"), _("请写明管什么或管哪些对象。")
    ),
    "standard_limit_half": S(
        400, _("“%(words)s”的限值没有填全。"), _("“不超过/不少于”和数值要么都填，要么都不填。")
    ),
    "incentive_unknown": S(
        400, _("没有编号为“%(given)s”的奖惩办法。"), _("请先在奖惩办法页面定下来。")
    ),
    "incentive_fed_by_penalties": S(
        409,
        _("奖惩办法里有“%(found)s”。罚款、处罚、查扣的数量和金额不得用来考核、排名和奖惩。"),
        _("请改看核查通过、按时处置、巡查覆盖这类工作。"),
    ),
    "incentive_measure_unknown": S(
        400, _("不能按“%(measure)s”奖惩。"), _("可用的有：%(measures)s。")
    ),
    "incentive_incomplete": S(
        400, _("奖惩办法没有填全。"), _("编号、名称、怎么办、依据文件都要填。")
    ),
    "incentive_overlaps": S(
        409, _("这个编号从 %(other_from)s 起已有一版。"), _("新版本请选更晚的日期。")
    ),
    "copy_to_nothing": S(400, _("没有选要复制到的网格。"), _("请至少选一个别的网格。")),
    "copy_from_nothing": S(
        409, _("%(grid)s今天没有这几项，没有东西可复制。"), _("请先填好，或换一个网格复制。")
    ),
    "mode_unknown": S(404, _("没有这个特殊模式。"), _("请从特殊模式页面打开。")),
    "mode_incomplete": S(
        400, _("模式、文号、签发人没有填全。"), _("特殊模式凭文下达，签发人写职务。")
    ),
    "mode_period_inverted": S(400, _("结束时间不晚于开始时间。"), _("请核对起止时间。")),
    "mode_too_long": S(
        400, _("特殊模式一次最多 %(most)s 天。"), _("更久的请到期前延长，或改日常的五定。")
    ),
    "mode_in_the_past": S(400, _("结束时间已经过去。"), _("请选以后的时间。")),
    "mode_overlaps": S(
        409, _("同一时间已有同类模式（%(document)s）。"), _("请延长那一个，或先解除。")
    ),
    "mode_over": S(409, _("这个模式已经结束，不能再改。"), _("需要时请重新下达。")),
    "mode_not_longer": S(400, _("新的结束时间不比原来晚。"), _("要提前结束请用“解除”。")),
    "mode_post_twice": S(400, _("同一网格的%(part)s写了两行。"), _("请只留一行。")),
    "zero_reports_of_nobody": S(400, _("要零报告却没有选单位。"), _("请勾选哪些单位报，或填 0。")),
    "zero_reports_too_many": S(
        400, _("照此要报 %(found)s 次，最多 %(most)s 次。"), _("请拉长间隔。")
    ),
    "zero_report_not_yours": S(409, _("这个单位不在报送名单上。"), _("请核对单位。")),
    "zero_report_unknown": S(409, _("没有这一次零报告。"), _("请刷新页面后再报。")),
    "zero_report_too_early": S(409, _("还没到这一次零报告的时段。"), _("请先报当前这一次。")),
    "zero_report_twice": S(409, _("这一次已经报过了。"), _("有新情况请在下一次报，急事打电话。")),
    "zero_report_without_words": S(
        400, _("不是“无异常”，却没有写情况。"), _("请写清时间、地点、处置。")
    ),
    "words_hold_numbers": S(
        400, _("内容里有手机号、证件号或超过 %(longest)s 个字。"), _("请删去号码，写短些。")
    ),
    "team_act_unclear": S(400, _("没有说明要做什么。"), _("请从“我的档案”页面提交。")),
    "team_entry_about_oneself": S(
        409, _("不能给自己记档案，也不能认定关于自己的投诉。"), _("请由上级或同级办理。")
    ),
    "team_entry_incomplete": S(400, _("记什么、来源、内容没有填全。"), _("每条都要有来源。")),
    "team_entry_in_the_future": S(400, _("日期 %(on)s 还没到。"), _("请填发生的日期。")),
    "team_issue_unknown": S(400, _("没有选是哪一次领用的。"), _("交还要对应一次领用。")),
    "team_given_back_too_many": S(409, _("这次领用只剩 %(left)s 件没交还。"), _("请核对数量。")),
    "team_entry_unknown": S(404, _("没有这条投诉，或不是您的。"), _("请刷新页面后重试。")),
    "team_answered": S(409, _("您已经说明过了。"), _("补充情况请找认定的人。")),
    "team_decided": S(409, _("这条投诉已经认定，不能再改。"), _("有异议请向上级提出。")),
    "team_answer_awaited": S(
        409, _("本人还没有说明，不能认定。"), _("请本人在“我的档案”里写说明。")
    ),
    "team_outcome_unknown": S(400, _("没有这种结论。"), _("请选属实、部分属实或不属实。")),
    "hand_over_open": S(409, _("这个人已有一张没办完的交接单。"), _("请双方先签完那一张。")),
    "hand_over_receiver": S(400, _("接手人要是本街道在岗的另一个人。"), _("请重新选择接手人。")),
    "hand_over_line_invalid": S(
        400,
        _("交接单有一行太长、是空的或有号码。"),
        _("每行最多 %(longest)s 个字，不写手机号、证件号。"),
    ),
    "hand_over_unknown": S(409, _("没有等您签字的这张交接单。"), _("请刷新页面后重试。")),
    "hand_over_signed": S(409, _("您已经签过字了。"), _("请等对方签字。")),
    "hand_over_cases_left": S(
        409,
        _("移交人手上还有 %(count)s 件在办案卷（%(numbers)s 等），不能离岗。"),
        _("请先把案卷转交经办人，再签字。"),
    ),
    "no_grids_for_cards": S(
        409, _("没有您能看到的网格，印不出责任卡。"), _("请先导入或划分网格。")
    ),
}
