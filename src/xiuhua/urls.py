"""The doors: `/` for the public, `/desk/` for staff, `/api/v1/` for machines."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xiuhua.web.portal.urls")),
    path("", include("xiuhua.web.shared.urls")),
    path("desk/", include("xiuhua.web.desk.urls")),
    path("api/v1/", include("xiuhua.web.api.urls")),
]
