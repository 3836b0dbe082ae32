"""What catalogue, calendars and registry are called on pages. Only the wording."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.catalogue.models import CaseClass, ClassTag, Standard
from xiuhua.apps.registry.actions.contacts import UNMASK_REASONS
from xiuhua.apps.registry.actions.parties import ERASURE_REASONS
from xiuhua.apps.registry.models import Component, Contact, LedgerEntry, Party
from xiuhua.web.shared.case_labels import LIMIT_UNIT
from xiuhua.web.shared.duty_words import PART

Words = Mapping[str, Promise]

CLASS_KIND: Words = {
    CaseClass.Kind.EVENT.value: _("事件"),
    CaseClass.Kind.COMPONENT.value: _("部件"),
}
TAG_FAMILY: Words = {
    ClassTag.Family.ACTION.value: _("七个行动"),
    ClassTag.Family.CURE.value: _("四治"),
    ClassTag.Family.STREAM.value: _("三条线"),
}
CONFIDENCE: Words = {
    Standard.Confidence.HIGH.value: _("已核实"),
    Standard.Confidence.MEDIUM.value: _("参考"),
    Standard.Confidence.LOW.value: _("待核实"),
}
CALENDAR: Words = {
    "office": _("机关作息"),
    "7x16": _("每天 16 小时"),
    "24x7": _("全天 24 小时"),
}
RULE: Words = {
    "total_starts_at": _("总时限起点"),
    "handling_starts_at": _("处置时限起点"),
    "extension_stops_clock": _("延期停钟"),
    "suspension_stops_clock": _("挂账停钟"),
    "work_day_starts": _("工作日从哪天起算"),
    "work_day_ends": _("工作日到何时为止"),
    "night_counts_from": _("下班后受理从何时起算"),
    "natural_day_counts": _("自然日怎样计"),
    "pause_moves_whole_days": _("停钟按整日顺延"),
    "intake_limit": _("受理时限"),
    "verify_limit": _("核实时限"),
    "dispatch_limit": _("派遣时限"),
    "check_limit": _("核查时限"),
    "reopen_days": _("办结后可重新打开的天数"),
    "nudge_every_days": _("移送件每隔几天催办"),
    "duplicate_radius_m": _("判重半径（米）"),
    "duplicate_days": _("判重天数"),
    "appeal_days": _("办结后可申诉的天数"),
    "near_due_percent": _("剩余时间低于百分之几为临期"),
    "reporter_kept_days": _("办结后保存上报人姓名、电话的天数"),
    "contact_kept_days": _("门店场所全部关闭后保存联系方式的天数（0 为不自动删除）"),
    "photo_kept_days": _("办结后保存照片的天数（0 为不自动删除）"),
    "leaver_kept_days": _("账号停用后保存电话的天数（0 为不自动删除）"),
    "key_kept_days": _("保存防重复提交记录的天数"),
    "message_kept_days": _("保存已发消息的天数"),
    "attempt_kept_days": _("保存查询码尝试次数的天数"),
    "sign_in_kept_days": _("保存登录记录的天数"),
    "person_request_limit": _("答复个人信息请求的时限"),
    "person_request_kept_days": _("答复后保存申请人信息的天数"),
    "assessment_kept_days": _("保存影响评估的天数"),
    "round_border_m": _("网格边线外多少米内的道路算本格的"),
    "track_tolerance_m": _("轨迹离道路多少米以内算走过"),
    "walked_share_percent": _("一段路走过百分之几算走完"),
    "patrol_most_hours": _("一次巡查最长几小时，到时自动结束"),
    "track_kept_days": _("保存巡查轨迹点的天数"),
    "touch_road_days": _("道路多少天没人到过算盲点"),
    "touch_premises_days": _("门店场所多少天没人到过算盲点"),
    "touch_component_days": _("部件多少天没人查过算盲点"),
    "touch_hour_days": _("网格的一个钟点多少天没动静算盲点"),
    "four_all_days": _("四全报告统计的天数"),
    "team_kept_days": _("离岗后保存队伍档案和姓名的天数（0 为不自动删除）"),
    "duty_parts": _("五定必须定到人的岗位"),
    "duty_deputies": _("五定各岗位须有副手"),
}
RULE_VALUE: Words = {
    "filing": _("受理时"),
    "report": _("上报"),
    "dispatch": _("派遣"),
    "true": _("是"),
    "false": _("否"),
    "next_day": _("次日"),
    "same_day": _("当日"),
    "close_of_business": _("下班"),
    "midnight": _("午夜"),
    "own_moment": _("受理时刻"),
    "next_opening": _("下次上班"),
    "running": _("从起点起每 24 小时一天"),
    "dates": _("按日历日期"),
}
COMPONENT_STATE: Words = {
    Component.State.GOOD.value: _("完好"),
    Component.State.DAMAGED.value: _("损坏"),
    Component.State.MISSING.value: _("缺失"),
    Component.State.REMOVED.value: _("已拆除"),
}
# A component in this state looks like this on pages (shape and colour).
COMPONENT_TONE: Mapping[str, str] = {
    Component.State.GOOD.value: "done",
    Component.State.DAMAGED.value: "near",
    Component.State.MISSING.value: "late",
    Component.State.REMOVED.value: "idle",
}
PARTY_KIND: Words = {
    Party.Kind.PERSON.value: _("个人"),
    Party.Kind.BUSINESS.value: _("企业和个体户"),
    Party.Kind.INSTITUTION.value: _("机关和事业单位"),
}
CONTACT_KIND: Words = {
    Contact.Kind.PHONE.value: _("电话"),
    Contact.Kind.WECHAT.value: _("微信"),
    Contact.Kind.ADDRESS.value: _("地址"),
    Contact.Kind.ID_NUMBER.value: _("证件号码"),
}
LEDGER_KIND: Words = {
    LedgerEntry.Kind.ADVICE.value: _("劝导"),
    LedgerEntry.Kind.BREACH.value: _("违规"),
    LedgerEntry.Kind.CORRECTED.value: _("已整改"),
    LedgerEntry.Kind.APPEAL.value: _("申诉"),
}
_UNMASK: Words = {
    "case_handling": _("办理案卷"),
    "call_back": _("回访"),
    "paper_delivery": _("送达文书"),
    "emergency": _("紧急情况"),
    "person_asked": _("本人要求"),
}
UNMASK_REASON: Words = {reason: _UNMASK[reason] for reason in UNMASK_REASONS}
_ERASURE: Words = {
    "person_asked": _("本人要求"),
    "purpose_ended": _("用途已经结束"),
    "consent_withdrawn": _("本人撤回同意"),
    "unlawful": _("收集没有依据"),
    "retention_over": _("保存期限已满"),
}
ERASURE_REASON: Words = {reason: _ERASURE[reason] for reason in ERASURE_REASONS}
EVENT: Words = {
    "class.loaded": _("载入分类"),
    "class.added": _("新增分类"),
    "class.retired": _("停用分类"),
    "class.coded": _("登记分类代码"),
    "standard.loaded": _("载入标准"),
    "standard.added": _("新增标准"),
    "standard.changed": _("修改标准"),
    "standard.ended": _("标准到期"),
    "rule.loaded": _("载入计时规则"),
    "rule.changed": _("修改计时规则"),
    "duty.assigned": _("安排责任人"),
    "slot.set": _("定巡查时段"),
    "slot.ended": _("巡查时段到期"),
    "round.drawn": _("排定巡查路线"),
    "round.ended": _("巡查路线到期"),
    "patrol.started": _("开始巡查"),
    "patrol.finished": _("结束巡查"),
    "patrol.track_erased": _("删除巡查轨迹点"),
    "blind.opened": _("盲点出现"),
    "blind.closed": _("盲点关闭"),
    "duty.ended": _("责任终止"),
    "party.added": _("新增责任主体"),
    "party.changed": _("修改责任主体"),
    "party.erased": _("删除个人信息"),
    "party.ledger_line": _("记入台账"),
    "contact.added": _("新增联系方式"),
    "contact.unmasked": _("查看完整联系方式"),
    "contact.erased": _("删除联系方式"),
    "premises.added": _("新增门店场所"),
    "premises.moved": _("门店场所迁移"),
    "premises.closed": _("门店场所关闭"),
    "component.added": _("新增部件"),
    "component.imported": _("导入部件"),
    "component.changed": _("修改部件"),
    "component.state": _("登记部件状态"),
    "component.counted": _("部件普查"),
}


def rule_value(value: str) -> str:
    """The value of a rule in words: a choice, a limit with unit and working hours, or a plain number."""
    parts = value.split()
    if len(parts) > 1 and parts[1] in LIMIT_UNIT:
        calendar = parts[2] if len(parts) > 2 else "office"
        facts = {
            "value": parts[0],
            "unit": LIMIT_UNIT[parts[1]],
            "calendar": CALENDAR.get(calendar, calendar),
        }
        return gettext("%(value)s %(unit)s（%(calendar)s）") % facts
    if parts and all(part in PART for part in parts):
        return "、".join(str(PART[part]) for part in parts)
    return str(RULE_VALUE.get(value, value))


def class_name(row: CaseClass) -> str:
    """A class in the language of the page; the Chinese name where there is no English one."""
    english = (get_language() or "").startswith("en")
    return row.name_en if english and row.name_en else row.name
