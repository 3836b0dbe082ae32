"""The least that a report could cost: the same framework, database and server, one JSON body, one inserted row.

Used as the settings module and the URL table of a server of its own, so that both are measured in one run:
`DJANGO_SETTINGS_MODULE=benchmarks.bare granian --interface wsgi benchmarks.bare:application`.
"""

import os
from typing import Any

from xiuhua.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare"
MIDDLEWARE: list[str] = []


def _urls() -> list[Any]:
    from django.db import connection
    from django.http import HttpRequest
    from django.urls import path
    from ninja import NinjaAPI, Schema

    api = NinjaAPI(urls_namespace="bare", docs_url=None, openapi_url=None)

    class Row(Schema):
        words: str
        lon: float
        lat: float

    @api.post("/bare")
    def insert(request: HttpRequest, row: Row) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO benchmark_bare (words, lon, lat) VALUES (%s, %s, %s) RETURNING id",
                [row.words, row.lon, row.lat],
            )
            return {"id": cursor.fetchone()[0]}

    return [path("", api.urls)]


def __getattr__(name: str) -> Any:
    """The URL table and the door, made when they are first asked for: settings come before them."""
    if name == "urlpatterns":
        globals()[name] = _urls()
        return globals()[name]
    if name == "application":
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare"
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()
    raise AttributeError(name)
