"""Refusals of records."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "seal_history_busy": S(
        409,
        _("有办理或导入正在写入历史，等了 %(seconds)s 秒仍未结束，本次没有封存。请稍后重试。"),
    ),
    "history_object_unknown": S(
        400,
        _("“%(object)s”不是可核验的对象。应写成 case:12 的形式，类别可为：%(kinds)s。"),
    ),
    "seal_text_invalid": S(
        400,
        _("“%(text)s”不是封存抄存。应写成 序号:摘要，摘要为 64 位十六进制数。"),
    ),
    "calendar_unknown": S(
        400,
        _("没有名为“%(calendar)s”的工作日历。请先选用已有的日历，或录入其办公时间。"),
    ),
    "calendar_year_known": S(
        409,
        _("%(year)s 年的放假调休安排已录入。个别日期有变的，请逐日修改。"),
    ),
    "calendar_days_invalid": S(
        400,
        _("%(year)s 年的安排为空或有重复日期，未作任何改动。"),
    ),
    "calendar_day_invalid": S(
        400,
        _("%(day)s 不能列入 %(year)s 年的安排：日期不属于该年，或把本来上班的工作日列为调休上班。"),
    ),
    "calendar_day_known": S(
        409,
        _("%(day)s（%(name)s）早已录入，且与本次不一致，未作任何改动。请先核对该日。"),
    ),
    "calendar_words_missing": S(
        409,
        _("名称和依据（文号或来源）必须填写，且不超过 200 字。"),
    ),
    "calendar_change_in_past": S(
        409,
        _(
            "不能修改已经过去的日期（%(day)s，今天是 %(today)s）：过去的时限按当时的日历计算，保持不变。"
        ),
    ),
    "carriers_invalid": S(
        400,
        _(
            "消息通道文件 %(file)s 有误（%(where)s）：应为 TOML，每个通道一节，地址为支持的类型。没有发送任何消息。"
        ),
    ),
}
