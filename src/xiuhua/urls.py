"""The doors: `/` for the public, `/desk/` for staff, `/api/v1/` for machines."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "xiuhua.web.shared.errors.not_understood"
handler403 = "xiuhua.web.shared.errors.not_let_through"
handler404 = "xiuhua.web.shared.errors.not_found"
handler500 = "xiuhua.web.shared.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xiuhua.web.portal.urls")),
    path("", include("xiuhua.web.shared.urls")),
    path("desk/", include("xiuhua.web.desk.urls")),
    path("api/v1/", include("xiuhua.web.api.urls")),
]
