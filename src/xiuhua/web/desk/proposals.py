"""Proposals for new grids: the list, dividing anew, adjusting what is in force, and taking one from a file.

Pages only. The search takes some seconds and runs before anything is written; the acts stand in space.
"""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space import proposing, queries
from xiuhua.apps.space.actions import proposals as acts
from xiuhua.apps.space.actions.blocks import draw_blocks
from xiuhua.apps.space.block_sets import BlockSet, blocks_on
from xiuhua.apps.space.models import Block, GridProposal
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.proposal_files import given_result
from xiuhua.web.desk.proposal_forms import FIELD_OF, DivideForm, GivenForm, RedrawForm
from xiuhua.web.shared import refusals
from xiuhua.web.shared.block_values import values_of
from xiuhua.web.shared.labels import PROPOSAL_ORIGIN, PROPOSAL_STATE

EDIT = "space.edit"
FORMS: dict[str, type[forms.Form]] = {
    "divide": DivideForm,
    "redraw": RedrawForm,
    "given": GivenForm,
}
MOST_SHOWN = 100


@login_required
@require_http_methods(["GET", "POST"])
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What was proposed so far, and the ways to make another."""
    home = home_of(request.user)
    check_may(request.user, queries.VIEW, subdistrict_id=home.pk)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        check_may(request.user, EDIT, subdistrict_id=home.pk)
        there = _act(request, home, bound)
        if there is not None:
            return there
    day = local_day(home.time_zone)
    shown = queries.proposals_visible_to(request.user).filter(subdistrict=home)
    context = {
        "rows": [
            {"row": row, "state": PROPOSAL_STATE[row.state], "origin": PROPOSAL_ORIGIN[row.origin]}
            for row in shown.order_by("-made_at", "-id")[:MOST_SHOWN]
        ],
        "may_edit": may(request.user, EDIT, subdistrict_id=home.pk),
        "has_blocks": Block.objects.filter(subdistrict=home).exists(),
        "has_grids": queries.grids_in_force(request.user, day).filter(subdistrict=home).exists(),
        "first_act": next(iter(bound), ""),
    }
    for name, form in FORMS.items():
        context[f"{name}_form"] = bound.get(name) or form(auto_id=f"{name}_%s")
    return render(request, "desk/proposals/list.html", context)


def _act(
    request: HttpRequest, home: Subdistrict, bound: dict[str, forms.Form]
) -> HttpResponse | None:
    """The act that the form names; a refusal is left on its form."""
    name = request.POST.get("act", "")
    moment = now()
    if name == "blocks":
        tally = draw_blocks(home, from_on=local_day(home.time_zone), by=request.user, at=moment)
        count = tally["added"] + tally["changed"] + tally["unchanged"]
        messages.success(request, _("已生成 %(count)s 个街区。") % {"count": count})
        return redirect("desk_proposals")
    if name not in FORMS:
        raise Refused("not_found")
    form = bound[name] = FORMS[name](request.POST, request.FILES, auto_id=f"{name}_%s")
    if not form.is_valid():
        return None
    try:
        made = _made(name, form, home, moment)
        pk = acts.keep(**made, by=request.user, at=moment, key=form.cleaned_data["key"])
    except Refused as refused:
        if refused.code in ("not_permitted", "key_reused"):
            raise
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return None
    return redirect("desk_proposal", proposal_id=pk)


def _made(name: str, form: Any, home: Subdistrict, moment: dt.datetime) -> dict[str, Any]:
    """A division as the form asks for it, ready to be kept."""
    said = form.cleaned_data
    blocks = blocks_on(home, local_day(home.time_zone))
    values = values_of(blocks, moment)
    made: dict[str, Any] = {"blocks": blocks, "name": said["name"], "values": values}
    if name == "given":
        result, weight, shares = given_result(blocks, values, said["file"])
        origin, deviation = GridProposal.Origin.GIVEN, 0.05
    else:
        shares, deviation = form.shares(), said["deviation"] / 100
        result, weight = _searched(name, said, blocks, values, shares, deviation)
        origin = GridProposal.Origin.SOLVED if name == "divide" else GridProposal.Origin.REDRAWN
    made |= {"result": result, "weight": weight, "shares": shares, "origin": origin}
    made |= {"deviation": deviation, "seed": said.get("seed", 0)}
    return made | {"inside_limits": said.get("inside_limits", False)}


def _searched(
    name: str, said: dict[str, Any], blocks: BlockSet, values: Any, shares: Any, deviation: float
) -> Any:
    if name == "redraw":
        return proposing.divide_anew(
            blocks, values, shares, deviation=deviation, seed=1, stop=proposing.FOR_A_PAGE
        )
    return proposing.divide(
        blocks, values, shares, count=said["count"], deviation=deviation, seed=said["seed"],
        inside_limits=said["inside_limits"], stop=proposing.FOR_A_PAGE,
    )  # fmt: skip
