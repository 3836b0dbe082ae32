"""Whether a kept database connection still lives is asked when it has rested, not at every request.

Django would ask before the first statement of each request. A connection that answered seconds ago is taken to
live; should the server have gone meanwhile, that request fails, its connection is closed, and the next one connects
anew. Nothing confirmed is lost by it: an act that got no answer is sent again under its key.
"""

import threading
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED_AFTER_S = 10.0
_last = threading.local()


class TrustRecent:
    """Stands before everything that may ask the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django has looked already whether the connection is too old; this thread knows when it used it last."""
        # Seconds since some start, not a time of day.
        moment = time.monotonic()
        if (
            connection.connection is not None
            and moment - getattr(_last, "used", 0.0) < ASKED_AFTER_S
        ):
            connection.health_check_done = True
        _last.used = moment
        return self.get_response(request)
