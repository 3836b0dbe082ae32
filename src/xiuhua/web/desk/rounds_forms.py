"""Questions of the pages of rounds and patrols."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.space.models import Road
from xiuhua.web.desk.people_forms import ActForm, day_field
from xiuhua.web.desk.space_words import ROAD_CLASS

FIELD_OF = {
    "round_slot_newer": "valid_from",
    "round_slot_unnamed": "code",
    "round_slot_incomplete": "ends",
    "round_times_invalid": "times_lane",
    "round_speed_invalid": "speed_m_min",
}
# What a new form offers; it is only an offer, the row says what holds.
OFFERED = {"main": 2, "secondary": 1, "branch": 1, "lane": 1}
OFFERED_SPEED = 70


class SlotForm(ActForm):
    """A slot: hours, passes per road class, speed, source, first day."""

    code = forms.CharField(label=_("代码"), max_length=16, help_text=_("英文字母、数字，例如 am"))
    name = forms.CharField(label=_("名称"), max_length=40)
    starts = forms.TimeField(
        label=_("开始"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("结束"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    speed_m_min = forms.FloatField(
        label=_("每分钟走多少米"),
        initial=OFFERED_SPEED,
        help_text=_("连停下查看在内；步行约 70，电动车约 150"),
    )
    source = forms.CharField(label=_("依据"), max_length=200)
    valid_from = day_field(_("起始日期"))

    def __init__(self, *args: Any, **given: Any) -> None:
        """One field per road class; empty means that nobody walks there."""
        super().__init__(*args, **given)
        for road_class in Road.RoadClass.values:
            self.fields[f"times_{road_class}"] = forms.IntegerField(
                label=_("%(road_class)s走几遍") % {"road_class": ROAD_CLASS[road_class]},
                required=False, min_value=0, max_value=12, initial=OFFERED.get(road_class),
                help_text=_("0：可以经过；不填：不能走"),
            )  # fmt: skip
        self.order_fields(
            ["code", "name", "starts", "ends", *(f"times_{c}" for c in Road.RoadClass.values)]
        )

    def times(self) -> dict[str, int]:
        """Passes by road class, without those nobody walks."""
        said = {c: self.cleaned_data[f"times_{c}"] for c in Road.RoadClass.values}
        return {road_class: n for road_class, n in said.items() if n is not None}


class DrawForm(ActForm):
    """Draw the rounds of one grid in one slot."""

    grid = forms.TypedChoiceField(label=_("网格"), coerce=int)
    slot = forms.TypedChoiceField(label=_("时段"), coerce=int)
    from_on = day_field(_("起始日期"))

    def __init__(self, *args: Any, grids: list[Any], slots: list[Any], **given: Any) -> None:
        """The grids one may see and the slots of the day."""
        super().__init__(*args, **given)
        self.fields["grid"].choices = [(g.pk, g.name or g.code) for g in grids]
        self.fields["slot"].choices = [(slot.pk, slot.name) for slot in slots]


class StartForm(ActForm):
    """Which grid, and by which round, if any."""

    grid = forms.TypedChoiceField(label=_("网格"), coerce=int)
    round = forms.TypedChoiceField(
        label=_("路线"), required=False, coerce=int, empty_value=None,
        help_text=_("不选路线的，本格的路都要走到"),
    )  # fmt: skip

    def __init__(self, *args: Any, grids: list[Any], rounds: list[Any], **given: Any) -> None:
        """The grids one is on duty for, and their rounds of today."""
        super().__init__(*args, **given)
        self.fields["grid"].choices = [(g.pk, g.name or g.code) for g in grids]
        self.fields["round"].choices = [
            ("", _("不按路线")),
            *((r.pk, f"{r.grid.name or r.grid.code} · {r.slot.name} {r.number}") for r in rounds),
        ]


class FinishForm(ActForm):
    """A word at the end."""

    note = forms.CharField(label=_("备注"), required=False, max_length=200)
