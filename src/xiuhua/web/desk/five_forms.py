"""Questions of the pages of the five-fixed: the period of a sheet and its lines, copying, a rule of incentives.

They read text into values; what may be is decided by the actions.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.catalogue.queries import class_tree
from xiuhua.apps.catalogue.tags import ACTIONS
from xiuhua.apps.duty.models import DutySheet, IncentiveRule
from xiuhua.apps.space.models import Grid
from xiuhua.web.desk.people_forms import ActForm, day_field
from xiuhua.web.shared import duty_words
from xiuhua.web.shared.catalogue_words import class_name

EMPTY = ("", "—")
SPARE_LINES = 3

# Where on a form the refusal of an action belongs.
FIELD_OF = {
    "sheet_in_the_past": "valid_from",
    "duty_ends_before_it_begins": "valid_to",
    "incentive_overlaps": "valid_from",
    "incentive_measure_unknown": "measure",
    "copy_to_nothing": "to",
}


class SheetForm(ActForm):
    """From when to when a sheet holds, and the paper it rests on."""

    valid_from = day_field(_("从哪天起"), help_text=_("原来的到前一天为止"))
    valid_to = day_field(_("截止日期"), required=False, help_text=_("不填为长期"))
    document = forms.CharField(label=_("依据文件"), required=False, max_length=120)


class LineForm(forms.Form):
    """One line; emptied lines are left out."""

    def line(self) -> dict[str, Any] | None:
        """Values for the action; None for a line that was left empty."""
        said = self.cleaned_data
        return dict(said) if any(said.get(name) for name in self.base_fields) else None


class SlotLine(LineForm):
    """A time slot."""

    name = forms.CharField(label=_("时段名称"), max_length=40, required=False)
    days = forms.ChoiceField(label=_("日子"), choices=list(duty_words.DAYS.items()), required=False)
    starts = forms.TimeField(
        label=_("从"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=_("到"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    part = forms.ChoiceField(
        label=_("岗位"), choices=[("", _("各岗位")), *duty_words.PART.items()], required=False
    )

    def clean(self) -> dict[str, Any]:
        """A named slot has hours."""
        said = self.cleaned_data
        if said.get("name") and not (said.get("starts") and said.get("ends")):
            raise forms.ValidationError(_("请填写起止时间。"))
        return said

    def line(self) -> dict[str, Any] | None:
        """A slot without a name is an empty line."""
        return dict(self.cleaned_data) if self.cleaned_data.get("name") else None


class ResponsibilityLine(LineForm):
    """What a part answers for. The class is typed and chosen from the list below the field."""

    part = forms.ChoiceField(
        label=_("岗位"), choices=[EMPTY, *duty_words.PART.items()], required=False
    )
    case_class = forms.CharField(
        label=_("类别"), required=False, widget=forms.TextInput(attrs={"list": "classes"})
    )
    objects_words = forms.CharField(label=_("管哪些对象"), max_length=200, required=False)

    def __init__(self, *args: Any, classes: dict[str, int], **given: Any) -> None:
        """The classes by the words they are typed as."""
        super().__init__(*args, **given)
        self.classes = classes

    def clean_case_class(self) -> int | None:
        """The class behind the words."""
        said = self.cleaned_data["case_class"].strip()
        if said and said not in self.classes:
            raise forms.ValidationError(_("没有这个类别，请从列表中选。"))
        return self.classes.get(said)

    def clean(self) -> dict[str, Any]:
        """A line says whose it is."""
        said = self.cleaned_data
        if (said.get("case_class") or said.get("objects_words")) and not said.get("part"):
            raise forms.ValidationError(_("请选岗位。"))
        return said

    def line(self) -> dict[str, Any] | None:
        """Empty without class and objects."""
        said = self.cleaned_data
        if not (said.get("case_class") or said.get("objects_words")):
            return None
        return {
            "part": said["part"],
            "case_class_id": said.get("case_class"),
            "objects_words": said["objects_words"],
        }


class StandardLine(LineForm):
    """A point of the checklist with its limit."""

    action = forms.ChoiceField(label=_("行动"), choices=[EMPTY, *ACTIONS.items()], required=False)
    words = forms.CharField(label=_("检查要点"), max_length=120, required=False)
    comparison = forms.ChoiceField(
        label=_("限值"), choices=[("", _("无")), *duty_words.COMPARISON.items()], required=False
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


class IncentiveLine(LineForm):
    """A rule of incentives the grid is under."""

    rule_code = forms.ChoiceField(label=_("奖惩办法"), choices=[], required=False)

    def __init__(self, *args: Any, rules: Iterable[tuple[str, str]], **given: Any) -> None:
        """The rules of today; one that ended stays choosable where it stands."""
        super().__init__(*args, **given)
        known = list(rules)
        own = (self.initial or {}).get("rule_code")
        if own and own not in dict(known):
            known.append((own, own))
        self.fields["rule_code"].choices = [EMPTY, *known]


LINE_FORMS: dict[str, type[LineForm]] = {
    DutySheet.Fixed.SLOTS.value: SlotLine,
    DutySheet.Fixed.RESPONSIBILITIES.value: ResponsibilityLine,
    DutySheet.Fixed.STANDARDS.value: StandardLine,
    DutySheet.Fixed.INCENTIVES.value: IncentiveLine,
}


class CopyForm(ActForm):
    """To which grids, which sheets, from when."""

    to = forms.TypedMultipleChoiceField(
        label=_("复制到哪些网格"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    fixed = forms.MultipleChoiceField(
        label=_("复制哪几项"), widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, duty_words.FIXED[one.value]) for one in DutySheet.Fixed],
        initial=list(DutySheet.Fixed.values),
    )  # fmt: skip
    valid_from = day_field(_("从哪天起"), help_text=_("人员不复制，各网格自己定"))

    def __init__(self, *args: Any, grids: Iterable[Grid], **given: Any) -> None:
        """The other grids one may fill in."""
        super().__init__(*args, **given)
        self.fields["to"].choices = [(grid.pk, grid.name or grid.code) for grid in grids]


class RuleForm(ActForm):
    """A rule of incentives or consequences."""

    code = forms.SlugField(
        label=_("编号"),
        max_length=20,
        help_text=_("字母、数字、横线，如 J1；同一编号再定就是新版本"),
    )
    kind = forms.ChoiceField(label=_("奖还是惩"), choices=list(duty_words.INCENTIVE_KIND.items()))
    name = forms.CharField(label=_("名称"), max_length=60)
    period = forms.ChoiceField(label=_("周期"), choices=list(duty_words.PERIOD.items()))
    measure = forms.ChoiceField(
        label=_("看什么"), choices=list(duty_words.MEASURE.items()),
        help_text=_("罚款、查扣的数量和金额不得用来考核，系统不收"),
    )  # fmt: skip
    comparison = forms.ChoiceField(label=_("达到"), choices=list(duty_words.COMPARISON.items()))
    threshold = forms.FloatField(label=_("数值"), widget=forms.NumberInput(attrs={"step": "any"}))
    effect = forms.CharField(label=_("怎么办"), max_length=200)
    document = forms.CharField(label=_("依据文件"), max_length=120)
    valid_from = day_field(_("从哪天起"))
    valid_to = day_field(_("截止日期"), required=False, help_text=_("不填为长期"))


def class_choices() -> dict[str, int]:
    """Classes in use by what one types: 大类·小类, in the language of the page."""
    found = {}
    for major, minors in class_tree():
        found[class_name(major)] = major.pk
        for minor in minors:
            found[f"{class_name(major)}·{class_name(minor)}"] = minor.pk
    return found


def rule_choices(rules: Iterable[IncentiveRule]) -> list[tuple[str, str]]:
    """Rules of today by code."""
    return [(rule.code, f"{duty_words.INCENTIVE_KIND[rule.kind]} · {rule.name}") for rule in rules]
