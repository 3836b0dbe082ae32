"""Questions of the pages of the team file: a line, an answer, an outcome, a hand-over. They only read text."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.models import TeamEntry
from xiuhua.web.desk.people_forms import ActForm, day_field
from xiuhua.web.shared import team_words

# Where on a form the refusal of an action belongs.
FIELD_OF = {
    "team_entry_in_the_future": "on",
    "team_issue_unknown": "refers_to",
    "team_given_back_too_many": "quantity",
    "words_hold_numbers": "words",
    "hand_over_receiver": "receiver",
}
AREA = forms.Textarea(attrs={"rows": 2})


class EntryForm(ActForm):
    """A line of the file."""

    kind = forms.ChoiceField(label=_("记什么"), choices=list(team_words.KIND.items()))
    on = day_field(_("日期"))
    source = forms.CharField(
        label=_("来源"), max_length=120, help_text=_("培训通知、领用单、来电编号等")
    )
    words = forms.CharField(label=_("内容"), max_length=400, widget=AREA)
    quantity = forms.IntegerField(
        label=_("数量"), required=False, min_value=1, max_value=999, help_text=_("领用、交还时填")
    )
    refers_to = forms.TypedChoiceField(
        label=_("交还哪一次领用的"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, issues: Iterable[TeamEntry], **given: Any) -> None:
        """What the person has been issued."""
        super().__init__(*args, **given)
        choices = [(one.pk, f"{one.on:%Y-%m-%d} {one.words}"[:60]) for one in issues]
        self.fields["refers_to"].choices = [("", "—"), *choices]


class AnswerForm(ActForm):
    """The person's own words about a complaint."""

    entry = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("我的说明"), max_length=400, widget=AREA)


class OutcomeForm(ActForm):
    """What came of a complaint."""

    entry = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("结论"), choices=list(team_words.OUTCOME.items()))
    words = forms.CharField(label=_("怎样处理的"), max_length=400, widget=AREA)


class SignForm(ActForm):
    """One's signature under a list."""

    hand_over = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(ActForm):
    """Who takes over, and what the system does not know: one thing a line."""

    receiver = forms.TypedChoiceField(label=_("接手人"), coerce=int)

    def __init__(self, *args: Any, person: User, **given: Any) -> None:
        """Colleagues of the subdistrict, those of the own unit first."""
        super().__init__(*args, **given)
        rows = User.objects.filter(subdistrict_id=person.subdistrict_id, is_active=True)
        rows = rows.exclude(pk=person.pk).select_related("unit").order_by("unit__code", "id")
        people = sorted(rows, key=lambda one: one.unit_id != person.unit_id)
        choices = [(one.pk, f"{one.full_name}（{one.unit.name if one.unit else '—'}）") for one in people]  # fmt: skip
        self.fields["receiver"].choices = [("", "—"), *choices]
        for kind in team_words.TYPED_KINDS:
            self.fields[kind] = forms.CharField(
                label=team_words.LINE_KIND[kind], required=False, max_length=4000, widget=AREA,
                help_text=_("一行一件"),
            )  # fmt: skip

    def typed(self) -> list[tuple[str, str]]:
        """The lines by kind."""
        return [
            (kind, line.strip())
            for kind in team_words.TYPED_KINDS
            for line in self.cleaned_data[kind].splitlines()
            if line.strip()
        ]
