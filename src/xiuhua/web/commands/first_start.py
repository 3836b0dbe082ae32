"""The first start: whoever has the machine in hand gets a one-time link that leads to a running street.

`xiuhua serve` on an empty installation prints it. The link is good for this start only and only until a
street stands; there is no default account, no default password. Where a street stands without
anybody to keep it, the command is named that makes the first administrator.
"""

import hmac
import os
import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.roles import ADMINISTRATORS, ROLES
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import in_both
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands import founding
from xiuhua.web.shared import refusals

TOKEN = "XIUHUA_SETUP_TOKEN"
EMPTY = gettext_lazy(
    "这里还没有街道。请在这台机器或局域网的浏览器里打开下面的链接，填街道和第一位管理员；链接只在这次启动期间有效，建好即作废："
)
NOBODY = gettext_lazy("街道已建，还没有人员账号。请另开一个终端运行：xiuhua create_admin 用户名")
# Where on the form a refusal belongs.
FIELD_OF = {
    "subdistrict_name_missing": "name",
    "subdistrict_name_too_long": "name",
    "subdistrict_there": "code",
    "case_prefix_taken": "prefix",
    "case_prefix_malformed": "prefix",
    "founding_longitude_outside": "longitude",
    "username_malformed": "admin",
    "username_taken": "admin",
    "full_name_missing": "admin_name",
    "full_name_too_long": "admin_name",
    "level_3_one_role": "role",
}


class StreetForm(forms.Form):
    """What a street is founded by; the rest is done on the pages afterwards."""

    code = forms.CharField(
        label=gettext_lazy("街道编码"),
        max_length=9,
        help_text=gettext_lazy("9 位区划代码，以后不能改"),
    )
    name = forms.CharField(label=gettext_lazy("街道名称"), max_length=80)
    prefix = forms.CharField(
        label=gettext_lazy("编号字头"),
        max_length=8,
        help_text=gettext_lazy("1 至 8 个大写字母或数字，用在案卷编号里，以后不能改"),
    )
    longitude = forms.CharField(
        label=gettext_lazy("大致经度"),
        max_length=12,
        help_text=gettext_lazy("如 114.3，用来定量面积的投影"),
    )
    admin = forms.CharField(
        label=gettext_lazy("管理员用户名"), max_length=40, help_text=gettext_lazy("用来登录")
    )
    admin_name = forms.CharField(label=gettext_lazy("管理员姓名"), max_length=40)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if settings.LEVEL_3:  # three administrators apart: this one is the first of them
            self.fields["role"] = forms.ChoiceField(
                label=gettext_lazy("这位管理员担任"),
                choices=[(slug, ROLES[slug].name) for slug in sorted(ADMINISTRATORS)],
            )


def token_if_empty() -> str:
    """A new token where there is no street yet, else nothing."""
    return "" if Subdistrict.objects.exists() else secrets.token_urlsafe(24)


def lines(url: str, token: str) -> list[str]:
    """What `xiuhua serve` says about what is still to be done."""
    if token:
        return [in_both(EMPTY), f"{url}/set-up/{token}/"]
    return [] if User.objects.exists() else [in_both(NOBODY)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link: a form, then straight to setting the administrator's password."""
    expected = os.environ.get(TOKEN, "")
    is_ours = bool(expected) and hmac.compare_digest(token.encode(), expected.encode())
    if not is_ours or Subdistrict.objects.exists():
        raise Http404
    form = StreetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = founding.Wanted(**{"role": None, **form.cleaned_data})
        try:
            return redirect(founding.found(wanted, now())["link"])
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
    context = {"form": form, "title": _("建立街道")}
    return render(request, "commands/set_up.html", context, status=400 if form.errors else 200)
