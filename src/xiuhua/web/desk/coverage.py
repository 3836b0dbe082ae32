"""Coverage on the desk: one list of who should go where today and why, its map, closing by reason, and the report.

Everything shown was reckoned in the background; the page says when. Looking needs patrols.view.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, check_may, may
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.evaluation import queries
from xiuhua.apps.evaluation.actions import close_with_reason
from xiuhua.apps.evaluation.actions.closing import CLOSE
from xiuhua.apps.evaluation.models import BlindSpot
from xiuhua.apps.records import attempts
from xiuhua.apps.records.files import open_file
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.coverage import age_days
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk import coverage_words as words
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import refusals, tables_out
from xiuhua.web.shared.limits import exports_of_account

PER_PAGE = 40
MOST_ON_MAP = 400
MOST_EXPORTED = 5000
FIELD_OF = {
    "blind_spot_needs_reason": "reason", "blind_spot_needs_photo": "photo", "photo_damaged": "photo",
    "photo_kind": "photo", "photo_not_image": "photo", "photo_too_large": "photo",
}  # fmt: skip


class ReasonForm(ActForm):
    """Why nobody need go there."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, required=False)
    photo = forms.FileField(
        label=gettext_lazy("现场照片"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-photos": ""}),
    )  # fmt: skip


@login_required
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """The one list, its map, and what was closed with its proof (`?closed=1`)."""
    check_may(request.user, queries.VIEW)
    home = home_of(request.user)
    moment, run = now(), queries.last_run(home.pk)
    is_closed = request.GET.get("closed") == "1"
    rows, chosen = _filtered(request, home, is_closed)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "is_stale": queries.is_stale(run, moment),
        "is_closed": is_closed,
        "page": page,
        "rows": [_row(spot, moment) for spot in page],
        "chosen": chosen,
        "kinds": words.KIND.items(),
        "grids": _grids(request.user, home),
        "map_lines": {} if is_closed else _on_map(rows),
        "may_close": may(request.user, CLOSE),
        "may_export": may(request.user, "export.lists"),
    }
    return render(request, "desk/coverage/list.html", context)


def _filtered(
    request: HttpRequest, home: Subdistrict, is_closed: bool
) -> tuple[Any, dict[str, str]]:
    """The rows of the filters in the address."""
    found = (queries.closed_spots if is_closed else queries.open_spots)(request.user, home.pk)
    found = found.select_related("grid", "owner", "owner_unit").defer("grid__geometry")
    chosen = {name: request.GET.get(name, "")[:40] for name in ("kind", "grid", "mine")}
    if chosen["kind"] in words.KIND:
        found = found.filter(kind=chosen["kind"])
    if chosen["grid"]:
        found = found.filter(grid__code=chosen["grid"])
    if chosen["mine"] == "1":
        found = found.filter(owner_id=request.user.pk)
    return found, chosen


def _grids(user: User, home: Subdistrict) -> list[tuple[str, str]]:
    scope = areas(user, queries.VIEW).as_q(grid="code", community="community__code")
    rows = Grid.objects.filter(
        scope, subdistrict=home, valid_to=None, system=Grid.System.URBAN,
        level=Grid.Level.RESPONSIBILITY,
    )  # fmt: skip
    return [
        (code, name or code) for code, name in rows.order_by("code").values_list("code", "name")
    ]


def _row(spot: BlindSpot, moment: Any) -> dict[str, Any]:
    return {
        "spot": spot,
        "label": words.label_of(spot),
        "kind": words.KIND[spot.kind],
        "task": words.TASK[spot.kind],
        "touch": words.TOUCH.get(spot.last_kind, ""),
        "touch_url": _record(spot.last_kind, spot.last_ref),
        "age": age_days(spot.last_at, moment),
        "proof": words.proof_of(spot),
        "proof_url": _record(spot.proof, spot.proof_ref),
    }  # fmt: skip


def _record(kind: str, ref: str) -> str:
    """The page of the record behind a touch."""
    if not ref:
        return ""
    if kind == "patrol":
        return reverse("desk_patrol", args=[int(ref)])
    return reverse("desk_case", args=[ref])


def _on_map(rows: Any) -> dict[str, Any]:
    """Blind roads as lines, other places as points, the worst first."""
    features = []
    for spot in rows.exclude(kind=BlindSpot.Kind.HOUR)[:MOST_ON_MAP]:
        properties = {"state": "late", "label": words.label_of(spot)}
        if spot.kind == BlindSpot.Kind.ROAD:
            features += [
                {"type": "Feature", "geometry": line, "properties": {"state": "late"}}
                for line in spot.lines
            ]
        elif spot.lon is not None:
            point = {"type": "Point", "coordinates": [spot.lon, spot.lat]}
            features.append(
                {"type": "Feature", "geometry": point, "properties": {**properties, "dot": True}}
            )
    return {"type": "FeatureCollection", "features": features}


@login_required
@require_GET
def coverage_export(request: HttpRequest) -> HttpResponse:
    """The list as Excel."""
    check_may(request.user, queries.VIEW)
    check_may(request.user, "export.lists")
    attempts.take(exports_of_account(), str(request.user.pk), now())
    home, moment = home_of(request.user), now()
    rows, _chosen = _filtered(request, home, request.GET.get("closed") == "1")
    headings = [_("网格"), _("谁去"), _("单位"), _("去哪里"), _("类别"), _("做什么"), _("上次有人到"), _("怎么到的"),
                _("记录"), _("几天没人到"), _("规定天数"), _("未到米数"), _("关闭依据"), _("说明")]  # fmt: skip
    lines = [[str(one) for one in headings]]
    for spot in rows[:MOST_EXPORTED]:
        row = _row(spot, moment)
        lines.append(
            [
                spot.grid.code if spot.grid else "", spot.owner.full_name if spot.owner else "",
                spot.owner_unit.name if spot.owner_unit else "", str(row["label"]), str(row["kind"]),
                str(row["task"]), spot.last_at.isoformat(timespec="minutes") if spot.last_at else "",
                str(row["touch"]), spot.last_ref, "" if row["age"] is None else str(row["age"]),
                str(spot.days), f"{spot.length_m:.0f}" if spot.length_m else "", str(row["proof"]), spot.reason,
            ]
        )  # fmt: skip
    return tables_out.as_excel("coverage", _("盲点"), lines)


