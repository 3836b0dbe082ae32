"""What the five-fixed are called on pages and cards, and the sentence for each gap. Only the wording."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.duty.models import Comparison, IncentiveRule, TimeSlot
from xiuhua.rulebook.five_fixed import Fixed, Gap, Reason
from xiuhua.rulebook.incentives import Measure
from xiuhua.web.shared import formats

Words = Mapping[str, Promise]

PART: Words = {
    "leader": _("网格长"),
    "officer": _("执法队员"),
    "member": _("网格员"),
    "inspector": _("核查员"),
    "cleaner": _("保洁员"),
    "community_worker": _("社区工作者"),
}
FIXED: Words = {
    Fixed.PERSONS.value: _("定人员"),
    Fixed.SLOTS.value: _("定时段"),
    Fixed.RESPONSIBILITIES.value: _("定责任"),
    Fixed.STANDARDS.value: _("定标准"),
    Fixed.INCENTIVES.value: _("定奖惩"),
}
DAYS: Words = {
    TimeSlot.Days.EVERY_DAY.value: _("每天"),
    TimeSlot.Days.WORK_DAYS.value: _("工作日"),
    TimeSlot.Days.REST_DAYS.value: _("休息日"),
}
COMPARISON: Words = {
    Comparison.AT_LEAST.value: _("不少于"),
    Comparison.AT_MOST.value: _("不超过"),
}
INCENTIVE_KIND: Words = {
    IncentiveRule.Kind.INCENTIVE.value: _("奖励"),
    IncentiveRule.Kind.CONSEQUENCE.value: _("惩戒"),
}
PERIOD: Words = {
    IncentiveRule.Period.MONTH.value: _("每月"),
    IncentiveRule.Period.QUARTER.value: _("每季度"),
    IncentiveRule.Period.YEAR.value: _("每年"),
}
MEASURE: Words = {
    Measure.CLOSED_VERIFIED.value: _("核查通过并办结的件数"),
    Measure.ON_TIME_PERCENT.value: _("按时处置率（%）"),
    Measure.CHECK_PASS_PERCENT.value: _("核查一次通过率（%）"),
    Measure.COVERAGE_PERCENT.value: _("巡查覆盖率（%）"),
    Measure.BLIND_SPOTS_CLEARED.value: _("消除盲点个数"),
    Measure.REOPENED.value: _("办结后重新打开的件数"),
    Measure.COMPLAINTS_UPHELD.value: _("查实的投诉件数"),
    Measure.PRAISE.value: _("收到表扬次数"),
    Measure.TRAINING.value: _("参加培训次数"),
    Measure.ATTENDANCE.value: _("到岗率（%）"),
}
SHEET_EVENT: Words = {
    "duty.assigned": _("安排岗位"),
    "duty.ended": _("终止岗位"),
    "duty.name_erased": _("姓名到期删除"),
    "duty.sheet_set": _("更新五定的一项"),
    "duty.sheet_ended": _("五定的一项到期"),
    "duty.sheet_replaced": _("五定的一项未生效即被替换"),
    "incentive.set": _("定下奖惩办法"),
    "incentive.ended": _("奖惩办法到期"),
}
_GAP: Words = {
    Reason.MISSING: _("%(what)s没有定"),
    Reason.ENDED: _("%(what)s已于 %(on)s 到期"),
    Reason.NOT_YET: _("%(what)s要到 %(on)s 才生效"),
    Reason.NOBODY_NAMED: _("%(what)s只定了单位，没定到人"),
    Reason.DEPUTY_MISSING: _("%(what)s没有定"),
    Reason.DEPUTY_IS_HOLDER: _("%(what)s与正职是同一个人"),
    Reason.OUT_OF_SERVICE: _("%(what)s已离岗"),
    Reason.NO_CERTIFICATE: _("%(what)s没有有效的执法证"),
    Reason.CHECKS_OWN_WORK: _("%(what)s同时是执法队员或保洁员，不能核查自己"),
    Reason.RULE_ENDED: _("奖惩办法 %(rule)s 已失效"),
}


def part_name(part: str, is_deputy: bool) -> str:
    """网格长, or 网格长副手."""
    name = str(PART.get(part, part))
    return say("%(part)s副手") % {"part": name} if is_deputy else name


def gap_said(gap: Gap) -> str:
    """What is missing or out of date, as one sentence without its full stop."""
    what = part_name(gap.part, gap.is_deputy) if gap.part else str(FIXED[gap.fixed.value])
    on = formats.day(gap.on, formats.language_of(get_language())) if gap.on else ""
    return str(_GAP[gap.reason]) % {"what": what, "on": on, "rule": gap.rule}


def limit_said(comparison: str, value: float | None, unit: str) -> str:
    """≤ 2 个/100 米; empty where there is no limit."""
    if value is None:
        return ""
    sign = "≤" if comparison == Comparison.AT_MOST.value else "≥"
    return f"{sign} {value:g} {unit}".strip()
