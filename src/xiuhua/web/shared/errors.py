"""Pages for what no view answers: nothing at the address, not let through, not understood, or broken.

In the frame of all pages and in the language of the request; for programs as JSON. Nothing is decided
here, and what has just broken is not asked again: a broken answer is drawn without the request.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no page of ours stands at the address."""
    return refusals.respond(request, Refused("not_found"))


def not_let_through(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: Django or one of its guards said no, without words of ours."""
    return refusals.respond(request, Refused("not_let_through"))


def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without the mark of our page, or with one that has run out."""
    return refusals.respond(request, Refused("csrf_missing"))


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: too large, too many fields, or not for this host."""
    return _plain(request, "request_not_understood", _("请求有问题"))


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; the log has it."""
    return _plain(request, "server_broken", _("系统出错"))


def _plain(request: HttpRequest, code: str, title: str) -> HttpResponse:
    refused = Refused(code)
    if request.path.startswith("/api/"):
        status, body = refusals.as_json(refused)
        return JsonResponse(body, status=status)
    explained = refusals.explain(refused)
    page = render_to_string(
        "shared/error.html",
        {
            "title": title,
            "status": explained.status,
            "what": explained.what,
            "todo": explained.todo,
            "back_url": "/desk/" if request.path.startswith("/desk/") else "/",
        },
    )
    return HttpResponse(page, status=explained.status)
