"""The second factor of level 3: enrolling a telephone by QR code, and six digits at each sign-in.

Asked of everybody who signs in while LEVEL_3 is on. Who lost the telephone turns to the security
administrator, who resets it; there is no other way around it.
"""

import base64

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from xiuhua.apps.accounts.actions import second_factor as actions
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

ISSUER = "Xiuhua"


def is_due(request: HttpRequest) -> bool:
    """Whether this session still owes the second factor."""
    return settings.LEVEL_3 and request.user.otp_device is None


class CodeForm(forms.Form):
    """Six digits from the telephone."""

    digits = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=gettext_lazy("动态口令（6 位数字）"),
        error_messages={"invalid": gettext_lazy("动态口令是 6 位数字。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Enrol at the first time, afterwards only the digits."""
    from xiuhua.web.shared import sign_in

    if not request.user.is_authenticated:
        return sign_in.ended(request, "")
    if not is_due(request):
        return redirect(sign_in.safe_next(request, settings.LOGIN_REDIRECT_URL))
    device = actions.device_of(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.prove(request.user, device, digits=form.cleaned_data["digits"], at=now())
        except Refused as refused:
            refusals.put_on(form, refused, "digits")
        else:
            otp_login(request, device)
            messages.success(request, _("动态口令正确。"))
            return redirect(sign_in.safe_next(request, settings.LOGIN_REDIRECT_URL))
    context = {
        "form": form,
        "next": sign_in.safe_next(request, ""),
        "is_new": not device.confirmed,
        "picture": "" if device.confirmed else _qr(device),
        "secret": "" if device.confirmed else _typed(device),
    }
    status = 400 if form.errors else 200
    return render(request, "shared/second_factor.html", context, status=status)


def _qr(device: TOTPDevice) -> str:
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)


def _typed(device: TOTPDevice) -> str:
    """The secret in groups of four, for typing into a telephone that cannot scan."""
    plain = base64.b32encode(device.bin_key).decode("ascii")
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
