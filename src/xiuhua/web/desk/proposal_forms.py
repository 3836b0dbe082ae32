"""Questions of the pages on proposals for new grids."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.web.desk.people_forms import ActForm, day_field
from xiuhua.web.shared.block_values import USUAL_SHARES

PROPERTIES = {
    "area_m2": _("面积"),
    "road_m": _("道路长度"),
    "premises": _("门店"),
    "cases": _("近一年案卷"),
}
# Where on a form a refusal belongs.
FIELD_OF = {
    "proposal_name_missing": "name",
    "proposal_name_taken": "name",
    "grids_too_few": "count",
    "grids_exceed_blocks": "count",
    "deviation_wrong": "deviation",
    "deviation_out_of_reach": "deviation",
    "weights_empty": "share_area_m2",
    "adoption_in_the_past": "from_on",
}


def name_field() -> forms.CharField:
    """What the proposal is called, by which it is found again."""
    missing = _("请给方案起个名称，便于以后查找。")
    return forms.CharField(label=_("方案名称"), max_length=60, error_messages={"required": missing})


class WeighForm(ActForm):
    """How work is weighed and how equal it is to be."""

    name = name_field()
    deviation = forms.FloatField(
        label=_("允许偏差（%）"), min_value=0.1, max_value=99, initial=5,
        help_text=_("每个网格的工作量与平均数最多差多少"),
    )  # fmt: skip

    def __init__(self, *args: Any, **given: Any) -> None:
        """One share per property, in per cent."""
        super().__init__(*args, **given)
        for name, label in PROPERTIES.items():
            self.fields[f"share_{name}"] = forms.FloatField(
                label=label, min_value=0, max_value=100, initial=round(100 * USUAL_SHARES[name])
            )

    def shares(self) -> dict[str, float]:
        """The shares as the solver takes them, without those of nothing."""
        said = {name: self.cleaned_data[f"share_{name}"] / 100 for name in PROPERTIES}
        return {name: share for name, share in said.items() if share > 0}

    def share_fields(self) -> list[forms.BoundField]:
        """The shares, for the template."""
        return [self[f"share_{name}"] for name in PROPERTIES]


class DivideForm(WeighForm):
    """A fresh division."""

    count = forms.IntegerField(label=_("网格数"), min_value=1, max_value=500, initial=16)
    inside_limits = forms.BooleanField(label=_("尽量不跨社区"), required=False, initial=True)
    seed = forms.IntegerField(
        label=_("序号"), min_value=0, max_value=999_999, initial=1,
        help_text=_("换一个序号，就换一种划法；同一序号结果相同"),
    )  # fmt: skip


class RedrawForm(WeighForm):
    """The grids in force, as few blocks moved as can be."""


class GivenForm(ActForm):
    """A proposal out of a file."""

    name = name_field()
    file = forms.FileField(label=_("文件（Excel、GeoJSON 或 GeoPackage）"))


class AdoptForm(ActForm):
    """From which day."""

    from_on = day_field(_("启用日期"))
