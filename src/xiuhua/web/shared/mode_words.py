"""What special modes and zero-reports are called on pages. Only the wording."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from xiuhua.rulebook.special_modes import ModeKind, ReportState, Slot
from xiuhua.web.shared import formats

Words = Mapping[str, Promise]

KIND: Words = {
    ModeKind.FLOOD.value: _("防汛"),
    ModeKind.GALE.value: _("大风"),
    ModeKind.SNOW.value: _("扫雪"),
    ModeKind.SMOG.value: _("重污染"),
    ModeKind.EVENT.value: _("重大活动"),
    ModeKind.INSPECTION.value: _("创卫迎检"),
}
EVENT: Words = {
    "mode.ordered": _("下达特殊模式"),
    "mode.prolonged": _("延长特殊模式"),
    "mode.ended": _("解除特殊模式"),
    "mode.reported": _("报送零报告"),
}
TONE = {
    ReportState.ON_TIME: "done",
    ReportState.LATE: "near",
    ReportState.MISSING: "late",
    ReportState.OPEN: "running",
    ReportState.COMING: "idle",
}


def slot_said(slot: Slot) -> str:
    """How one zero-report stands: 按时, 迟报 25 分钟, 未报，已超 1 小时."""
    late = formats.duration(slot.late_by, formats.language_of(get_language()))
    words = {
        ReportState.ON_TIME: say("按时"),
        ReportState.LATE: say("迟报 %(late)s"),
        ReportState.MISSING: say("未报，已超 %(late)s"),
        ReportState.OPEN: say("待报"),
        ReportState.COMING: say("未到"),
    }[slot.state]
    return words % {"late": late}
