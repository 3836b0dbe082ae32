"""Around every request: its name, its line in the log, its place in the figures.

Outermost of all, so that refused and broken answers are seen too. It writes the route's name, never the
path or the query: those hold numbers of cases, one-time links and what people typed.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from xiuhua.web.shared.watching import addresses, identity, metrics

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
# Asked every few seconds by machines; a line each would bury the others.
QUIET = ("healthz", "readyz", "metrics", "static")


class Watched:
    """Names the request, and notes how it was answered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write down that it was."""
        began = time.perf_counter()
        name = identity.name_request(
            request.headers.get(identity.HEADER, ""), is_trusted=bool(settings.TRUSTED_PROXIES)
        )
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            route = route_of(request)
            metrics.count(route, request.method or "", response.status_code, seconds)
            self._write(request, response, route, seconds)
            response[identity.HEADER] = name
            return response
        finally:
            identity.forget()

    def _write(
        self, request: HttpRequest, response: HttpResponse, route: str, seconds: float
    ) -> None:
        level = logging.DEBUG if route in QUIET else logging.INFO
        if response.status_code >= 500 and route not in QUIET:
            level = logging.WARNING
        if not log.isEnabledFor(level):
            return
        facts = {
            "route": route,
            "method": metrics.method_of(request.method or ""),
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "sender": addresses.hashed(addresses.sender(request)),
        }
        log.log(level, "request answered", extra=facts)


def route_of(request: HttpRequest) -> str:
    """The name of the view that the address leads to; few, and chosen by us."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return match.view_name or "unnamed"
    is_static = request.path_info.startswith(settings.STATIC_URL)
    return "static" if is_static else "nowhere"
