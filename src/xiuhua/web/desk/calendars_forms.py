"""Questions of the page of working calendars, and the reading of a pasted notice.

A notice is pasted as a civil servant would write it down, one holiday or make-up workday a line; what cannot
be read is named by its line. What may be is decided by the actions of `records`.
"""

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.catalogue_forms import day_field
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import catalogue_words as words

FIELD_OF = {
    "calendar_year_known": "year",
    "calendar_year_missing": "year",
    "calendar_days_invalid": "days",
    "calendar_line_unreadable": "days",
    "calendar_day_known": "days",
    "holidays_invalid": "file",
    "holidays_not_toml": "file",
    "calendar_hours_invalid": "hours",
    "calendar_span_invalid": "valid_to",
    "calendar_change_in_past": "valid_from",
    "calendar_day_invalid": "days",
    "calendar_words_missing": "source",
    "calendar_unknown": "calendar",
}
LONGEST_NOTICE = 8_000
_LINE = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:\s*(?:至|到|~|～|—|–|\.\.)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s*(?P<kind>休|班|放假|上班|holiday|work)\s*(?P<name>\S.{0,39})?"
)
_WORKS = {"班": True, "上班": True, "work": True}


class YearForm(ActForm):
    """A year's notice: pasted, or as a file."""

    year = forms.IntegerField(label=_("年份"), required=False, min_value=1950, max_value=2199)
    days = forms.CharField(
        label=_("放假和调休"),
        required=False,
        max_length=LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行一条，如：2027-01-01至2027-01-03 休 元旦；2027-01-10 班 元旦"),
    )
    source = forms.CharField(label=_("通知文号或出处"), required=False, max_length=200)
    file = forms.FileField(
        label=_("或选择文件"), required=False, help_text=_("格式与随附的 holidays_cn.toml 相同")
    )


class DayForm(ActForm):
    """One day that differs from what was announced."""

    day = day_field(_("日期"))
    works = forms.TypedChoiceField(
        label=_("这一天"),
        choices=[("rest", _("休息")), ("work", _("上班"))],
        coerce=lambda value: value == "work",
    )
    name = forms.CharField(label=_("名称"), max_length=40)
    source = forms.CharField(label=_("通知文号或出处"), max_length=200)


class HoursForm(ActForm):
    """The hours of one calendar from a day on."""

    calendar = forms.ChoiceField(label=_("作息"), choices=words.CALENDAR.items())
    hours = forms.CharField(
        label=_("时段"), max_length=80, help_text=_("如 08:30-12:00 14:00-17:30；跨午夜的写成两段")
    )
    valid_from = day_field(_("从哪天起"))
    valid_to = day_field(_("到哪天止"), required=False, help_text=_("不填为长期"))
    source = forms.CharField(label=_("通知文号或出处"), max_length=200)


def read_notice(text: str) -> list[tuple[dt.date, bool, str]]:
    """Days of a pasted notice as (day, works, name); refuses the first line that cannot be read."""
    found: list[tuple[dt.date, bool, str]] = []
    name = ""
    for number, line in enumerate(re.split(r"[\n;；]", text), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise Refused("calendar_line_unreadable", line=number, text=line.strip()[:60])
        first, last = _day(match["first"], number), _day(match["last"] or match["first"], number)
        works = _WORKS.get(match["kind"], False)
        name = match["name"] or name
        if not 0 <= (last - first).days < 32 or (works and first != last) or not name:
            raise Refused("calendar_line_unreadable", line=number, text=line.strip()[:60])
        found += [
            (first + dt.timedelta(days=n), works, name) for n in range((last - first).days + 1)
        ]
    return found


def read_hours(text: str) -> list[list[str]]:
    """ "08:30-12:00 14:00-17:30" as pairs; what a pair must be is the rulebook's."""
    pairs = [part.split("-") for part in text.replace("–", "-").replace("，", " ").split()]
    if any(len(pair) != 2 for pair in pairs):
        raise Refused("calendar_hours_invalid", hours=text)
    return pairs


def _day(text: str, line: int) -> dt.date:
    try:
        return dt.date(*(int(part) for part in text.split("-")))
    except ValueError:
        raise Refused("calendar_line_unreadable", line=line, text=text) from None
