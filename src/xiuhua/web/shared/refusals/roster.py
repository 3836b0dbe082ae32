"""Refusals of the roster."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "roster_form_incomplete": S(400, _("有内容没填或填得不对，没有改动。请检查后再提交。")),
    "roster_without_terms": S(
        409, _("还没有设岗位、班次或在岗人员，排不出班。请先到“岗位与班次”设好。")
    ),
    "roster_published": S(
        409, _("%(month)s 的值班表已经发布，不能再按草稿修改。要换人，请用替班或换班。")
    ),
    "roster_not_published": S(409, _("%(month)s 的值班表还没有发布，不能换班。请等发布后再换。")),
    "roster_impossible": S(
        409,
        _(
            "按现在的人员和规定排不出这个月的班，原来的安排没有改动。互相冲突的规定列在页面上，请放宽其中一条再排。"
        ),
    ),
    "roster_not_found": S(
        409, _("%(seconds)s 秒内没有排出来，原来的安排没有改动。请把时间放长一些再试。")
    ),
    "roster_changed_meanwhile": S(
        409, _("排班期间有人改了这张草稿，结果没有写入。请重新自动排班。")
    ),
    "roster_day_outside": S(400, _("%(day)s 不在这个月里。请改选日期。")),
    "roster_day_over": S(409, _("%(day)s 已经过去，不能再换人。")),
    "roster_post_unknown": S(400, _("没有这个岗位或班次。请从列表中选择。")),
    "roster_twice": S(
        409, _("%(who)s %(day)s 已经有班，一个人不能同时值两个班。请换一个人，或先调开那一班。")
    ),
    "roster_leave": S(409, _("%(who)s %(day)s 请假，不能安排%(post)s（%(shift)s）。请换一个人。")),
    "roster_not_on_post": S(
        409, _("%(who)s %(day)s 不在这个岗位的人员里。请换一个人，或先加到这个岗位。")
    ),
    "roster_certificate_missing": S(
        409,
        _(
            "%(who)s 的执法证有效期到 %(valid_to)s，%(day)s 不能排%(post)s（%(shift)s）。请换持证人员，或先续证。"
        ),
    ),
    "roster_rest": S(
        409, _("%(who)s %(day)s 与前一班相隔不足 %(hours)s 小时。请换一个人或一个班次。")
    ),
    "roster_longest_run": S(
        409, _("%(who)s 从 %(day)s 起连续上班 %(found)s 天，最多 %(bound)s 天。请安排休息日。")
    ),
    "roster_week_minutes": S(
        409,
        _("%(who)s 在 %(day)s 开始的一周上班 %(found)s 小时，最多 %(bound)s 小时。请减少班次。"),
    ),
    "roster_most_minutes": S(
        409, _("%(who)s 本月上班 %(found)s 小时，最多 %(bound)s 小时。请减少班次。")
    ),
    "roster_weekends": S(
        409, _("%(who)s 本月有 %(found)s 个周末值班，最多 %(bound)s 个。请换一个人。")
    ),
    "roster_nights": S(409, _("%(who)s 本月夜班 %(found)s 个，最多 %(bound)s 个。请换一个人。")),
    "roster_longest_nights": S(
        409, _("%(who)s 从 %(day)s 起连续 %(found)s 个夜班，最多 %(bound)s 个。请换一个人。")
    ),
    "roster_locked": S(409, _("%(who)s %(day)s 的班已经锁定。请先解锁。")),
    "roster_short": S(
        409,
        _("%(day)s %(post)s（%(shift)s）只有 %(found)s 人，需要 %(bound)s 人。请补人或自动排班。"),
    ),
    "roster_short_certified": S(
        409,
        _(
            "%(day)s %(post)s（%(shift)s）只有 %(found)s 名持证人员，需要 %(bound)s 名。请换上持证人员。"
        ),
    ),
    "swap_with_oneself": S(400, _("不能和自己换班。请选一位同事。")),
    "swap_already_asked": S(409, _("%(day)s 的班已经请人换了，还没有答复。请等答复，或先撤回。")),
    "swap_answered": S(409, _("这个换班已经答复或撤回了。")),
    "swap_shift_gone": S(409, _("%(day)s 的班已经不在原来的人名下，换不成了。请重新发起。")),
    "leave_period_wrong": S(400, _("请假日期不对：结束不能早于开始，最长 400 天。请改正。")),
    "leave_while_on_duty": S(
        409, _("%(who)s %(day)s 在已发布的值班表上有班。请先安排替班，再登记请假。")
    ),
    "wish_too_late": S(409, _("%(day)s 所在月份的值班表已经发布，不能再提意愿。请用换班。")),
    "wishes_too_many": S(409, _("一个月最多提 %(most)s 个意愿。请先去掉一个。")),
    "note_of_other_shift": S(409, _("只能写自己当班的交接记录。")),
    "note_words_missing": S(400, _("请填写交接内容，最多 %(longest)s 个字。")),
    "note_read_by_writer": S(409, _("自己写的交接记录要由接班人签收。")),
    "shift_span_wrong": S(
        400, _("班次起止时间不对：最长 24 小时，零点开始的夜班写作前一天的 24:00。")
    ),
    "shift_part_unknown": S(400, _("班次类别“%(given)s”不认识。请从列表中选择。")),
    "post_member_twice": S(409, _("这个人已经在这个岗位上。")),
    "need_words_unknown": S(400, _("适用日期或轮班方式不认识。请从列表中选择。")),
    "need_number_wrong": S(400, _("人数不对：在 0 到 50 之间，持证人数不能多于总人数。")),
    "roster_rule_source_missing": S(400, _("请写明依据，最多 200 个字。")),
    "roster_name_missing": S(
        400, _("编号和名称都要填，编号不超过 12 个字符，名称不超过 %(longest)s 个字。")
    ),
    "roster_code_taken": S(409, _("编号“%(code)s”已经用了。请换一个。")),
}
