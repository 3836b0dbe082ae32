"""Words of the coverage pages for slugs of the tables. Only labels; nothing is decided here."""

from typing import Any

from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.evaluation.models import BlindSpot

KIND = {
    BlindSpot.Kind.ROAD: _("道路"),
    BlindSpot.Kind.PREMISES: _("门店场所"),
    BlindSpot.Kind.COMPONENT: _("部件"),
    BlindSpot.Kind.HOUR: _("钟点"),
}
TOUCH = {"patrol": _("巡查"), "case": _("上报"), "check": _("核查"), "reason": _("说明理由")}
TASK = {
    BlindSpot.Kind.ROAD: _("走一遍"),
    BlindSpot.Kind.PREMISES: _("上门看一看"),
    BlindSpot.Kind.COMPONENT: _("查看完好"),
    BlindSpot.Kind.HOUR: _("在这些钟点巡查"),
}
# name: title, which of the four alls it belongs to, unit, what counts
FIGURE = {
    "persons": (_("在岗人员"), _("全员"), _("人"), _("有巡查、上报、处置或核查的，占定岗到格的人员")),
    "grids": (_("网格"), _("全域"), _("个"), _("有巡查或上报的，占全部责任网格")),
    "roads": (_("道路"), _("全域"), _("米"), _("规定天数内有人到过的，占网格内外全部可走的路；边界路两边各计")),
    "premises": (_("门店场所"), _("全要素"), _("家"), _("规定天数内有人到过的，占在册门店场所")),
    "components": (_("部件"), _("全要素"), _("个"), _("规定天数内有人查过的，占在册部件")),
    "matters": (_("事项类别"), _("全要素"), _("类"), _("有上报的小类，占分类表在用的小类")),
    "hours": (_("钟点"), _("全时段"), _("格·时"), _("有巡查或上报的，占每个网格的 24 个钟点")),
    "steps": (_("办理环节"), _("全过程"), _("步"), _("上报、核实、受理、派单、处置、核查、办结中有人办过的")),
}  # fmt: skip
STEP = {
    "report": _("上报"), "verify": _("核实"), "file": _("受理"), "dispatch": _("派单"), "handle": _("处置"),
    "pass_check": _("核查"), "close": _("办结"),
}  # fmt: skip


def label_of(spot: BlindSpot) -> str:
    """What a blind spot is called."""
    if spot.kind == BlindSpot.Kind.ROAD:
        return spot.label or gettext_now("无名路")
    if spot.kind == BlindSpot.Kind.HOUR:
        return hours_said(spot.lines)
    return spot.label


def hours_said(hours: list[int]) -> str:
    """0, 1, 2, 5 as 0–3 时、5–6 时."""
    runs: list[list[int]] = []
    for hour in sorted(hours):
        if runs and runs[-1][1] == hour:
            runs[-1][1] = hour + 1
        else:
            runs.append([hour, hour + 1])
    said = [f"{first}–{last}" for first, last in runs]
    return gettext_now("%(hours)s 时") % {"hours": "、".join(said)} if said else ""


def proof_of(spot: BlindSpot) -> Any:
    """By what it was closed."""
    return TOUCH.get(spot.proof, "")


__all__ = ["FIGURE", "KIND", "STEP", "TASK", "TOUCH", "hours_said", "label_of", "proof_of"]
