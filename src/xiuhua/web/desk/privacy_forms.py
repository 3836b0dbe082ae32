"""Questions of the pages about personal data. They read text into values; what may be is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.web.desk.catalogue_forms import day_field
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import catalogue_words, privacy_words

CHOOSE = ("", _("请选择"))
FIELD_OF = {
    "request_kind_unknown": "kind",
    "request_channel_unknown": "channel",
    "request_from_the_future": "received_at",
    "request_person_missing": "name",
    "person_number_malformed": "phone",
    "request_decision_unknown": "decision",
    "request_identity_needed": "identity",
    "request_reason_needed": "words",
    "erasure_reason_needed": "reason",
    "assessment_incomplete": "conclusion",
    "assessment_from_the_future": "done_on",
}


class RequestForm(ActForm):
    """A request as it came in."""

    kind = forms.ChoiceField(label=_("要求什么"), choices=privacy_words.KIND.items())
    channel = forms.ChoiceField(label=_("怎么来的"), choices=privacy_words.CHANNEL.items())
    name = forms.CharField(label=_("申请人姓名"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("申请人电话"),
        max_length=20,
        required=False,
        help_text=_("当时反映问题留的号码，按它查找"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("具体要求"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    received_at = forms.DateTimeField(
        label=_("收到时间"),
        required=False,
        help_text=_("不填就是现在；期限从这时算起"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class DecisionForm(ActForm):
    """Who it is, and what is decided."""

    identity = forms.ChoiceField(
        label=_("怎么核实是本人"), choices=[CHOOSE, *privacy_words.IDENTITY.items()], required=False
    )
    decision = forms.ChoiceField(label=_("决定"), choices=privacy_words.DECISION.items())
    words = forms.CharField(
        label=_("告知本人的内容"),
        required=False,
        help_text=_("不同意、部分同意的，须写理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindForm(forms.Form):
    """Whom to look for."""

    phone = forms.CharField(label=_("号码"), max_length=30)
    name = forms.CharField(label=_("姓名（填了只动这个姓名的）"), max_length=60, required=False)


class EraseForm(ActForm):
    """Erase what the look found."""

    phone = forms.CharField(widget=forms.HiddenInput, max_length=30)
    name = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    code = forms.CharField(widget=forms.HiddenInput, max_length=20)
    reason = forms.ChoiceField(label=_("理由"), choices=catalogue_words.ERASURE_REASON.items())
    keep_photos = forms.BooleanField(label=_("照片是正在用的证据，保留"), required=False)
    sure = forms.BooleanField(label=_("我已核对，确认删除，不能恢复"))


class AssessmentForm(ActForm):
    """An impact assessment."""

    matter = forms.CharField(label=_("评估的处理活动"), max_length=200)
    done_on = day_field(_("评估日期"))
    conclusion = forms.CharField(label=_("结论和措施"), widget=forms.Textarea(attrs={"rows": 5}))


def find_form(row: PersonRequest, *data: Any) -> FindForm:
    """The question whom to look for, with what the request says."""
    return FindForm(*data, initial={"phone": row.phone, "name": ""}, auto_id="find_%s")
