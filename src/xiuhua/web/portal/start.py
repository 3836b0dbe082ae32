"""The public's first page: two big things to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiuhua.web.portal.streets import named


@require_GET
def start_page(request: HttpRequest) -> HttpResponse:
    """Report, or follow."""
    return render(request, "portal/start.html", {"named": named(request)})