@login_required
@require_http_methods(["GET", "POST"])
def coverage_close(request: HttpRequest, spot_id: int) -> HttpResponse:
    """Close one by a stated reason with a photo."""
    check_may(request.user, CLOSE)
    spot = queries.blind_visible_to(request.user).filter(pk=spot_id).select_related("grid").first()
    if spot is None:
        raise Refused("blind_spot_unknown")
    form = ReasonForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        photo = said["photo"].read() if said["photo"] else None
        try:
            close_with_reason(
                spot.pk,
                reason=said["reason"],
                photo=photo,
                by=request.user,
                at=now(),
                key=said["key"],
            )
            messages.success(request, _("已说明理由。满规定天数还没人到的，会再列出来。"))
            return redirect("desk_coverage")
        except Refused as refused:
            if refused.code in (
                "not_permitted",
                "key_reused",
                "blind_spot_unknown",
                "blind_spot_closed",
            ):
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
    context = {"form": form, **_row(spot, now())}
    return render(request, "desk/coverage/close.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
def coverage_photo(request: HttpRequest, spot_id: int) -> FileResponse:
    """The photo of a stated reason."""
    check_may(request.user, queries.VIEW)
    spot = queries.blind_visible_to(request.user).filter(pk=spot_id).select_related("photo").first()
    if spot is None or spot.photo is None:
        raise Refused("blind_spot_unknown")
    return FileResponse(open_file(spot.photo), content_type=spot.photo.media_type)


@login_required
@require_GET
def four_all(request: HttpRequest) -> HttpResponse:
    """The four-all report of the whole subdistrict."""
    home = _whole(request)
    found = queries.figures(home.pk)
    rows = [
        {"name": name, "title": title, "all": which, "unit": unit, "counts": counts,
         "figure": found[name][0], "share": found[name][1]}
        for name, (title, which, unit, counts) in words.FIGURE.items()
        if name in found
    ]  # fmt: skip
    run = queries.last_run(home.pk)
    context = {"rows": rows, "run": run, "is_stale": queries.is_stale(run, now())}
    return render(request, "desk/coverage/four.html", context)


@login_required
@require_GET
def four_all_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """What one figure lacks, each line a way to its records."""
    home = _whole(request)
    if figure not in words.FIGURE:
        raise Refused("not_found")
    found = queries.figures(home.pk).get(figure)
    if found is None:  # not reckoned yet: the report says so
        return redirect("desk_four_all")
    if figure in LISTED:
        return redirect(f"{reverse('desk_coverage')}?kind={LISTED[figure]}")
    title, which, unit, counts = words.FIGURE[figure]
    context = {
        "title": title, "all": which, "unit": unit, "counts": counts, "figure": found[0], "share": found[1],
        "missing": MISSING[figure](found[0].missing), "records": RECORDS[figure](),
    }  # fmt: skip
    return render(request, "desk/coverage/figure.html", context)


LISTED = {"roads": "road", "premises": "premises", "components": "component"}


def _whole(request: HttpRequest) -> Subdistrict:
    home = home_of(request.user)
    check_may(request.user, queries.VIEW, subdistrict_id=home.pk)
    return home


def _persons(ids: list[int]) -> list[dict[str, str]]:
    rows = User.objects.filter(pk__in=ids).select_related("unit").order_by("unit__code", "pk")
    return [{"label": one.full_name, "more": one.unit.name if one.unit else ""} for one in rows]


def _missing_grids(ids: list[int]) -> list[dict[str, str]]:
    rows = Grid.objects.filter(pk__in=ids).order_by("code").values_list("code", "name")
    return [{"label": name or code, "more": code} for code, name in rows]


def _matters(slugs: list[str]) -> list[dict[str, str]]:
    return [
        {"label": class_by_slug(slug).name, "more": "", "url": reverse("desk_class", args=[slug])}
        for slug in slugs
    ]


def _hours(cells: list[list[int]]) -> list[dict[str, str]]:
    by_grid: dict[int, list[int]] = {}
    for grid, hour in cells:
        by_grid.setdefault(grid, []).append(hour)
    names = {
        pk: name or code
        for pk, code, name in Grid.objects.filter(pk__in=by_grid).values_list("pk", "code", "name")
    }
    return [
        {"label": names.get(g, ""), "more": words.hours_said(hours)} for g, hours in by_grid.items()
    ]


def _steps(steps: list[str]) -> list[dict[str, str]]:
    return [{"label": str(words.STEP[step]), "more": ""} for step in steps]


MISSING = {
    "persons": _persons,
    "grids": _missing_grids,
    "matters": _matters,
    "hours": _hours,
    "steps": _steps,
}
RECORDS = {
    "persons": lambda: reverse("desk_patrols"),
    "grids": lambda: reverse("desk_patrols"),
    "matters": lambda: reverse("desk_cases") + "?scope=all",
    "hours": lambda: reverse("desk_coverage") + "?kind=hour",
    "steps": lambda: reverse("desk_cases") + "?scope=all",
}
