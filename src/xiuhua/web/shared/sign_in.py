"""The door for staff: signing in and out, lockout, passwords, and the steps that come first.

It must not learn who may do what: that is `accounts.queries`. Sentences about wrong names and wrong
passwords are the same, so that the page does not tell which user names exist.
"""

import threading
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xiuhua.apps.accounts import passwords
from xiuhua.apps.accounts.actions import passwords as password_actions
from xiuhua.apps.records import attempts
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import limits, refusals, second_factor

# One argon2 hash takes 100 MiB: more at once than this could exhaust a small machine.
HASHES_AT_ONCE = 2
WAIT_SECONDS = 15
_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)

ENDED = {
    "idle": gettext_lazy("您有一段时间没有操作，为安全起见已自动退出，请重新登录。"),
    "ended": gettext_lazy("您的登录已结束：权限或密码有变动，或登录时间已满，请重新登录。"),
    "password": gettext_lazy("密码已设置，请用新密码登录。"),
}


class SignInForm(AuthenticationForm):
    """User name and password; wrong ones are answered alike."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": gettext_lazy("用户名或密码不对。连续输错会暂时锁定。"),
        "inactive": gettext_lazy("用户名或密码不对。连续输错会暂时锁定。"),
    }


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The page to go on to, if it is one of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else fallback


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page with user name and password."""
    if request.user.is_authenticated:
        return redirect(safe_next(request, settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request)
    if request.method == "POST":
        _check_tries(request)
        if not _hashing.acquire(timeout=WAIT_SECONDS):
            raise Refused("sign_in_busy")
        try:
            form = SignInForm(request, data=request.POST)
            signed_in = form.is_valid()
        finally:
            _hashing.release()
        if signed_in:
            login(request, form.get_user())
            return redirect(safe_next(request, settings.LOGIN_REDIRECT_URL))
        _count_try(request)
    why = ENDED.get(request.GET.get("why", ""))
    if why and request.method == "GET":
        messages.warning(request, str(why))
    context = {"form": form, "next": safe_next(request, "")}
    return render(request, "shared/login.html", context, status=400 if form.errors else 200)


def _tries(request: HttpRequest) -> tuple[tuple[limits.Limit, str], ...]:
    name = request.POST.get("username", "").strip().casefold()[:40]
    return (
        (limits.SIGN_INS_BY_ADDRESS, limits.address_of(request)),
        (limits.SIGN_INS_BY_ACCOUNT, name),
    )


def _check_tries(request: HttpRequest) -> None:
    """Refuse before a password is looked at: one address or one name has failed too often."""
    for limit, subject in _tries(request):
        attempts.check(limit, subject, now())


def _count_try(request: HttpRequest) -> None:
    at = now()
    for limit, subject in _tries(request):
        attempts.count(limit, subject, at)
    attempts.forget_old(at)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.delete_cookie("xiuhua_seen")
    return response


def ended(request: HttpRequest, why: str) -> HttpResponse:
    """Where a request goes whose session is over: to the sign-in page, or 401 for machines."""
    if request.path.startswith("/api/"):
        status, body = refusals.as_json(Refused("signed_out"))
        return JsonResponse(body, status=status)
    query = {"next": request.get_full_path() if request.method == "GET" else "", "why": why}
    query = {name: value for name, value in query.items() if value}
    return HttpResponseRedirect(
        f"{reverse('sign_in')}?{urlencode(query)}" if query else reverse("sign_in")
    )


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str]
) -> HttpResponse:
    """Too many wrong attempts: says for how long, and to whom to turn."""
    minutes = round(timedelta(hours=settings.AXES_COOLOFF_TIME) / timedelta(minutes=1))
    refused = Refused("locked_out", minutes=minutes, failures=settings.AXES_FAILURE_LIMIT)
    return refusals.respond(request, refused)


OPEN_PATHS = ("/sign-in/", "/sign-out/", "/language/", "/large-print/", "/static/")
OPEN_PATHS += ("/healthz", "/readyz", "/metrics", "/certificate/")


def first_step(request: HttpRequest) -> HttpResponse | None:
    """The page a signed-in person must see before any other: a new password, the second factor."""
    if request.path.startswith(OPEN_PATHS):
        return None
    code = ""
    if request.user.must_change_password:
        code, page = "password_to_change", "change_password"
    elif second_factor.is_due(request):
        code, page = "second_factor_due", "second_factor"
    if not code:
        return None
    if request.path.startswith("/api/"):
        status, body = refusals.as_json(Refused(code))
        return JsonResponse(body, status=status)
    return HttpResponseRedirect(
        f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}"
        if request.method == "GET"
        else reverse(page)
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一遍新密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, str]:
        """Both the same."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The old password first."""

    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "new", "again"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """The person's own password; other sessions of the same person end."""
    if not request.user.is_authenticated:
        return ended(request, "")
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = password_actions.change_own(
                request.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"], at=now()
            )
        except Refused as refused:
            refusals.put_on(form, refused, {"password_wrong": "old"}.get(refused.code, "new"))
        else:
            update_session_auth_hash(request, changed)
            return redirect(safe_next(request, settings.LOGIN_REDIRECT_URL))
    return _password_page(request, form, _("修改密码"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def first_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The page behind a one-time link: set a password, then sign in with it."""
    address, at = limits.address_of(request), now()
    attempts.check(limits.WRONG_TOKENS, address, at)
    user = passwords.user_of_link(uid, token)
    if user is None:
        attempts.count(limits.WRONG_TOKENS, address, at)
        raise Refused("link_spent")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password_actions.set_by_link(user, new=form.cleaned_data["new"], at=now())
        except Refused as refused:
            refusals.put_on(form, refused, "new")
        else:
            return redirect(f"{reverse('sign_in')}?why=password")
    return _password_page(request, form, _("设置密码"), person=user)


def _password_page(
    request: HttpRequest, form: forms.Form, title: str, person: object = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "person": person,
        "next": safe_next(request, ""),
        "rules": password_validators_help_texts(),
    }
    status = 400 if form.errors else 200
    return render(request, "shared/password.html", context, status=status)
