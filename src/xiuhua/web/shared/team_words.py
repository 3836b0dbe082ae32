"""What the team file, hand-overs and the five levers are called on pages. Only the wording."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.duty.models import HandOverLine, TeamEntry
from xiuhua.web.shared.duty_words import PART

Words = Mapping[str, Promise]

KIND: Words = {
    TeamEntry.Kind.TRAINING.value: _("培训"),
    TeamEntry.Kind.ISSUE.value: _("领用"),
    TeamEntry.Kind.GIVEN_BACK.value: _("交还"),
    TeamEntry.Kind.PRAISE.value: _("表扬"),
    TeamEntry.Kind.COMPLAINT.value: _("投诉"),
}
OUTCOME: Words = {
    TeamEntry.Outcome.UPHELD.value: _("属实"),
    TeamEntry.Outcome.PARTLY.value: _("部分属实"),
    TeamEntry.Outcome.UNFOUNDED.value: _("不属实"),
}
LINE_KIND: Words = {
    HandOverLine.Kind.CASES.value: _("在办案卷"),
    HandOverLine.Kind.GRIDS.value: _("网格岗位"),
    HandOverLine.Kind.EQUIPMENT.value: _("领用装备"),
    HandOverLine.Kind.PROMISES.value: _("答应的事"),
    HandOverLine.Kind.HOUSEHOLDS.value: _("联系户"),
    HandOverLine.Kind.GOODS.value: _("物品和钥匙"),
    HandOverLine.Kind.PADS.value: _("纸质文书本"),
    HandOverLine.Kind.OTHER.value: _("其他"),
}
TYPED_KINDS = ("promises", "households", "goods", "pads", "other")
EVENT: Words = {
    "team.recorded": _("记入队伍档案"),
    "team.answered": _("本人说明投诉"),
    "team.decided": _("认定投诉"),
    "team.erased": _("队伍档案到期删除"),
    "leaving.opened": _("开始离岗交接"),
    "leaving.signed": _("签字交接"),
    "leaving.closed": _("交接完毕，账号停用"),
}


def line_said(line: HandOverLine) -> str:
    """A line of a hand-over list; a part of a grid in words."""
    if line.kind == HandOverLine.Kind.GRIDS:
        grid, _space, part = line.words.rpartition(" ")
        return f"{grid} {PART.get(part, part)}".strip()
    return line.words
