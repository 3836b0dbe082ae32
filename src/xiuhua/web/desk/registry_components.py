"""Pages of components: the list with its counts, one component, a new one. Acts stand in registry.

A component outside the places where one may look at the registry does not exist here: 404, not 403.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.cases.queries.scope import visible_to as cases_visible_to
from xiuhua.apps.records.files import open_file
from xiuhua.apps.records.now import now
from xiuhua.apps.registry import actions, queries
from xiuhua.apps.registry.models import Component
from xiuhua.apps.registry.rights import EDIT, VIEW
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.catalogue import today
from xiuhua.web.desk.registry_forms import FIELD_OF, ComponentForm, StateForm
from xiuhua.web.shared import catalogue_words as words
from xiuhua.web.shared import life_words, refusals

PAGE, CASES_SHOWN = 50, 20
JOINS = ("case_class", "owner_unit", "road", "grid")


@login_required
@require_GET
def component_list(request: HttpRequest) -> HttpResponse:
    """Components one may look at; filters stand in the address, counts beside the list."""
    check_may(request.user, VIEW)
    typed = request.GET.get("q", "").strip()[:60]
    found = _filtered(queries.components_visible_to(request.user), request.GET)
    if typed and request.user.subdistrict_id:
        hits = queries.find_components(request.user.subdistrict_id, typed, most=200)
        found = found.filter(pk__in=[hit.pk for hit in hits])
    ordered = found.select_related(*JOINS).order_by("case_class__slug", "label", "identifier")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_line(row) for row in page.object_list],
        "total_words": _("共 %(count)s 个部件") % {"count": page.paginator.count},
        "counts": [
            (by, title, _counts(found, by))
            for by, title in (("grid", _("按网格")), ("road", _("按道路")), ("class", _("按小类")))
        ],
        "typed": typed,
        "state": request.GET.get("state", ""),
        "states": words.COMPONENT_STATE.items(),
        "others": [
            (name, request.GET[name]) for name in ("grid", "road", "class") if name in request.GET
        ],
        "filtered": any(request.GET.get(name) for name in ("q", "state", "grid", "road", "class")),
        "may_edit": may(request.user, EDIT),
    }
    return render(request, "desk/registry/components.html", context)


@login_required
@require_GET
def component_page(request: HttpRequest, component_id: int) -> HttpResponse:
    """One component: what, where, whose, in which state."""
    return _page(request, find(request, component_id))


@login_required
@require_GET
def photo(request: HttpRequest, component_id: int) -> FileResponse:
    """The component's photo, for whoever may see the component."""
    row = find(request, component_id)
    if row.photo is None:
        raise Refused("not_found")
    answer = FileResponse(open_file(row.photo), content_type=row.photo.media_type)
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@login_required
@require_POST
def component_act(request: HttpRequest, component_id: int, name: str) -> HttpResponse:
    """Say in which state a component is, or that the census found it."""
    row = find(request, component_id)
    if name == "census":
        how: dict[str, Any] = {"by": request.user, "at": now(), "key": request.POST.get("key", "")}
        actions.record_census([row.pk], on=today(request.user), **how)
        messages.success(request, _("已登记普查。"))
        return redirect("desk_component", component_id=row.pk)
    if name != "state":
        raise Refused("act_unknown", act=name)
    form = StateForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_state(
                row.pk,
                state=said["state"],
                photo=said["photo"].read() if said["photo"] else None,
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("部件状态已登记。"))
            return redirect("desk_component", component_id=row.pk)
    return _page(request, row, form)


@login_required
@require_http_methods(["GET", "POST"])
def component_new(request: HttpRequest) -> HttpResponse:
    """A new component of one's own subdistrict."""
    check_may(request.user, EDIT)
    home = request.user.subdistrict_id
    if home is None:
        raise Refused("subdistrict_unclear")
    form = ComponentForm(
        request.POST or None,
        request.FILES or None,
        subdistrict_id=home,
        initial={"census_on": today(request.user)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.add_component(
                subdistrict_id=home,
                case_class_id=said["case_class"],
                lon=said["lon"],
                lat=said["lat"],
                crs=said["crs"],
                identifier=said["identifier"],
                label=said["label"],
                owner_unit_id=said["owner_unit"],
                road_id=said["road"],
                state=said["state"],
                census_on=said["census_on"],
                source=said["source"],
                photo=said["photo"].read() if said["photo"] else None,
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("部件已登记，标识码 %(id)s。") % {"id": made["identifier"]})
            return redirect("desk_component", component_id=made["id"])
    context = {"form": form, "title": _("登记部件"), "back": "desk_registry"}
    return render(request, "desk/registry/new.html", context, status=400 if form.errors else 200)


def find(request: HttpRequest, component_id: int) -> Component:
    """The component, if one may look at it."""
    check_may(request.user, VIEW)
    visible = queries.components_visible_to(request.user).select_related(*JOINS, "photo")
    row = visible.filter(pk=component_id).first()
    if row is None:
        raise Refused("not_found")
    return row


def _page(request: HttpRequest, row: Component, form: StateForm | None = None) -> HttpResponse:
    place = {"subdistrict_id": row.subdistrict_id, "unit_id": row.owner_unit_id}
    may_edit = may(request.user, EDIT, **place, grid_code=row.grid.code if row.grid else None)
    context = {
        **_line(row),
        "form": form or (StateForm(initial={"state": row.state}) if may_edit else None),
        "may_edit": may_edit,
        "cases": [
            (number, reported_at, life_words.STATE[state])
            for number, reported_at, state in cases_visible_to(request.user)
            .filter(component=row)
            .order_by("-reported_at")
            .values_list("number", "reported_at", "state")[:CASES_SHOWN]
        ],
        "may_report": may(request.user, "cases.report"),
    }
    status = 400 if form is not None else 200
    return render(request, "desk/registry/component.html", context, status=status)


def _filtered(rows: QuerySet[Component], given: Any) -> QuerySet[Component]:
    for name, column in (
        ("state", "state"),
        ("grid", "grid__code"),
        ("road", "road__code"),
        ("class", "case_class__slug"),
    ):
        value = given.get(name, "")
        if value == "-":
            rows = rows.filter(**{f"{column}__isnull": True})
        elif value:
            rows = rows.filter(**{column: value[:96]})
    return rows


def _counts(rows: QuerySet[Component], by: str) -> list[dict[str, Any]]:
    return queries.component_counts(rows, by)[:40]


def _line(row: Component) -> dict[str, Any]:
    return {
        "row": row,
        "class_name": words.class_name(row.case_class),
        "tone": words.COMPONENT_TONE[row.state],
        "state_word": words.COMPONENT_STATE[row.state],
    }
