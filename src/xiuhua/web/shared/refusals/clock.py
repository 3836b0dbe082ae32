"""Refusals about working calendars, holidays and deadlines."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "limit_invalid": S(
        400,
        _("时限“%(value)s”不是可用的数字，请填写合理的时限。"),
    ),
    "limit_negative": S(
        400,
        _("时限不能是负数（%(value)s）。"),
    ),
    "limit_of_part_days": S(
        400,
        _("法定期限按整日计算，不能填 %(value)s 日。"),
    ),
    "moment_without_zone": S(
        409,
        _("时间 %(moment)s 没有注明时区，无法计算时限。"),
    ),
    "pause_inverted": S(
        409,
        _("停表的结束时间（%(end)s）早于开始时间（%(begin)s），请核对。"),
    ),
    "calendar_year_missing": S(
        409,
        _("缺少 %(year)s 年的工作日历，时限无法计算。请先录入该年的放假调休安排。"),
    ),
    "deadline_too_far": S(
        409,
        _(
            "时限超出日历“%(calendar)s”能推算的范围（到 %(last_on)s 为止）。请核对时限，或录入新的放假调休安排。"
        ),
    ),
    "calendar_hours_invalid": S(
        400,
        _("办公时间“%(hours)s”无效：应写成 08:00-12:00，按先后排列，不重叠，在一天之内。"),
    ),
    "calendar_season_invalid": S(
        400,
        _("季节性办公时间的起始日 %(month)s 月 %(day)s 日并非每年都有。"),
    ),
    "calendar_span_invalid": S(
        400,
        _("日历的末日（%(last_on)s）早于首日（%(first_on)s）。"),
    ),
    "time_zone_unknown": S(
        400,
        _("时区“%(zone)s”不存在。"),
    ),
    "reading_invalid": S(
        400,
        _("时限读法“%(name)s”不能取“%(value)s”。可取：%(allowed)s。"),
    ),
    "holidays_unreadable": S(
        400,
        _("节假日文件 %(file)s 无法读取：%(detail)s。"),
    ),
    "holidays_not_toml": S(
        400,
        _("节假日文件 %(file)s 格式有误（应为 UTF-8 编码的 TOML）：%(detail)s。未作任何改动。"),
    ),
    "holidays_invalid": S(
        400,
        _("节假日文件 %(file)s 的“%(where)s”处有误：%(detail)s。未作任何改动。"),
    ),
}
