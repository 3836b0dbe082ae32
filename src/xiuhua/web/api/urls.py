"""Addresses of web/api."""

from django.urls import URLPattern, URLResolver, path

from xiuhua.web.api import cases, lookups, orders, patrols, public
from xiuhua.web.api.door import api, no_such_address

for _router in (cases.router, orders.router, patrols.router, lookups.router):
    api.add_router("", _router)
api.add_router("/public", public.router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api.urls),
    path("<path:rest>", no_such_address),
]
