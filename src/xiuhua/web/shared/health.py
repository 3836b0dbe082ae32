"""For whoever watches the server: does it live, may it be given work, and in what figures.

Liveness looks at this process only: a database that is away is no reason to kill the pages. Readiness
names what is missing in one word each; figures are for this machine or for who holds the token.
"""

import hmac
import os
import tempfile
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xiuhua.apps.records import heartbeats
from xiuhua.apps.records.now import real_now
from xiuhua.apps.records.tables import check_migrated
from xiuhua.web.shared.watching import addresses, figures, metrics

# A report with photos must still fit many times over.
LEAST_FREE_BYTES = 256 * 1024 * 1024


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200: this process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if everything needed is there, else 503; one word per check, no figures, no names."""
    found = {name: "ok" if check() else "failed" for name, check in CHECKS.items()}
    ready = set(found.values()) == {"ok"}
    body = {"status": "ready" if ready else "not_ready", "checks": found}
    return JsonResponse(body, status=200 if ready else 503)


@never_cache
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; whoever may not ask is told that there is nothing here."""
    if not _may_ask(request):
        return HttpResponseNotFound("not found\n", content_type="text/plain")
    return HttpResponse(metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_ask(request: HttpRequest) -> bool:
    """From this machine, or with the token as bearer."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return addresses.is_this_machine(request)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def _is_migrated() -> bool:
    try:
        check_migrated()
    except (CommandError, DatabaseError):
        return False
    return True


def _duties_live() -> bool:
    try:
        return not heartbeats.is_silent(heartbeats.DUTIES, real_now())
    except DatabaseError:
        return False


def _disk_takes_more() -> bool:
    """Something can be written where the data stand, and there is room."""
    free = figures.disk_free()
    if free is None or free < LEAST_FREE_BYTES:
        return False
    try:
        with tempfile.TemporaryFile(dir=settings.HOME) as file:
            file.write(b"ready")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _is_migrated,
    "worker": _duties_live,
    "disk": _disk_takes_more,
}
