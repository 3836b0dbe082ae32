"""One proposal on the map: its figures, why its borders run so, corrections, files, adopting; and two side by side.

A correction answers with the figures after it (JSON for the map, the page again for others). What follows
for duties when grids are adopted is asked of the duty office here, since space knows nothing of it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.duty.actions import follow_grids
from xiuhua.apps.records.now import now
from xiuhua.apps.space import proposing, queries
from xiuhua.apps.space.actions import proposals as acts
from xiuhua.apps.space.drafts import geojson
from xiuhua.apps.space.models import GridProposal
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition.reasons import Reason
from xiuhua.web.desk.proposal_files import MEDIA
from xiuhua.web.desk.proposal_forms import FIELD_OF, PROPERTIES, AdoptForm
from xiuhua.web.desk.space_words import ROAD_CLASS
from xiuhua.web.shared import formats, refusals
from xiuhua.web.shared.labels import PROPOSAL_ORIGIN, PROPOSAL_STATE

EDIT = "space.edit"


@login_required
@require_http_methods(["GET", "POST"])
def proposal_page(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The proposal, or one correction of it."""
    proposal = _seen(request, proposal_id)
    form = AdoptForm(initial={"from_on": local_day(proposal.subdistrict.time_zone)})
    if request.method == "POST":
        check_may(request.user, EDIT, subdistrict_id=proposal.subdistrict_id)
        if request.POST.get("act") == "adopt":
            form = AdoptForm(request.POST)
            if _adopted(request, proposal, form):
                return redirect("desk_grids")
        else:
            answer = _corrected(request, proposal)
            if request.accepts("text/html"):
                return redirect("desk_proposal", proposal_id=proposal.pk)
            return JsonResponse(_said(answer, proposal.deviation))
    return render(request, "desk/proposals/page.html", _context(request, proposal, form))


@login_required
@require_GET
def proposal_geojson(request: HttpRequest, proposal_id: int, layer: str) -> HttpResponse:
    """Blocks with their grid, or the grids, for the map."""
    draft = proposing.draft_of(_seen(request, proposal_id))
    if layer == "blocks":
        rows = zip(draft.blocks.codes, draft.blocks.polygons, draft.grid_of, strict=True)
        features = [_feature(area, {"block": code, "grid": int(g) + 1}) for code, area, g in rows]
    else:
        areas = enumerate(proposing.shapes(draft), 1)
        features = [_feature(area, {"code": str(n), "label": str(n)}) for n, area in areas]
    answer = JsonResponse({"type": "FeatureCollection", "features": features})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_GET
