"""What stands around every view: idle sessions end, first steps come first, refusals get their words.

No rule is decided here. The session table is not touched while somebody works: when a person was
last seen stands in a signed cookie that is renewed at most once a minute.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from xiuhua.apps.accounts.sessions import signed_in
from xiuhua.apps.records import attempts
from xiuhua.apps.records.durability import is_disk_full
from xiuhua.apps.records.now import real_now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import limits, refusals, sign_in

log = logging.getLogger(__name__)

SEEN_COOKIE = "xiuhua_seen"
SAFE = ("GET", "HEAD", "OPTIONS")
RENEW_AFTER = timedelta(minutes=1)
Answer = Callable[[HttpRequest], HttpResponse]


class SignedIn:
    """Puts the person on the request, read when first asked for; in place of Django's own, with one query less."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing is read where no page asks who it is."""
        request.user = SimpleLazyObject(lambda: signed_in(request))
        return self.get_response(request)


class IdleTimeout:
    """Ends a session nobody has used for IDLE_MINUTES; then asks for a due password or second factor."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the person through, or to the page that comes first."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self._renewed(request, self.get_response(request), None)
        seen_at = None
        if request.user.is_authenticated:
            seen_at = last_seen_at(request)
            if real_now() - seen_at > timedelta(minutes=settings.IDLE_MINUTES):
                logout(request)
                return sign_in.ended(request, "idle")
            first = sign_in.first_step(request)
            if first is not None:
                return first
        return self._renewed(request, self.get_response(request), seen_at)

    def _renewed(
        self, request: HttpRequest, response: HttpResponse, seen_at: datetime | None
    ) -> HttpResponse:
        """Set the cookie where somebody is signed in and it is a minute old or missing."""
        # Where no view asked who it is, nobody has just signed in, and nothing is read for it.
        session_key = request.session.session_key
        if not session_key or not request.user.is_authenticated:
            return response
        moment = real_now()
        if seen_at and SEEN_COOKIE in request.COOKIES and moment - seen_at < RENEW_AFTER:
            return response
        response.set_signed_cookie(
            SEEN_COOKIE,
            str(int(moment.timestamp())),
            salt=session_key,
            max_age=settings.SESSION_COOKIE_AGE,
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )
        return response


def last_seen_at(request: HttpRequest) -> datetime:
    """When this session was last used: by its cookie, else the moment of signing in.

    A cookie that was removed, altered or belongs to another session buys no time.
    """
    key = request.session.session_key or ""
    try:
        stamp = int(request.get_signed_cookie(SEEN_COOKIE, salt=key))
    except (KeyError, ValueError, signing.BadSignature):
        return request.user.last_login or datetime.fromtimestamp(0, UTC)
    return datetime.fromtimestamp(stamp, UTC)


class WriteLimit:
    """Refuses acts of an account that sends more of them than anybody could, before anything is looked up.

    What the public may send is limited per address, where it is sent.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before or after the view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Answer, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Count one act of a person who is signed in."""
        if request.method in SAFE or not request.path_info.startswith(("/desk/", "/api/")):
            return None
        if not request.user.is_authenticated:
            return None
        try:
            attempts.take(limits.writes_of_account(), str(request.user.pk), real_now())
        except Refused as refused:
            return refusals.respond(request, refused)
        return None


class Refusals:
    """Turns `Refused` raised by a view into a page or a JSON body that says what, and what to do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before or after the view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Answer, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what no database keeps before a page of staff looks anything up by it.

        Where the public and machines come in, forms and schemas look themselves.
        """
        if not request.path_info.startswith("/desk/"):
            return None
        sent = [request.path_info]
        for form in (request.GET, request.POST):
            sent += [text for _, values in form.lists() for text in values]
        if any("\0" in text for text in sent):
            return refusals.respond(request, Refused("text_unreadable"))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal, and say when there is no room left; the rest has the server's own page."""
        if is_disk_full(exception):
            log.error("no room left: %s", type(exception).__name__)
            return refusals.respond(request, Refused("storage_full"))
        if not isinstance(exception, Refused):
            return None
        if exception.code == "signed_out":
            return sign_in.ended(request, "")
        return refusals.respond(request, exception)
