"""Questions of the duty pages: who answers for a part of a grid, from when to when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.web.desk.people_forms import ActForm, day_field

# Where on a form the refusal of an action belongs.
FIELD_OF = {
    "unit_unknown": "unit",
    "duty_of_outside_unit": "unit",
    "person_unknown": "user",
    "duty_holder_twice": "holder_name",
    "duty_holder_name_invalid": "holder_name",
    "duty_overlaps": "valid_from",
    "duty_ends_before_it_begins": "last_on",
    "duty_end_in_the_past": "last_on",
    "duty_already_ended": "last_on",
}


class HolderForm(ActForm):
    """A unit and, if known, a person, from a day on."""

    unit = forms.TypedChoiceField(label=_("单位"), coerce=int)
    user = forms.TypedChoiceField(
        label=_("人员"), required=False, coerce=int, empty_value=None,
        help_text=_("还没定人的可以不选，案卷先派给单位"),
    )  # fmt: skip
    holder_name = forms.CharField(
        label=_("姓名（没有账号的）"), required=False, max_length=40,
        help_text=_("如保洁员；只写姓名，不写电话"),
    )  # fmt: skip
    valid_from = day_field(_("起始日期"))

    def __init__(self, *args: Any, subdistrict_id: int, **given: Any) -> None:
        """Units that may be sent to, and people, of the one subdistrict."""
        super().__init__(*args, **given)
        here = {"subdistrict_id": subdistrict_id, "is_active": True}
        units = Unit.objects.filter(**here, is_outside=False).order_by("code")
        people = User.objects.filter(**here).select_related("unit").order_by("unit__code", "id")
        self.fields["unit"].choices = [("", "—"), *((unit.pk, unit.name) for unit in units)]
        self.fields["user"].choices = [("", "—"), *((one.pk, _said(one)) for one in people)]


class AssignForm(HolderForm):
    """The same with a last day."""

    valid_to = day_field(_("截止日期"), required=False, help_text=_("不填为长期"))


class EndForm(ActForm):
    """The last day."""

    last_on = day_field(_("最后一天"))


def _said(person: User) -> str:
    return f"{person.full_name}（{person.unit.name}）" if person.unit else person.full_name
