"""Questions of the registry's pages. They read text into values; what may be is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.catalogue.queries import class_tree
from xiuhua.apps.space.models import Road
from xiuhua.rulebook.coordinates import Crs
from xiuhua.web.desk.catalogue_forms import day_field
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import catalogue_words as words

FIELD_OF = {
    "component_class_unknown": "case_class",
    "component_identifier_taken": "identifier",
    "code_wrong_length": "identifier",
    "code_not_digits": "identifier",
    "component_label_too_long": "label",
    "component_state_unknown": "state",
    "source_needed": "source",
    "point_outside": "lon",
    "coordinate_missing": "lon",
    "coordinate_not_a_number": "lon",
    "coordinate_out_of_range": "lon",
    "photo_kind": "photo",
    "photo_too_large": "photo",
    "photo_damaged": "photo",
    "party_name_invalid": "name",
    "credit_code_malformed": "uscc",
    "credit_code_check_wrong": "uscc",
    "credit_code_taken": "uscc",
    "contact_value_invalid": "value",
    "contact_basis_needed": "basis",
    "premises_words_invalid": "sign_name",
    "premises_code_invalid": "premises_code",
    "premises_code_taken": "premises_code",
    "unmask_reason_needed": "reason",
    "unmask_case_needed": "case_number",
    "case_number_malformed": "case_number",
    "erasure_reason_needed": "reason",
    "ledger_words_personal": "words",
    "ledger_words_too_long": "words",
    "ledger_line_needed": "refers_to",
}
CRS = [(str(crs), str(crs)) for crs in Crs]


class PlaceForm(ActForm):
    """A point, typed or set by the map."""

    lon = forms.CharField(label=_("经度"), required=False, max_length=40)
    lat = forms.CharField(label=_("纬度"), required=False, max_length=40)
    crs = forms.ChoiceField(label=_("坐标系"), choices=CRS, initial=str(Crs.CGCS2000))
    road = forms.TypedChoiceField(label=_("道路"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, subdistrict_id: int | None, **given: Any) -> None:
        """Roads of the subdistrict."""
        super().__init__(*args, **given)
        roads = Road.objects.filter(subdistrict_id=subdistrict_id).order_by("name", "code")
        self.fields["road"].choices = [("", "—"), *roads.values_list("id", "name")]


class ComponentForm(PlaceForm):
    """A new component."""

    case_class = forms.TypedChoiceField(label=_("部件小类"), coerce=int)
    label = forms.CharField(label=_("杆号或编号"), required=False, max_length=60)
    identifier = forms.CharField(
        label=_("标识码"), required=False, max_length=40, help_text=_("16 位；不填由系统编号")
    )
    owner_unit = forms.TypedChoiceField(
        label=_("权属单位"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(label=_("状态"), choices=words.COMPONENT_STATE.items())
    census_on = day_field(_("普查日期"))
    source = forms.CharField(label=_("来源"), max_length=200)
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-photos": ""}),
    )
    field_order = ["case_class", "label", "lon", "lat", "crs", "road"]

    def __init__(self, *args: Any, subdistrict_id: int | None, **given: Any) -> None:
        """Component classes in use by major class, and units that may own one."""
        super().__init__(*args, subdistrict_id=subdistrict_id, **given)
        self.fields["case_class"].choices = [
            (words.class_name(major), [(m.pk, words.class_name(m)) for m in minors if m.is_active])
            for major, minors in class_tree(CaseClass.Kind.COMPONENT)
        ]
        units = Unit.objects.filter(subdistrict_id=subdistrict_id, is_active=True).order_by("code")
        self.fields["owner_unit"].choices = [("", "—"), *units.values_list("id", "name")]


class StateForm(ActForm):
    """In which state a component was found."""

    state = forms.ChoiceField(
        label=_("状态"), choices=words.COMPONENT_STATE.items(), widget=forms.RadioSelect
    )
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-photos": ""}),
    )


class PartyForm(ActForm):
    """A new party, or a correction."""

    kind = forms.ChoiceField(label=_("类型"), choices=words.PARTY_KIND.items())
    name = forms.CharField(label=_("姓名或名称"), max_length=200)
    uscc = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=40)


class NewPartyForm(PartyForm):
    """With a telephone number and the legal basis for keeping it."""

    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    basis = forms.CharField(
        label=_("保存联系方式的依据"),
        required=False,
        max_length=100,
        initial=_("履行法定职责所必需"),
    )


class ContactForm(ActForm):
    """One more way to reach a party."""

    kind = forms.ChoiceField(label=_("类型"), choices=words.CONTACT_KIND.items())
    value = forms.CharField(label=_("内容"), max_length=220)
    basis = forms.CharField(label=_("保存依据"), max_length=100, initial=_("履行法定职责所必需"))


class UnmaskForm(ActForm):
    """What a whole contact is needed for."""

    contact = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("查看事由"), choices=words.UNMASK_REASON.items())
    case_number = forms.CharField(label=_("案卷编号"), required=False, max_length=40)


class PremisesForm(PlaceForm):
    """New premises of a party."""

    sign_name = forms.CharField(label=_("招牌名称"), max_length=200)
    trade = forms.CharField(label=_("行业"), required=False, max_length=60)
    address = forms.CharField(label=_("地址"), required=False, max_length=200)
    premises_code = forms.CharField(
        label=_("门店编号"), required=False, max_length=40, help_text=_("不填由系统编号")
    )
    valid_from = day_field(_("从哪天起"))
    field_order = ["sign_name", "trade", "address", "lon", "lat", "crs", "road"]


class LedgerForm(ActForm):
    """A line of the ledger."""

    kind = forms.ChoiceField(label=_("类型"), choices=words.LEDGER_KIND.items())
    matter = forms.ChoiceField(label=_("事项"))
    words = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        help_text=_("写入后不能修改，不要写姓名、电话和证件号码"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    case_number = forms.CharField(label=_("案卷编号"), required=False, max_length=32)
    refers_to = forms.TypedChoiceField(
        label=_("针对哪一条"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, lines: list[tuple[int, str]], **given: Any) -> None:
        """Event classes in use, and the lines a correction or an appeal can be about."""
        super().__init__(*args, **given)
        self.fields["matter"].choices = [
            (
                words.class_name(major),
                [(m.slug, words.class_name(m)) for m in minors if m.is_active],
            )
            for major, minors in class_tree(CaseClass.Kind.EVENT)
        ]
        self.fields["refers_to"].choices = [("", "—"), *lines]


class ErasureForm(ActForm):
    """Why personal data is removed."""

    reason = forms.ChoiceField(label=_("删除理由"), choices=words.ERASURE_REASON.items())
