"""The clerk's form: caller, place, class, words, save, with the keyboard alone; and 即采即办 on the spot."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.reporting import Report, fix_on_spot, report
from xiuhua.apps.cases.models import Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.cases.placing import Placed, place_inside
from xiuhua.apps.catalogue.queries import case_sources
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.registry.models import Component
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.case_forms import class_choices
from xiuhua.web.shared import refusals
from xiuhua.web.shared.case_acts import whole_number

BY_STAFF = (
    "phone",
    "hotline_12345",
    "grid_member",
    "officer",
    "leader",
    "media",
    "video",
    "department",
    "community",
)


@login_required
@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Register a problem."""
    check_may(request.user, "cases.report")
    return _form_or_act(request, "desk/cases/new.html", _register)


@login_required
@require_http_methods(["GET", "POST"])
def fixed_on_spot(request: HttpRequest) -> HttpResponse:
    """Found and put right at once by the same person: before and after photos."""
    check_may(request.user, "cases.fix_on_spot")
    return _form_or_act(request, "desk/cases/fixed.html", _fix)


def _form_or_act(
    request: HttpRequest, template: str, carry_out: Callable[[HttpRequest], dict[str, Any]]
) -> HttpResponse:
    refused = None
    if request.method == "POST":
        try:
            answer = carry_out(request)
        except Refused as caught:
            refused = refusals.explain(caught)
        else:
            said = _("%(number)s 已登记。") % {"number": answer["number"]}
            messages.success(request, said)
            if answer.get("alike"):
                alike = "、".join(answer["alike"])
                messages.warning(
                    request, _("附近有同类在办案卷：%(alike)s，请核对是否重复。") % {"alike": alike}
                )
            return redirect("desk_case", number=answer["number"])
    component = _component(request)
    context = {
        "typed": request.POST.dict() if refused else request.GET.dict(),
        "key": request.POST.get("key") or str(uuid.uuid4()),
        "refusal": refused,
        "classes": class_choices(),
        "sources": [s for s in case_sources() if s.slug in BY_STAFF],
        "component": component,
    }
    return render(request, template, context, status=refused.status if refused else 200)


def _register(request: HttpRequest) -> dict[str, Any]:
    at = now()
    photos = keep_photos(request.FILES.getlist("photos"), Photo.Role.BEFORE, at)
    said = read_report(request, source=request.POST.get("source") or "phone")
    return report(said, by=request.user, at=at, key=request.POST.get("key", ""), photos=photos)


def _fix(request: HttpRequest) -> dict[str, Any]:
    at = now()
    photos = keep_photos(request.FILES.getlist("before"), Photo.Role.BEFORE, at)
    photos += keep_photos(request.FILES.getlist("after"), Photo.Role.AFTER, at)
    said = read_report(request, source="officer")
    key, note = request.POST.get("key", ""), request.POST.get("note", "")
    return fix_on_spot(said, by=request.user, at=at, key=key, photos=photos, note=note)


def read_report(request: HttpRequest, source: str) -> Report:
    """The report as typed; a point outside the subdistrict or unreadable is refused."""
    subdistrict = home_of(request)
    data, component = request.POST, _component(request)
    placed = _placed(request, subdistrict, component)
    return Report(
        subdistrict=subdistrict,
        source=source,
        words=data.get("words", ""),
        place_words=data.get("place_words", ""),
        placed=placed,
        class_slug=data.get("class_slug", ""),
        component_id=component.pk if component else None,
        reporter_name=data.get("reporter_name", ""),
        reporter_phone=data.get("reporter_phone", ""),
        wants_reply=bool(data.get("wants_reply")),
    )


def home_of(request: HttpRequest) -> Subdistrict:
    """The subdistrict a person works for; refuses a person without one."""
    found = Subdistrict.objects.filter(pk=request.user.subdistrict_id).first()
    if found is None:
        raise Refused("no_subdistrict")
    return found


def _component(request: HttpRequest) -> Component | None:
    data = request.POST if request.method == "POST" else request.GET
    pk = whole_number(data, "component")
    if pk is None:
        return None
    found = Component.objects.filter(pk=pk, subdistrict_id=request.user.subdistrict_id)
    return found.select_related("case_class").first()


def _placed(
    request: HttpRequest, subdistrict: Subdistrict, component: Component | None
) -> Placed | None:
    data = request.POST
    if data.get("lon") and data.get("lat"):
        return place_inside(subdistrict.pk, data["lon"], data["lat"], data.get("crs", ""), now())
    if component:
        return place_inside(subdistrict.pk, component.lon, component.lat, "", now())
    return None
