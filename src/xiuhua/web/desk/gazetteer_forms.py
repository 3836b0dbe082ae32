"""Questions of the gazetteer's pages. They read text; the action decides, and `FIELD_OF` says where a
refusal belongs."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.web.desk.space_words import PLACE_KIND

FIELD_OF = {
    "place_name_missing": "name",
    "place_name_too_long": "name",
    "place_name_without_words": "name",
    "place_has_that_name": "name",
    "place_already_there": "name",
    "place_kind_unknown": "kind",
    "place_unknown": "same_as",
}


class NameForm(forms.Form):
    """A name for a place, with the key of its act."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput(attrs={"data-key": ""}))
    name = forms.CharField(
        label=_("地名"), max_length=120, error_messages={"required": _("请填写地名。")}
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        """A fresh key, for browsers without script."""
        super().__init__(*args, **given)
        self.initial.setdefault("key", str(uuid.uuid4()))


class PlaceForm(NameForm):
    """A new name: what kind, where, and of what it is another name."""

    kind = forms.ChoiceField(label=_("类别"), choices=list(PLACE_KIND.items()), initial="landmark")
    same_as = forms.CharField(
        label=_("现名"),
        required=False,
        max_length=120,
        help_text=_("曾用名、俗名填写这个地方现在的名称"),
    )
    lon = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    lat = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    crs = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
