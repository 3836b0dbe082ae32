"""A resident reports: photo, place, send. No account, no puzzle; sent twice it is one report.

The page parses and shows; what a report needs is decided by `cases.actions.reporting`.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from xiuhua.apps.cases.actions.reporting import report
from xiuhua.apps.cases.actions.retention import kept_days
from xiuhua.apps.cases.photos import MOST_AT_ONCE, keep_photos
from xiuhua.apps.records import attempts
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.portal.kinds import kinds_in_use
from xiuhua.web.portal.memory import remember
from xiuhua.web.portal.report_form import ReportForm, field_of, fresh_key, typed_or_fresh
from xiuhua.web.portal.streets import street_of, streets
from xiuhua.web.shared import refusals
from xiuhua.web.shared.limits import address_of, reports_of_address
from xiuhua.web.shared.photo_files import check_length


@csrf_exempt  # not really: the inner view is protected, but only after the length was looked at
@never_cache
@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it."""
    check_length(request)
    return _report(request)


@csrf_protect
def _report(request: HttpRequest) -> HttpResponse:
    street = street_of(request)
    if street is None:
        context = {"streets": streets(), "target": request.path}
        return render(request, "portal/choose.html", context)
    if request.method != "POST":
        return _page(request, street, ReportForm(initial={"key": fresh_key()}))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, street, form, key=typed_or_fresh(request.POST), status=400)
    try:
        answer = _send(request, street, form, now())
    except Refused as refused:
        return _refused(request, street, form, refused)
    return remember(redirect("portal_thanks"), answer["number"])


def _send(
    request: HttpRequest, street: Subdistrict, form: ReportForm, at: dt.datetime
) -> dict[str, Any]:
    limit, address = reports_of_address(), address_of(request)
    attempts.check(limit, address, at)
    said = form.said(street, at)
    photos = keep_photos(request.FILES.getlist("photos"), "before", at)
    key = form.cleaned_data["key"] or fresh_key()
    answer = report(said, by=None, at=at, key=key, photos=photos)
    attempts.count(limit, address, at)
    return answer


def _refused(
    request: HttpRequest, street: Subdistrict, form: ReportForm, refused: Refused
) -> HttpResponse:
    explained = refusals.explain(refused)
    field = field_of(refused.code)
    words = f"{explained.what}{explained.todo}"
    # Sent before with other words: what is on the page now is a report of its own.
    key = fresh_key() if refused.code == "key_reused" else typed_or_fresh(request.POST)
    problem = {"field": field, "words": words}
    return _page(request, street, form, key=key, problem=problem, status=explained.status)


def _page(
    request: HttpRequest,
    street: Subdistrict,
    form: ReportForm,
    *,
    key: str = "",
    problem: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    problems = [problem] if problem else []
    problems += [
        {"field": name, "words": str(error)}
        for name, errors in form.errors.items()
        for error in errors
    ]
    if problems and request.FILES:
        problems.append({"field": "photos", "words": _("照片没有保存，请重新选择。")})
    wrong: dict[str, str] = {}
    for one in problems:
        wrong[one["field"]] = wrong.get(one["field"], "") + one["words"]
    context = {
        "street": street,
        "kept_days": kept_days(street.pk, now()),
        "form": form,
        "key": key or form["key"].value(),
        "kinds": kinds_in_use(),
        "kind": form["kind"].value() or "",
        "problems": problems,
        "most_photos": MOST_AT_ONCE,
        "most_bytes": settings.PHOTO_MAX_BYTES,
        "wrong": wrong,
    }
    return render(request, "portal/report.html", context, status=status)
