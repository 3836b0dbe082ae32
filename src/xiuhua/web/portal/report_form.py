"""The resident's form: nothing is asked twice, almost nothing is asked at all. What must be said decides the act."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.cases.actions.reporting import LONGEST_WORDS, Report
from xiuhua.apps.cases.placing import Placed, place_inside
from xiuhua.apps.records.models import Subdistrict

SOURCE = "resident_portal"


TOO_LONG = {"max_length": _("请不要超过 %(limit_value)s 个字。")}


class Words(forms.CharField):
    """Words of any kind, optional; the NUL that no keyboard types is dropped, since no table takes it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, error_messages=TOO_LONG, **given)

    def to_python(self, value: Any) -> str:
        """The words without NUL."""
        return str(super().to_python(value)).replace("\0", "")


class ReportForm(forms.Form):
    """What a resident may say. Photos come beside it, several under one name."""

    kind = Words(max_length=96)
    words = Words(max_length=LONGEST_WORDS)
    place_words = Words(max_length=200)
    lon = Words(max_length=40)
    lat = Words(max_length=40)
    crs = Words(max_length=12)
    name = Words(label=_("怎么称呼您"), max_length=60)
    phone = forms.RegexField(
        label=_("联系电话"),
        required=False,
        max_length=20,
        regex=r"^[0-9+\-() ]{5,20}$",
        error_messages={**TOO_LONG, "invalid": _("电话号码只能有数字、空格、+ 和 -。")},
    )
    wants_reply = forms.BooleanField(label=_("办结后请联系我"), required=False)
    key = forms.RegexField(required=False, regex=r"^[0-9a-f]{32}$")

    def said(self, street: Subdistrict, at: dt.datetime) -> Report:
        """The report as the act takes it. Refuses coordinates that are none, or outside."""
        given = self.cleaned_data
        return Report(
            subdistrict=street,
            source=SOURCE,
            words=given["words"],
            place_words=given["place_words"],
            placed=self._placed(street, at),
            class_slug=given["kind"],
            reporter_name=given["name"],
            reporter_phone=given["phone"],
            wants_reply=given["wants_reply"],
        )

    def _placed(self, street: Subdistrict, at: dt.datetime) -> Placed | None:
        given = self.cleaned_data
        if not given["lon"] and not given["lat"]:
            return None
        return place_inside(street.pk, given["lon"], given["lat"], given["crs"], at)


FIELD_OF_REFUSAL: Sequence[tuple[str, str]] = (
    ("photo", "photos"),
    ("coordinate", "place_words"),
    ("point", "place_words"),
    ("place", "place_words"),
    ("crs", "place_words"),
    ("words_or_photo", "photos"),
    ("words", "words"),
    ("class", "kind"),
)


def field_of(code: str) -> str:
    """Where on the page a refusal belongs; nothing: above the form."""
    return next((name for start, name in FIELD_OF_REFUSAL if code.startswith(start)), "")


def fresh_key() -> str:
    """A key of the server's own making, so that the page works without any script."""
    return uuid.uuid4().hex


def typed_or_fresh(data: Any) -> str:
    """The key the form came with, if it is one of ours."""
    key = str(data.get("key", ""))
    is_ours = len(key) == 32 and all(sign in "0123456789abcdef" for sign in key)
    return key if is_ours else fresh_key()
