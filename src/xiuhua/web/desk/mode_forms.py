"""Questions of the pages of special modes: the order with its posts and checklist, a zero-report, a later end."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.web.desk.five_forms import EMPTY, LineForm
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import duty_words, mode_words

# Where on a form the refusal of an action belongs.
FIELD_OF = {
    "mode_period_inverted": "ends_at",
    "mode_too_long": "ends_at",
    "mode_in_the_past": "ends_at",
    "mode_not_longer": "ends_at",
    "mode_overlaps": "kind",
    "zero_reports_of_nobody": "units",
    "zero_reports_too_many": "report_every_h",
    "zero_report_without_words": "words",
    "words_hold_numbers": "words",
}


def moment_field(label: Any) -> forms.DateTimeField:
    """A moment, in the zone of the page."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class OrderForm(ActForm):
    """The head of an order."""

    kind = forms.ChoiceField(label=_("模式"), choices=list(mode_words.KIND.items()))
    document = forms.CharField(label=_("文号"), max_length=80)
    signed_by = forms.CharField(
        label=_("签发人"), max_length=60, help_text=_("写职务，如街道防汛指挥长；不写姓名")
    )
    starts_at = moment_field(_("从"))
    ends_at = moment_field(_("到"))
    report_every_h = forms.IntegerField(
        label=_("零报告每几小时一报"), min_value=0, max_value=72, initial=4,
        help_text=_("无异常也要报；0 为不报"),
    )  # fmt: skip
    units = forms.TypedMultipleChoiceField(
        label=_("哪些单位报"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    pauses_internal = forms.BooleanField(
        label=_("期间普通案卷的内部时限停钟"), required=False,
        help_text=_("紧急时限、法定时限和来件的时限照走"),
    )  # fmt: skip

    def __init__(self, *args: Any, home: Subdistrict, **given: Any) -> None:
        """Units of our own."""
        super().__init__(*args, **given)
        units = Unit.objects.filter(subdistrict=home, is_active=True, is_outside=False)
        self.fields["units"].choices = [(unit.pk, unit.name) for unit in units.order_by("code")]


class PostLine(LineForm):
    """Who stands where while the order lasts."""

    grid = forms.TypedChoiceField(label=_("网格"), required=False, coerce=int, empty_value=None)
    part = forms.ChoiceField(label=_("岗位"), choices=list(duty_words.PART.items()), required=False)
    unit = forms.TypedChoiceField(label=_("单位"), required=False, coerce=int, empty_value=None)
    user = forms.TypedChoiceField(label=_("人员"), required=False, coerce=int, empty_value=None)
    place_words = forms.CharField(label=_("值守点"), max_length=80, required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[Any, Any]]], **given: Any) -> None:
        """Grids, units and people of the subdistrict, read once for all lines."""
        super().__init__(*args, **given)
        for name, found in choices.items():
            self.fields[name].choices = found

    def clean(self) -> dict[str, Any]:
        """A post has a unit."""
        said = self.cleaned_data
        if (said.get("user") or said.get("place_words") or said.get("grid")) and not said.get(
            "unit"
        ):
            raise forms.ValidationError(_("请选单位。"))
        return said

    def line(self) -> dict[str, Any] | None:
        """Empty without a unit."""
        said = self.cleaned_data
        if not said.get("unit"):
            return None
        return {
            "grid_id": said["grid"],
            "part": said["part"],
            "unit_id": said["unit"],
            "user_id": said["user"],
            "place_words": said["place_words"],
        }


class CheckLine(LineForm):
    """A point of the checklist."""

    words = forms.CharField(label=_("检查要点"), max_length=120, required=False)
    comparison = forms.ChoiceField(
        label=_("限值"), required=False, choices=[("", _("无")), *duty_words.COMPARISON.items()]
    )
    limit_value = forms.FloatField(
        label=_("数值"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    limit_unit = forms.CharField(label=_("单位"), max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        """A limit is whole."""
        said = self.cleaned_data
        if bool(said.get("comparison")) != (said.get("limit_value") is not None):
            raise forms.ValidationError(_("限值要么都填，要么都不填。"))
        return said

    def line(self) -> dict[str, Any] | None:
        """Empty without words."""
        return dict(self.cleaned_data) if self.cleaned_data.get("words") else None


class ReportForm(ActForm):
    """A unit's zero-report for one interval."""

    unit = forms.IntegerField(widget=forms.HiddenInput)
    due_at = forms.CharField(widget=forms.HiddenInput)
    is_quiet = forms.BooleanField(label=_("无异常"), required=False, initial=True)
    words = forms.CharField(
        label=_("情况"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有情况的写清时间、地点、处置；不写姓名和电话"),
    )  # fmt: skip

    def clean_due_at(self) -> dt.datetime:
        """The moment, as the page wrote it."""
        try:
            moment = dt.datetime.fromisoformat(self.cleaned_data["due_at"])
        except ValueError:
            raise forms.ValidationError(_("请刷新页面后重试。")) from None
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class ProlongForm(ActForm):
    """A later end."""

    ends_at = moment_field(_("延长到"))


def line_choices(home: Subdistrict, day: dt.date) -> dict[str, list[tuple[Any, Any]]]:
    """The grids, units and people that posts may name."""
    here = {"subdistrict": home, "is_active": True}
    grids = Grid.objects.filter(
        in_force(day), subdistrict=home, level=Grid.Level.RESPONSIBILITY, system=Grid.System.URBAN
    ).defer("geometry")
    units = Unit.objects.filter(**here, is_outside=False).order_by("code")
    people = User.objects.filter(**here).select_related("unit").order_by("unit__code", "id")
    return {
        "grid": [("", _("全街道")), *((g.pk, g.name or g.code) for g in grids.order_by("code"))],
        "unit": [EMPTY, *((unit.pk, unit.name) for unit in units)],
        "user": [EMPTY, *((one.pk, f"{one.full_name}（{one.unit.name if one.unit else '—'}）") for one in people)],
    }  # fmt: skip
