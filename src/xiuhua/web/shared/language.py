"""The two choices anybody may make without an account: language and large print. Kept in cookies."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

LARGE_PRINT_COOKIE = "xiuhua_large_print"
YEAR_SECONDS = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if ours else "/")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English from now on; anything else leaves it as it is."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_SECONDS, samesite="Lax"
        )
    return response


@require_POST
def set_large_print(request: HttpRequest) -> HttpResponse:
    """Large print on (`large=1`) or off."""
    response = _back(request)
    if request.POST.get("large") == "1":
        response.set_cookie(LARGE_PRINT_COOKIE, "1", max_age=YEAR_SECONDS, samesite="Lax")
    else:
        response.delete_cookie(LARGE_PRINT_COOKIE)
    return response
