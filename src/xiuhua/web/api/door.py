"""The API itself: who may come in, and how every refusal, fault of form or fault of right is answered alike.

Browsers come with their session and the CSRF token; there are no tokens for machines yet. An answer that
says no always has the same shape: code, what, todo, facts; in the language the request asks for.
"""

from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

api = NinjaAPI(
    title="Xiuhua",
    version="1",
    description="Cases of a subdistrict: the same acts as on the pages, under the same rules.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=django_auth,
)


def say_no(request: HttpRequest, refused: Refused, status: int = 0) -> HttpResponse:
    """The JSON answer of a refusal."""
    own, body = refusals.as_json(refused)
    return refusals.with_wait(api.create_response(request, body, status=status or own), refused)


def wrong_fields(errors: list[dict[str, Any]]) -> Refused:
    """One refusal for everything that a schema found wrong."""
    problems = {".".join(str(part) for part in e["loc"])[:60]: str(e["type"]) for e in errors}
    return Refused("input_invalid", fields=sorted(problems), problems=problems)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return say_no(request, refused)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = [{**one, "loc": [p for p in one["loc"] if p not in WRAPPERS]} for one in error.errors]
    return say_no(request, wrong_fields(found))


WRAPPERS = ("query", "path", "header", "body", "form")


@api.exception_handler(AuthenticationError)
def _signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return say_no(request, Refused("signed_out"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own: a missing CSRF token is the only 403 it gives."""
    code = "csrf_missing" if error.status_code == 403 else "form_unreadable"
    return say_no(request, Refused(code), error.status_code)


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return say_no(request, Refused("upload_too_large", limit="2 MB"))
    return say_no(request, Refused("form_unreadable"))


FAULTS: tuple[type[Exception], ...] = (BadRequest, SuspiciousOperation, MultiPartParserError)
for _kind in FAULTS:
    api.add_exception_handler(_kind, _unreadable)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return say_no(request, Refused("not_found"))


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever no operation answers to."""
    return say_no(request, Refused("not_found"))
