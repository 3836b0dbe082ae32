"""The roster in people's words: parts of the day, patterns, rules with their units, and why a month cannot be done."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.duty.models import ShiftKind
from xiuhua.apps.duty.roster_problem import Terms, pair_of
from xiuhua.web.shared import formats

Words = Mapping[str, Promise]

PART: Words = {
    "a": _("早班"),
    "b": _("中班"),
    "n": _("夜班"),
    "d": _("白班"),
    "f": _("全天值班"),
}
DAYS: Words = {"every": _("每天"), "work": _("工作日"), "rest": _("周末和节假日")}
PATTERN: Words = {
    "three_shifts": _("早中夜三班（四班三运转）"),
    "two_shifts": _("两班倒"),
    "one_on_one_off": _("做一休一"),
    "five_two": _("长白班"),
    "turns": _("轮流值班"),
}
RULE: Words = {
    "week_minutes": _("一周最多工作时间"),
    "month_minutes": _("一月最多工作时间"),
    "longest_run": _("最多连续上班"),
    "rest_minutes": _("两班之间至少休息"),
    "most_nights": _("一月最多夜班"),
    "longest_nights": _("最多连续夜班"),
    "most_weekends": _("一月最多值班周末"),
    "over_weight": _("多排一人的代价"),
    "wish_weight": _("一个意愿没满足的代价"),
    "fair_nights": _("夜班不均的代价"),
    "fair_shifts": _("班次不均的代价"),
}
UNIT: Words = {
    "minute": _("分钟"),
    "day": _("天"),
    "shift": _("个班"),
    "weekend": _("个周末"),
    "weight": _("分"),
}
EVENT: Words = {
    "roster.drafted": _("按轮班方式起草值班表"),
    "roster.filled": _("自动排班"),
    "roster.put": _("调整值班草稿"),
    "roster.locked": _("锁定或解锁一个班"),
    "roster.published": _("发布值班表"),
    "roster.substituted": _("安排替班"),
    "roster.swapped": _("换班"),
    "swap.asked": _("请求换班"),
    "swap.accepted": _("同意换班"),
    "swap.refused": _("不同意换班"),
    "swap.withdrawn": _("撤回换班"),
    "leave.given": _("登记请假"),
    "leave.ended": _("撤销请假"),
    "note.written": _("写交接记录"),
    "note.read": _("签收交接记录"),
    "note.erased": _("清空交接记录"),
    "shift.added": _("新增班次"),
    "post.added": _("新增值班岗位"),
    "post.member_added": _("岗位增加人员"),
    "post.member_ended": _("岗位减少人员"),
    "post.need_set": _("调整岗位人数"),
    "roster_rule.set": _("调整工时规定"),
}


def span(kind: ShiftKind) -> str:
    """08:00–16:00; what lies after midnight says so."""
    return f"{clock(kind.begin_minute)}–{clock(kind.end_minute, is_end=True)}"


def clock(minute: int, is_end: bool = False) -> str:
    """A time of the day; from 24:00 on it is the next day's, but a shift may end at 24:00."""
    if is_end and minute == 1440:
        return "24:00"
    days, rest = divmod(minute, 1440)
    said = f"{rest // 60:02}:{rest % 60:02}"
    return gettext("次日 %(time)s") % {"time": said} if days else said


def reasons(terms: Terms, conflict: Sequence[Sequence[Any]]) -> list[str]:
    """Rules that exclude each other, one sentence each, with who and when."""
    return [_reason(terms, *rule) for rule in conflict]


def _reason(terms: Terms, kind: str, person: str, day: int, shift: str) -> str:
    on = day_words(terms.day_of(day)) if day >= 0 else ""
    place = _place(terms, shift)
    if kind == "short":
        words = (
            gettext("%(day)s %(place)s 要有规定的持证人员")
            if person
            else gettext("%(day)s %(place)s 要有规定的人数")
        )
        return words % {"day": on, "place": place}
    user = terms.people.get(int(person))
    facts = {"who": user.full_name if user else person, "day": on, "place": place}
    facts["n"] = _number(terms, kind)
    return str(CONFLICT[kind]) % facts


CONFLICT: Words = {
    "leave": _("%(who)s %(day)s 请假"),
    "skill": _("%(who)s 只能在自己的岗位、证件有效的日子值班"),
    "locked": _("%(who)s %(day)s 的 %(place)s 已锁定"),
    "rest": _("%(who)s 两班之间至少休息 %(n)s 小时"),
    "longest_run": _("%(who)s 最多连续上班 %(n)s 天"),
    "shortest_run": _("%(who)s 上班不能少于规定的连续天数"),
    "shortest_off": _("%(who)s 休息不能少于规定的连续天数"),
    "week_minutes": _("%(who)s 在 %(day)s 开始的一周最多上班 %(n)s 小时"),
    "most_minutes": _("%(who)s 一月最多上班 %(n)s 小时"),
    "least_minutes": _("%(who)s 一月上班不能少于规定时间"),
    "weekends": _("%(who)s 一月最多值 %(n)s 个周末"),
    "nights": _("%(who)s 一月最多 %(n)s 个夜班"),
    "longest_nights": _("%(who)s 最多连续 %(n)s 个夜班"),
    "most": _("%(who)s 值 %(place)s 有次数限制"),
}
RULE_OF = {
    "rest": "rest_minutes",
    "most_minutes": "month_minutes",
    "weekends": "most_weekends",
    "nights": "most_nights",
}


def _number(terms: Terms, kind: str) -> str:
    rule = terms.rules.get(RULE_OF.get(kind, kind))
    if rule is None:
        return ""
    return f"{rule.value / 60:g}" if rule.unit == "minute" else str(rule.value)


def _place(terms: Terms, shift: str) -> str:
    if "-" not in shift:
        return ""
    post, kind = pair_of(shift)
    return f"{terms.posts[post].name}（{terms.kinds[kind].name}）"


def day_words(day: dt.date) -> str:
    """A day as people say it."""
    return formats.day(day, formats.language_of(get_language()))
