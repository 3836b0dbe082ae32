"""Addresses that belong to no audience: the door for staff, language, large print, who watches."""

from django.conf import settings
from django.urls import include, path

from xiuhua.web.shared import health, language, photo_files, second_factor, sign_in
from xiuhua.web.shared.tls import page

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/first/<str:uid>/<str:token>/", sign_in.first_password, name="first_password"),
    path("sign-in/password/", sign_in.change_password, name="change_password"),
    path("sign-in/second-factor/", second_factor.second_factor, name="second_factor"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", language.set_language, name="set_language"),
    path("large-print/", language.set_large_print, name="set_large_print"),
    path("photos/<int:photo_id>/<str:size>/", photo_files.photo_file, name="photo"),
    path("certificate/", page.certificate_page, name="certificate"),
    path("certificate/ca.crt", page.certificate_file, name="certificate_file"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics_page, name="metrics"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("xiuhua.web.shared.styleguide")))
