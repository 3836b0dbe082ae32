"""The doors: `/` for the public, `/desk/` for staff, `/api/v1/` for machines; `/set-up/` once, for a new installation."""

from django.urls import URLPattern, URLResolver, include, path

from xiuhua.web.commands.first_start import set_up

handler400 = "xiuhua.web.shared.errors.not_understood"
handler403 = "xiuhua.web.shared.errors.not_let_through"
handler404 = "xiuhua.web.shared.errors.not_found"
handler500 = "xiuhua.web.shared.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xiuhua.web.portal.urls")),
    path("", include("xiuhua.web.shared.urls")),
    path("set-up/<str:token>/", set_up, name="set_up"),
    path("desk/", include("xiuhua.web.desk.urls")),
    path("api/v1/", include("xiuhua.web.api.urls")),
]
