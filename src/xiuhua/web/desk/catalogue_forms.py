"""Questions of the catalogue's pages. They read text into values; what may be is decided by the actions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.catalogue.models import CaseClass, ClassTag, Standard
from xiuhua.apps.catalogue.rules import CHOICES
from xiuhua.apps.catalogue.tags import PRINCIPLES, TAGS
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import catalogue_words as words
from xiuhua.web.shared.case_labels import LIMIT_UNIT

# Where on a form the refusal of an action belongs.
FIELD_OF = {
    "change_in_the_past": "from_on",
    "change_began_today": "from_on",
    "standard_overlaps": "from_on",
    "standard_not_in_force": "from_on",
    "rule_overlaps": "from_on",
    "limit_invalid": "limit_value",
    "unit_unknown": "limit_unit",
    "calendar_unknown": "calendar",
    "rule_value_invalid": "value",
    "reading_invalid": "value",
    "source_needed": "source",
    "class_slug_invalid": "part",
    "class_slug_taken": "part",
    "class_name_invalid": "name",
    "code_system_invalid": "system",
    "class_code_invalid": "number",
    "class_code_taken": "number",
    "class_has_code": "system",
}


def next_monday(day: dt.date) -> dt.date:
    """The Monday after a day: changes usually begin with a week."""
    return day + dt.timedelta(days=7 - day.weekday())


def day_field(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, chosen from the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class StandardForm(ActForm):
    """A standard from a day on. The limit and the day stand first: they are what changes most."""

    limit_value = forms.FloatField(label=_("时限"), widget=forms.NumberInput(attrs={"step": "any"}))
    limit_unit = forms.ChoiceField(label=_("单位"), choices=LIMIT_UNIT.items())
    from_on = day_field(_("从哪天起"), help_text=_("此前受理的案卷仍按原标准"))
    calendar = forms.ChoiceField(label=_("作息"), choices=words.CALENDAR.items())
    filing_condition = forms.CharField(label=_("受理条件"), max_length=200)
    close_condition = forms.CharField(label=_("办结条件"), max_length=200)
    responsible = forms.CharField(label=_("责任单位"), max_length=80, required=False)
    legal_basis = forms.CharField(label=_("依据条款"), max_length=200, required=False)
    principle = forms.ChoiceField(
        label=_("要求"), choices=[("", "—"), *((p, p) for p in PRINCIPLES)], required=False
    )
    source = forms.CharField(label=_("出处"), max_length=200)
    confidence = forms.ChoiceField(label=_("把握"), choices=words.CONFIDENCE.items())

    def __init__(self, *args: Any, **given: Any) -> None:
        """A calendar of the place's own stays choosable."""
        super().__init__(*args, **given)
        own = (self.initial or {}).get("calendar")
        if own and own not in words.CALENDAR:
            self.fields["calendar"].choices = [*words.CALENDAR.items(), (own, own)]

    def changes(self) -> dict[str, Any]:
        """What differs from the standard shown."""
        said = self.cleaned_data
        own = [name for name in self.fields if name not in ("key", "seen_seq", "from_on")]
        return {name: said[name] for name in own if said[name] != self.initial.get(name)}


class LimitWidget(forms.MultiWidget):
    """Number, unit and working hours beside each other."""

    def __init__(self) -> None:
        """Three plain inputs."""
        super().__init__(
            [
                forms.NumberInput(attrs={"step": "any", "min": "0", "aria-label": _("时限")}),
                forms.Select(choices=LIMIT_UNIT.items(), attrs={"aria-label": _("单位")}),
                forms.Select(choices=words.CALENDAR.items(), attrs={"aria-label": _("作息")}),
            ]
        )

    def decompress(self, value: str | None) -> list[str | None]:
        """`0.5 work_hour 7x16` taken apart."""
        parts = (value or "").split()
        return [*parts, *[None] * (3 - len(parts))][:3]


class LimitField(forms.MultiValueField):
    """An inner limit in the form in which a rule keeps it."""

    widget = LimitWidget

    def __init__(self, **given: Any) -> None:
        """Each part is text here; what it must be is said by the catalogue."""
        super().__init__(fields=[forms.CharField(), forms.CharField(), forms.CharField()], **given)

    def compress(self, parts: list[str]) -> str:
        """The parts as one text."""
        return " ".join(parts)


class RuleForm(ActForm):
    """A reading or inner limit from a day on."""

    value = forms.CharField(label=_("改为"), max_length=80)
    from_on = day_field(_("从哪天起"))
    source = forms.CharField(label=_("出处"), max_length=200)

    def __init__(self, *args: Any, rule: str, **given: Any) -> None:
        """The choices, the three parts of a limit, or a number, as the rule is."""
        super().__init__(*args, **given)
        label = self.fields["value"].label
        if rule in CHOICES:
            offered = [(value, words.RULE_VALUE[value]) for value in CHOICES[rule]]
            self.fields["value"] = forms.ChoiceField(label=label, choices=offered)
        elif rule.endswith("_limit"):
            self.fields["value"] = LimitField(label=label)


class NewClassForm(ActForm):
    """A minor class below a major one."""

    name = forms.CharField(label=_("小类名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    part = forms.CharField(
        label=_("代号"),
        max_length=40,
        help_text=_("小写英文字母、数字和下划线，如 outdoor_trading"),
    )
    actions = forms.MultipleChoiceField(
        label=_("七个行动"),
        choices=TAGS[ClassTag.Family.ACTION].items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label=_("出处"), max_length=200)


class CodeForm(ActForm):
    """The number of a class in one more code system."""

    system = forms.CharField(
        label=_("代码体系"), max_length=20, help_text=_("小写英文字母和数字，如 gbt30428、wuhan")
    )
    number = forms.CharField(label=_("代码"), max_length=64)


def standard_initial(standard: Standard, from_on: dt.date) -> dict[str, Any]:
    """What the form of a standard begins with: the standard, from next Monday."""
    names = [
        name for name in StandardForm.base_fields if name not in ("key", "seen_seq", "from_on")
    ]
    limit = standard.limit_value
    shown = {"from_on": from_on, "limit_value": int(limit) if limit.is_integer() else limit}
    return {name: getattr(standard, name) for name in names} | shown


def class_forms(
    row: CaseClass, standards: list[Standard], day: dt.date, bound: dict[str, Any]
) -> dict[str, Any]:
    """The forms on the page of a class: one per standard, one per thing that can be added."""
    monday = next_monday(day)
    change = [
        (
            standard,
            bound.get(f"change{standard.pk}")
            or StandardForm(
                initial=standard_initial(standard, monday), auto_id=f"s{standard.pk}_%s"
            ),
        )
        for standard in standards
        # What is taken over from the major class is changed there, or added here.
        if standard.case_class_id == row.pk
    ]
    blank = {"from_on": monday, "limit_unit": "work_day", "calendar": "office", "confidence": "M"}
    forms_: dict[str, Any] = {
        "change": change,
        "condition": bound.get("condition") or StandardForm(initial=blank, auto_id="new_%s"),
        "code": bound.get("code") or CodeForm(auto_id="code_%s"),
    }
    if row.parent_id is None:
        forms_["minor"] = bound.get("minor") or NewClassForm(auto_id="minor_%s")
    return forms_
