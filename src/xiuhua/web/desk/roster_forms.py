"""Small questions of the roster's pages, read into values; whether an act may be done is the actions' business."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import User
from xiuhua.web.desk.people_forms import ActForm, day_field
from xiuhua.web.shared import roster_words

LONGEST_FILL = 20


def fresh_key() -> str:
    """A new key for each form of a page: templates call it where it stands."""
    return uuid.uuid4().hex


def month_asked(text: str, today: dt.date) -> dt.date:
    """The first day of the month in `2021-05`; what is no month means this one."""
    try:
        return dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        return today.replace(day=1)


class MonthForm(ActForm):
    """A month, sent as its first day."""

    month = forms.DateField()


class RosterForm(ActForm):
    """The roster an act is about."""

    roster = forms.IntegerField()


class FillForm(RosterForm):
    """How long to search."""

    seconds = forms.IntegerField(min_value=1, max_value=LONGEST_FILL)


class PutForm(RosterForm):
    """A person on a day: a post and shift as "post-shift", or nothing for a free day."""

    day = forms.DateField()
    user = forms.IntegerField()
    place = forms.RegexField(r"^(\d{1,9}-\d{1,9})?$", required=False)


class LockForm(RosterForm):
    """One shift, to be kept or not."""

    row = forms.IntegerField()
    locked = forms.BooleanField(required=False)


class SubstituteForm(ActForm):
    """Who takes a shift instead."""

    row = forms.IntegerField()
    user = forms.IntegerField()


class LeaveForm(ActForm):
    """Who is away, from when to when."""

    user = forms.TypedChoiceField(label=_("人员"), coerce=int)
    from_on = day_field(_("起始日期"))
    to_on = day_field(_("最后一天"))

    def __init__(self, *args: Any, people: list[User] = (), **given: Any) -> None:  # type: ignore[assignment]
        """The people of the posts."""
        super().__init__(*args, **given)
        self.fields["user"].choices = [(one.pk, one.full_name) for one in people]


class RowForm(ActForm):
    """One row an act is about."""

    row = forms.IntegerField()


class AskForm(RowForm):
    """Whom to ask: `user` takes my shift over, or `user-2021-05-12` swaps with me."""

    other = forms.RegexField(r"^\d{1,9}(-\d{4}-\d{2}-\d{2})?$")

    def asked(self) -> tuple[int, dt.date | None]:
        """(person, day in exchange)."""
        user, _dash, day = self.cleaned_data["other"].partition("-")
        try:
            return int(user), dt.date.fromisoformat(day) if day else None
        except ValueError:
            return int(user), None


class AnswerForm(RowForm):
    """Yes or no."""

    accept = forms.BooleanField(required=False)


class WishForm(ActForm):
    """A day, and whether one would like it."""

    day = day_field(_("日期"))
    wants = forms.ChoiceField(
        label=_("意愿"),
        choices=[("no", _("希望不排")), ("yes", _("希望排班")), ("", _("收回意愿"))],
        required=False,
    )


class NoteForm(RowForm):
    """What the next shift must know."""

    words = forms.CharField(
        label=_("交接内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ShiftForm(ActForm):
    """A shift of the day, in hours and minutes; an end not after its begin lies on the next day."""

    code = forms.CharField(label=_("编号"), max_length=12)
    name = forms.CharField(label=_("名称"), max_length=20)
    part = forms.ChoiceField(label=_("类别"), choices=[*roster_words.PART.items()])
    begin = forms.RegexField(
        r"^([01]?\d|2[0-4]):[0-5]\d$",
        label=_("开始"),
        help_text=_("如 08:00；零点开始的夜班写 24:00"),
    )
    end = forms.RegexField(r"^([01]?\d|2[0-4]):[0-5]\d$", label=_("结束"))

    def span(self) -> tuple[int, int]:
        """(begin, end) in minutes of the shift's day."""
        begin, end = (_minutes(self.cleaned_data[name]) for name in ("begin", "end"))
        while end <= begin:
            end += 1440
        return begin, end


def _minutes(text: str) -> int:
    hours, _colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


class PostForm(ActForm):
    """A post."""

    code = forms.CharField(label=_("编号"), max_length=12)
    name = forms.CharField(label=_("名称"), max_length=30)
    certified = forms.BooleanField(label=_("必须持执法证"), required=False)
    leads = forms.BooleanField(label=_("带班领导岗（不计工时）"), required=False)


class MemberForm(ActForm):
    """A person on a post, from a day on."""

    post = forms.TypedChoiceField(label=_("岗位"), coerce=int)
    user = forms.TypedChoiceField(label=_("人员"), coerce=int)
    valid_from = day_field(_("起始日期"))


class NeedForm(ActForm):
    """How many a post needs in a shift, from a day on."""

    post = forms.TypedChoiceField(label=_("岗位"), coerce=int)
    shift = forms.TypedChoiceField(label=_("班次"), coerce=int)
    days = forms.ChoiceField(label=_("适用日期"), choices=[*roster_words.DAYS.items()])
    needed = forms.IntegerField(label=_("人数"), min_value=0, max_value=50)
    certified = forms.IntegerField(label=_("其中持执法证"), min_value=0, max_value=50, initial=0)
    pattern = forms.ChoiceField(
        label=_("轮班方式"), choices=[("", "—"), *roster_words.PATTERN.items()], required=False
    )
    valid_from = day_field(_("起始日期"))


class RuleForm(ActForm):
    """A number with its source, from a day on."""

    name = forms.ChoiceField(label=_("规定"), choices=[*roster_words.RULE.items()])
    value = forms.IntegerField(
        label=_("数值"), min_value=0, max_value=100_000, help_text=_("0 为不设此项")
    )
    source = forms.CharField(label=_("依据"), max_length=200)
    valid_from = day_field(_("起始日期"))