def proposal_file(request: HttpRequest, proposal_id: int, ending: str) -> HttpResponse:
    """The proposal as GeoJSON, GeoPackage or Excel."""
    proposal = _seen(request, proposal_id)
    form = f".{ending}"
    if form not in MEDIA:
        raise Refused("not_found")
    answer = HttpResponse(proposing.file_of(proposal).content(form), MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="grids-{proposal.pk}{form}"'
    return answer


@login_required
@require_GET
def proposal_compare(request: HttpRequest) -> HttpResponse:
    """Two proposals side by side (`?one=ID&two=ID`)."""
    check_may(request.user, queries.VIEW)
    both = [_seen(request, _number(request.GET.get(name))) for name in ("one", "two")]
    if both[0].pk == both[1].pk:
        raise Refused("proposals_not_two")
    sides = [_context(request, proposal, None) for proposal in both]
    moved = sum(a != b for a, b in zip(*(_grids_of(side) for side in sides), strict=False))
    context = {"sides": sides, "moved": moved, "same_count": both[0].count == both[1].count}
    return render(request, "desk/proposals/compare.html", context)


def _seen(request: HttpRequest, proposal_id: int) -> GridProposal:
    rows = queries.proposals_visible_to(request.user).select_related("subdistrict")
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        raise Refused("not_found")
    return found


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Refused("proposals_not_two")
    return int(text)


def _corrected(request: HttpRequest, proposal: GridProposal) -> dict[str, Any]:
    """Move, split, merge or drop, as the form says."""
    how: dict[str, Any] = {"by": request.user, "at": now(), "key": request.POST.get("key", "")}
    said = request.POST

    def number(name: str) -> int:
        text = said.get(name, "")
        if not text.isascii() or not text.isdigit() or len(text) > 4:
            raise Refused("grid_number_unknown", grid=text[:10] or "—", count=proposal.count)
        return int(text)

    match said.get("act"):
        case "move":
            block = said.get("block", "").strip()[:40]
            return acts.move_block(proposal, block=block, grid=number("grid"), **how)
        case "split":
            return acts.split_grid(proposal, grid=number("grid"), **how)
        case "merge":
            return acts.merge_grids(proposal, one=number("one"), two=number("two"), **how)
        case "drop":
            acts.drop(proposal, **how)
            messages.success(request, _("已放弃这个方案。"))
            return {}
    raise Refused("not_found")


def _said(answer: dict[str, Any], deviation: float) -> dict[str, Any]:
    """A correction's answer with its figures in words, as the page says them."""
    language = formats.language_of(get_language())
    if "figures" not in answer:
        return answer
    figures = answer["figures"]
    words = {
        "deviation": formats.percent(figures["deviation"], 1, language),
        "cut_m": formats.length(figures["cut_m"], language),
        "compactness_mean": floatformat(figures["compactness_mean"], 2),
    }
    rows = [
        {
            **row,
            "is_beyond": proposing.is_beyond(row["work"], deviation),
            "words": {
                "work": formats.percent(row["work"], 1, language),
                "area_m2": formats.area(row["area_m2"], language),
                "compactness": floatformat(row["compactness"], 2),
            },
        }
        for row in answer["grids"]
    ]
    return answer | {"words": words, "grids": rows}


def _adopted(request: HttpRequest, proposal: GridProposal, form: AdoptForm) -> bool:
    if not form.is_valid():
        return False
    said, moment = form.cleaned_data, now()
    how: dict[str, Any] = {"by": request.user, "at": moment}
    try:
        with transaction.atomic():
            tally = acts.adopt(proposal, from_on=said["from_on"], key=said["key"], **how)
            follow_grids(proposal.subdistrict, from_on=said["from_on"], **how)
    except Refused as refused:
        if refused.code in ("not_permitted", "key_reused"):
            raise
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return False
    words = _(
        "已启用：新网格 %(new)s 个，不变 %(same)s 个，停用 %(ended)s 个。旧案卷仍归原来的网格。"
    )
    counts = {"new": tally["added"] + tally["changed"], "same": tally["unchanged"]}
    messages.success(request, words % {**counts, "ended": tally["ended"]})
    return True


def _context(
    request: HttpRequest, proposal: GridProposal, form: forms.Form | None
) -> dict[str, Any]:
    draft = proposing.draft_of(proposal)
    figures = draft.figures()
    is_draft = proposal.state == GridProposal.State.DRAFT
    shares = proposal.shares.items()
    return {
        "proposal": proposal,
        "state": PROPOSAL_STATE[proposal.state],
        "origin": PROPOSAL_ORIGIN[proposal.origin],
        "figures": proposal.figures,
        "grids": [
            row | {"is_beyond": proposing.is_beyond(row["work"], proposal.deviation)}
            for row in proposing.grid_rows(figures)
        ],
        "blocks": len(draft.blocks.codes),
        "draft": draft,
        "shares": [(PROPERTIES.get(name, name), share) for name, share in shares],
        "borders": [_border(reason) for reason in proposing.borders_of(draft)],
        "may_edit": is_draft and may(request.user, EDIT, subdistrict_id=proposal.subdistrict_id),
        "form": form,
    }


def _grids_of(side: dict[str, Any]) -> list[int]:
    return side["draft"].grid_of.tolist()


def _border(reason: Reason) -> dict[str, Any]:
    """A border in words: what it follows, longest first."""
    parts = [
        {
            "name": stretch.name or ROAD_CLASS.get(stretch.kind) or _("街区内部"),
            "length_m": stretch.length_m,
        }
        for stretch in reason.stretches[:4]
    ]
    return {
        "one": reason.one + 1,
        "two": reason.two + 1,
        "length_m": reason.length_m,
        "known": reason.known_share,
        "limit_share": reason.limit_m / reason.length_m if reason.length_m else 0,
        "parts": parts,
    }


def _feature(area: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geojson(area)}
