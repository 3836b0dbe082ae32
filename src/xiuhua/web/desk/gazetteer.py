"""The gazetteer: find a name, add one, rename it, take it out of use; and the search for the picker.

Pages only; what may be done is decided by `space.actions.places`, what fits by `space.searching`.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space import queries
from xiuhua.apps.space.actions import places
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.searching import Found, search_places
from xiuhua.rulebook.coordinates import Crs
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.gazetteer_forms import FIELD_OF, NameForm, PlaceForm
from xiuhua.web.desk.space_words import PLACE_KIND
from xiuhua.web.shared import refusals

PAGE = 50
MOST_FOUND = 50
SUGGESTED = 10


@login_required
@require_http_methods(["GET", "POST"])
def gazetteer(request: HttpRequest) -> HttpResponse:
    """All names by kind, or those that fit what was typed; a form to add one beside them."""
    check_may(request.user, queries.VIEW)
    home = _home(request)
    form = PlaceForm(request.POST or None, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        try:
            _add(request, home, form.cleaned_data)
        except Refused as refused:
            if refused.code == "not_permitted":
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(
                request, _("已补充地名“%(name)s”。") % {"name": form.cleaned_data["name"]}
            )
            return redirect("desk_gazetteer")
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    page = _page_of(request, home.pk, words, kind)
    context = {
        "form": form,
        "page": page,
        "rows": _rows(page.object_list),
        "total_words": _("共 %(count)s 个地名") % {"count": page.paginator.count},
        "words": words,
        "kind": kind,
        "kinds": list(PLACE_KIND.items()),
        "may_add": may(request.user, "gazetteer.add"),
    }
    return render(request, "desk/gazetteer/list.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def place_page(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place: its names, a form for a new name, a button to take it out of use."""
    place = _place_or_404(request, place_id)
    form = NameForm(request.POST or None, initial={"name": place.name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            places.rename(place, name=said["name"], by=request.user, at=now(), key=said["key"])
        except Refused as refused:
            if refused.code == "not_permitted":
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("已改名，原名留作曾用名。"))
            return redirect("desk_place", place_id=place.pk)
    others = queries.places_visible_to(request.user).filter(same_as_id=place.pk).order_by("id")
    context = {
        "form": form,
        "place": place,
        "kind": PLACE_KIND[place.kind],
        "others": [(other, PLACE_KIND[other.kind]) for other in others],
        "may_add": may(request.user, "gazetteer.add"),
    }
    return render(request, "desk/gazetteer/place.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def place_active(request: HttpRequest, place_id: int) -> HttpResponse:
    """Take a name out of the search, or back into it."""
    place = _place_or_404(request, place_id)
    active = request.POST.get("active") == "1"
    key = request.POST.get("key", "")
    places.set_active(place, active, by=request.user, at=now(), key=key)
    messages.success(request, _("已启用。") if active else _("已停用，不再出现在查找结果中。"))
    return redirect("desk_place", place_id=place.pk)


@login_required
@require_GET
def place_search(request: HttpRequest) -> HttpResponse:
    """Names that fit `q`: a fragment for htmx, else JSON. Nothing for who may not see the street."""
    check_may(request.user, queries.VIEW)
    home = queries.home_ground(request.user)
    found = search_places(home, request.GET.get("q", ""), SUGGESTED) if home else []
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/gazetteer/_found.html", {"rows": _rows(found)})
    return JsonResponse({"places": [_as_json(one) for one in found]})


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "kind": str(PLACE_KIND[found.kind]),
        "lon": found.lon,
        "lat": found.lat,
        "same_as": found.same_as,
    }


def _page_of(request: HttpRequest, home_id: int, words: str, kind: str) -> Any:
    if words:
        found: Any = search_places(home_id, words, MOST_FOUND)
        found = [one for one in found if not kind or one.kind == kind]
    else:
        found = queries.places_visible_to(request.user).filter(subdistrict_id=home_id)
        if kind in Place.Kind.values:
            found = found.filter(kind=kind)
        found = found.select_related("same_as").order_by("-is_active", "pinyin", "id")
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def _rows(found: Any) -> list[dict[str, Any]]:
    """Rows as the table shows them, from the index or from the database."""
    address = reverse("desk_place", args=[0]).removesuffix("0/")
    rows = []
    for one in found:
        usual = one.same_as if isinstance(one, Found) else one.same_as and one.same_as.name
        rows.append(
            {
                "id": one.id,
                "url": f"{address}{one.id}/",
                "name": one.name,
                "kind": PLACE_KIND[one.kind],
                "usual": usual or "",
                "lon": one.lon,
                "lat": one.lat,
                "is_active": getattr(one, "is_active", True),
            }
        )
    return rows


def _add(request: HttpRequest, home: Subdistrict, said: dict[str, Any]) -> int:
    usual = said["same_as"]
    same_as = None
    if usual:
        same_as = Place.objects.filter(subdistrict=home, name=usual, is_active=True).first()
        if same_as is None:
            raise Refused("place_unknown", name=usual)
    return places.add(
        home,
        name=said["name"],
        kind=said["kind"],
        lon=said["lon"],
        lat=said["lat"],
        crs=Crs(said["crs"]) if said["crs"] in set(Crs) else Crs.CGCS2000,
        same_as=same_as,
        by=request.user,
        at=now(),
        key=said["key"],
    )


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """What a link from a case brings along: "add this name here"."""
    return {name: request.GET[name] for name in ("name", "lon", "lat") if name in request.GET}


def _home(request: HttpRequest) -> Subdistrict:
    home = queries.home_ground(request.user)
    found = Subdistrict.objects.filter(pk=home).first() if home else None
    if found is None:
        raise Refused("subdistrict_unclear")
    return found


def _place_or_404(request: HttpRequest, place_id: int) -> Place:
    check_may(request.user, queries.VIEW)
    visible = queries.places_visible_to(request.user).select_related("same_as", "subdistrict")
    place = visible.filter(pk=place_id).first()
    if place is None:
        raise Refused("not_found")
    return place
