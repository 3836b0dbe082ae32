"""Which report this browser sent or opened last: one signed cookie, an hour long, of the portal's pages only."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "xiuhua_case"
SALT = "xiuhua.portal"
SECONDS = 3600


def remember(response: HttpResponse, number: str) -> HttpResponse:
    """Let this browser see the pages of the case for an hour."""
    response.set_cookie(
        COOKIE,
        signing.dumps(number, salt=SALT),
        max_age=SECONDS,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def remembered(request: HttpRequest) -> str:
    """The number, or nothing when there is none, it is too old, or was altered."""
    try:
        number = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return ""
    return number if isinstance(number, str) else ""


def forget(response: HttpResponse) -> HttpResponse:
    """End it now, for shared computers."""
    response.delete_cookie(COOKIE)
    return response
