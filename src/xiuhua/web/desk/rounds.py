"""Rounds on the desk: the list by grid and slot, one round on the map in its order, slots, and drawing anew.

Pages only; what is drawn and what is refused stands in duty. Looking needs patrols.view, changing rounds.edit.
"""

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from shapely.geometry import LineString

from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.duty.actions import rounds as actions
from xiuhua.apps.duty.models import GridRound
from xiuhua.apps.duty.patrolling import VIEW, rounds_on, rounds_visible_to, slots_on
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid, Segment
from xiuhua.apps.space.queries import grids_in_force
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.rounds_forms import FIELD_OF, DrawForm, SlotForm
from xiuhua.web.desk.space_words import ROAD_CLASS
from xiuhua.web.shared import refusals

EDIT = actions.EDIT
MARKS = 12


@login_required
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """Each grid with its rounds of today; what has none says so."""
    check_may(request.user, VIEW)
    home = home_of(request.user)
    day = local_day(home.time_zone)
    found = rounds_on(rounds_visible_to(request.user).filter(subdistrict=home), day)
    by_cell: dict[tuple[int, str], list[GridRound]] = {}
    for one in found.defer("steps", "path", "grid__geometry"):
        by_cell.setdefault((one.grid_id, one.slot.code), []).append(one)
    slots = list(slots_on(home.pk, day))
    may_edit = may(request.user, EDIT, subdistrict_id=home.pk)
    grids = _grids(request, home, day)
    rows = [
        {
            "grid": grid,
            "cells": [
                {"slot": slot, "rounds": by_cell.get((grid.pk, slot.code), [])} for slot in slots
            ],
        }
        for grid in grids
    ]
    form = DrawForm(grids=grids, slots=slots, initial={"from_on": day}) if may_edit else None
    for slot in slots:
        slot.said = [(ROAD_CLASS[c], n) for c, n in slot.times.items() if n]
    context = {"rows": rows, "slots": slots, "may_edit": may_edit, "form": form}
    return render(request, "desk/rounds/list.html", context)


def _grids(request: HttpRequest, home: Subdistrict, day: dt.date) -> list[Grid]:
    return list(grids_in_force(request.user, day).filter(subdistrict=home).defer("geometry"))


@login_required
@require_GET
def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: the map with arrows and numbers, and the roads in the order they are walked."""
    check_may(request.user, VIEW)
    one = rounds_visible_to(request.user).filter(pk=round_id).first()
    if one is None:
        raise Refused("round_unknown")
    others = GridRound.objects.filter(
        grid=one.grid, slot=one.slot, valid_from=one.valid_from, replaced_at=one.replaced_at
    )
    legs = legs_of(one)
    context = {
        "round": one,
        "others": others.order_by("number").only("number", "grid", "slot"),
        "legs": legs,
        "route": route_of(one, legs),
        "deadhead_m": one.length_m - one.required_m,
    }
    return render(request, "desk/rounds/round.html", context)


def legs_of(one: GridRound) -> list[dict[str, Any]]:
    """The walk in legs: one road at a time, each with its metres, those only passed marked."""
    names = dict(
        Segment.objects.filter(pk__in={step[0] for step in one.steps}).values_list(
            "pk", "road__name"
        )
    )
    legs, along = [], 0.0
    for (road, counts), steps in groupby(one.steps, lambda s: (names.get(s[0]) or "", bool(s[4]))):
        length = sum(step[2] - step[1] for step in steps)
        legs.append(
            {"number": len(legs) + 1, "road": road, "counts": counts, "length_m": length, "along_m": along}
        )  # fmt: skip
        along += length
    return legs


def route_of(one: GridRound, legs: list[dict[str, Any]]) -> dict[str, Any]:
    """The line, and numbers along it in the order of the walk."""
    line = one.path["coordinates"]
    step = max(1, len(legs) // MARKS)
    marks = []
    for leg in legs[::step]:
        share = leg["along_m"] / one.length_m if one.length_m else 0.0
        marks.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": _at(line, share)},
                "properties": {"label": str(leg["number"])},
            }
        )
    way = {
        "type": "Feature",
        "geometry": one.path,
        "properties": {"state": "running", "arrows": True},
    }
    return {"type": "FeatureCollection", "features": [way, *marks]}


def _at(line: list[list[float]], share: float) -> list[float]:
    """A point of a line by share of its length, for drawing."""
    point = LineString(line).interpolate(share, normalized=True)
    return [round(point.x, 6), round(point.y, 6)]


@login_required
@require_POST
def round_draw(request: HttpRequest) -> HttpResponse:
    """Draw one grid anew."""
    home = home_of(request.user)
    check_may(request.user, EDIT, subdistrict_id=home.pk)
    day = local_day(home.time_zone)
    grids = _grids(request, home, day)
    form = DrawForm(request.POST, grids=grids, slots=list(slots_on(home.pk, day)))
    if not form.is_valid():
        raise Refused("input_invalid", fields=sorted(form.errors), problems={})
    said = form.cleaned_data
    grid = next(one for one in grids if one.pk == said["grid"])
    made = actions.draw(
        grid_id=grid.pk, slot_id=said["slot"], from_on=said["from_on"], by=request.user, at=now(),
        key=said["key"],
    )  # fmt: skip
    words = _("%(grid)s：已排 %(rounds)s 条路线，共 %(length)s 米。")
    facts = {
        "grid": grid.name or grid.code,
        "rounds": made["rounds"],
        "length": round(made["length_m"]),
    }
    messages.success(request, words % facts)
    return redirect("desk_rounds")


@login_required
@require_http_methods(["GET", "POST"])
def round_slots(request: HttpRequest) -> HttpResponse:
    """The slots, past and planned, and setting one."""
    home = home_of(request.user)
    check_may(request.user, EDIT, subdistrict_id=home.pk)
    day = local_day(home.time_zone)
    form = SlotForm(request.POST or None, initial={"valid_from": day})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        names = ("code", "name", "starts", "ends", "speed_m_min", "valid_from", "source")
        try:
            actions.set_slot(
                subdistrict_id=home.pk, times=form.times(), by=request.user, at=now(), key=said["key"],
                **{name: said[name] for name in names},
            )  # fmt: skip
            messages.success(request, _("时段已定。接着给各网格排路线。"))
            return redirect("desk_rounds")
        except Refused as refused:
            if refused.code in ("not_permitted", "key_reused"):
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
    context = {"form": form, "slots": slots_on(home.pk, day)}
    return render(request, "desk/rounds/slots.html", context, status=400 if form.errors else 200)
