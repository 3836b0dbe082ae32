"""Questions of the pages of people and units. They read text into values; whether an act may be done
is decided by the actions, and a refusal comes back to its field by `FIELD_OF`.
"""

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import areas, in_force, local_day
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Community, Grid
from xiuhua.web.shared import labels

# Where on a form the refusal of an action belongs.
FIELD_OF = {
    "username_malformed": "username",
    "username_taken": "username",
    "full_name_missing": "full_name",
    "full_name_too_long": "full_name",
    "phone_malformed": "phone",
    "unit_of_other_subdistrict": "unit",
    "unit_inactive": "unit",
    "role_unknown": "role",
    "administrators_apart": "role",
    "grant_twice": "role",
    "grant_area_unknown": "area",
    "grant_area_missing": "area",
    "period_inverted": "valid_to",
    "period_expired": "valid_to",
    "certificate_number_missing": "number",
    "certificate_number_taken": "number",
    "certificate_issuer_missing": "issuer",
    "unit_code_malformed": "unit_code",
    "unit_code_taken": "unit_code",
    "unit_name_missing": "name",
    "unit_name_too_long": "name",
    "unit_kind_unknown": "kind",
    "unit_parent_loop": "parent",
    "unit_has_people": "is_active",
    "unit_has_units": "is_active",
}


def day_field(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class ActForm(forms.Form):
    """A form with the key of its act; `seen_seq` tells whether somebody acted first."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput(attrs={"data-key": ""}))
    seen_seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        """A fresh key, for browsers without script."""
        super().__init__(*args, **given)
        self.fields["key"].initial = uuid.uuid4().hex


class PersonForm(ActForm):
    """Name, telephone, unit."""

    full_name = forms.CharField(label=_("姓名"), required=False)
    phone = forms.CharField(label=_("电话"), required=False)
    unit = forms.TypedChoiceField(label=_("单位"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, subdistrict_id: int | None, **given: Any) -> None:
        """Units of the person's subdistrict, those in use."""
        super().__init__(*args, **given)
        self.units = {
            unit.pk: unit
            for unit in Unit.objects.filter(subdistrict_id=subdistrict_id, is_active=True).order_by(
                "code"
            )
        }
        self.fields["unit"].choices = [("", "—"), *((pk, u.name) for pk, u in self.units.items())]

    def chosen_unit(self) -> Unit | None:
        """The unit, or none."""
        return self.units.get(self.cleaned_data["unit"])


class NewPersonForm(PersonForm):
    """The same with a user name."""

    username = forms.CharField(
        label=_("用户名"),
        required=False,
        help_text=_("英文字母、数字，登录用；建好后不能改"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["username", "full_name", "phone", "unit"]


class GrantForm(ActForm):
    """A role over an area from a day to a day."""

    role = forms.ChoiceField(label=_("角色"), choices=[])
    area = forms.ChoiceField(label=_("范围"), choices=[])
    valid_from = day_field(_("起始日期"))
    valid_to = day_field(_("截止日期"), required=False, help_text=_("不填为长期"))

    def __init__(self, *args: Any, person: User, by: User, **given: Any) -> None:
        """The areas of the person's subdistrict; the city for those who grant over it."""
        super().__init__(*args, **given)
        self.fields["role"].choices = [("", "—"), *labels.ROLE.items()]
        self.fields["area"].choices = area_choices(person, by)

    def clean_area(self) -> tuple[str, str]:
        """Kind and code."""
        kind, _colon, code = self.cleaned_data["area"].partition(":")
        return kind, code


def area_choices(person: User, by: User) -> list[tuple[str, Any]]:
    """The areas of the person's subdistrict as choices, in groups; two lists of codes at most."""
    home = person.subdistrict
    choices: list[tuple[str, Any]] = [("", "—")]
    if areas(by, "roles.grant").city:
        choices.append(("city:", labels.AREA_KIND["city"]))
    if home is None:
        return choices
    choices.append((f"subdistrict:{home.code}", home.name))
    today = in_force(local_day(home.time_zone))
    here = Q(subdistrict=home)
    rows = {
        "unit": Unit.objects.filter(here, is_active=True, is_outside=False),
        "community": Community.objects.filter(here, today),
        "grid": Grid.objects.filter(here, today, level=Grid.Level.RESPONSIBILITY),
    }
    for kind, found in rows.items():
        named = [
            (f"{kind}:{code}", f"{name or code}（{code}）")
            for code, name in found.order_by("code").values_list("code", "name")
        ]
        if named:
            choices.append((labels.AREA_KIND[kind], named))
    return choices


class CertificateForm(ActForm):
    """An enforcement certificate as printed."""

    number = forms.CharField(label=_("证号"), required=False)
    issuer = forms.CharField(label=_("发证机关"), required=False)
    valid_from = day_field(_("有效期自"))
    valid_to = day_field(_("有效期至"))


class UnitForm(ActForm):
    """Name, kind, the unit above, in use or not."""

    name = forms.CharField(label=_("名称"), required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=[])
    parent = forms.TypedChoiceField(
        label=_("上级单位"), required=False, coerce=int, empty_value=None
    )
    is_active = forms.BooleanField(label=_("在用"), required=False, initial=True)

    def __init__(self, *args: Any, subdistrict: Subdistrict, **given: Any) -> None:
        """Units of the same subdistrict can be above."""
        super().__init__(*args, **given)
        self.units = {
            unit.pk: unit for unit in Unit.objects.filter(subdistrict=subdistrict).order_by("code")
        }
        self.fields["kind"].choices = list(labels.UNIT_KIND.items())
        self.fields["parent"].choices = [
            ("", "—"),
            *((pk, unit.name) for pk, unit in self.units.items()),
        ]

    def chosen_parent(self) -> Unit | None:
        """The unit above, or none."""
        return self.units.get(self.cleaned_data["parent"])


class NewUnitForm(UnitForm):
    """The same with a code."""

    unit_code = forms.CharField(
        label=_("编码"), required=False, help_text=_("英文字母、数字，建好后不能改")
    )
    field_order = ["unit_code", "name", "kind", "parent"]

    def __init__(self, *args: Any, **given: Any) -> None:
        """A new unit is in use."""
        super().__init__(*args, **given)
        del self.fields["is_active"]
