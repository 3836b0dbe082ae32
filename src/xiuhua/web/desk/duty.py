"""Who answers for each grid: the table with its gaps, and giving, handing over and ending a part.

Pages only; the acts stand in duty. Looking needs people.view, changing duty.edit over the subdistrict.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.accounts.queries import check_may, local_day, may, units_visible_to
from xiuhua.apps.duty import actions
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.duty.queries import visible_to, who_answers
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid
from xiuhua.apps.space.queries import grids_in_force
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.duty_forms import FIELD_OF, AssignForm, EndForm, HolderForm
from xiuhua.web.desk.people import home_of
from xiuhua.web.shared import labels, refusals
from xiuhua.web.shared.duty_words import part_name

PARTS = labels.DUTY_PART


@dataclass
class Cell:
    """One part of one grid: who holds it today, and who will."""

    part: str
    label: str
    now: GridDuty | None = None
    coming: list[GridDuty] = field(default_factory=list)


@login_required
@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    """The grids of today and the locality, each part with its holder or its gap."""
    check_may(request.user, "people.view")
    home = home_of(request.user)
    day = local_day(home.time_zone)
    cells = _cells(request, home, day)
    rows = [
        {"grid": grid, "cells": list(cells.get(grid.pk, _empty()).values())}
        | _answer(grid.pk, home, day)
        for grid in grids_in_force(request.user, day).filter(subdistrict=home).defer("geometry")
    ]
    locality = {"grid": None, "cells": list(cells.get(None, _empty()).values())}
    locality |= _answer(None, home, day)
    sees_whole = may(request.user, "people.view", subdistrict_id=home.pk)
    names = {unit.pk: unit.name for unit in units_visible_to(request.user)}
    shown = [*([locality] if sees_whole else []), *rows]
    for row in shown:
        row["unit"] = names.get(row["unit_id"], "")
    context = {
        "rows": shown,
        "has_grids": bool(rows),
        "has_units": Unit.objects.filter(subdistrict=home, is_active=True).exists(),
        "parts": PARTS.values(),
        "unheld": sum(row["source"] == "nobody" for row in rows),
        "may_edit": may(request.user, "duty.edit", subdistrict_id=home.pk),
    }
    return render(request, "desk/duty/list.html", context)


def _empty() -> dict[str, Cell]:
    return {part: Cell(part, str(label)) for part, label in PARTS.items()}


def _cells(
    request: HttpRequest, home: Subdistrict, day: dt.date
) -> dict[int | None, dict[str, Cell]]:
    """Of each grid (None: the locality) its parts; rows that are over are left out."""
    found: dict[int | None, dict[str, Cell]] = {}
    rows = visible_to(request.user).filter(subdistrict=home, is_deputy=False)
    rows = rows.order_by("valid_from", "id")
    for row in rows.defer("grid__geometry"):
        if row.valid_to is not None and row.valid_to < day:
            continue
        cell = found.setdefault(row.grid_id, _empty())[row.part]
        if row.valid_from <= day:
            cell.now = row
        else:
            cell.coming.append(row)
    return found


def _answer(grid_id: int | None, home: Subdistrict, day: dt.date) -> dict[str, Any]:
    """Whose unit a case there is proposed to, and why."""
    answer = who_answers(grid_id, home.pk, day)
    source = "nobody" if answer.unit_id is None else answer.source
    return {"source": source, "unit_id": answer.unit_id}


@login_required
@require_http_methods(["GET", "POST"])
def duty_change(request: HttpRequest) -> HttpResponse:
    """One part of one grid (`?grid=CODE&part=officer`; without a grid: of the locality; `deputy=1`: its deputy)."""
    home = home_of(request.user)
    check_may(request.user, "duty.edit", subdistrict_id=home.pk)
    part = request.GET.get("part", "")
    if part not in PARTS:
        raise Refused("duty_part_unknown", part=part, parts=list(PARTS))
    day = local_day(home.time_zone)
    is_deputy, from_grid = (request.GET.get(name) == "1" for name in ("deputy", "five"))
    place = _Place(home, _grid(request, home, day), part, day, is_deputy, from_grid)
    here = {"subdistrict": home, "grid": place.grid, "part": part, "is_deputy": is_deputy}
    rows = visible_to(request.user).filter(**here)
    held = list(rows.order_by("-valid_from", "-id"))
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        done = _act(request, place, held, bound)
        if done:
            messages.success(request, done)
            return redirect(place.back)
    return _change_page(request, place, held, bound)


@dataclass(frozen=True)
class _Place:
    home: Subdistrict
    grid: Grid | None
    part: str
    day: dt.date
    is_deputy: bool = False
    from_grid: bool = False

    @property
    def back(self) -> str:
        """The grid's own page where one came from it, else the table."""
        if self.grid is not None and self.from_grid:
            return reverse("desk_five_grid", args=[self.grid.pk])
        return reverse("desk_duty")


def _grid(request: HttpRequest, home: Subdistrict, day: dt.date) -> Grid | None:
    code = request.GET.get("grid", "")
    if not code:
        return None
    found = grids_in_force(request.user, day).filter(subdistrict=home, code=code[:40]).first()
    if found is None:
        raise Refused("not_found")
    return found


def _act(
    request: HttpRequest, place: _Place, held: list[GridDuty], bound: dict[str, forms.Form]
) -> str:
    """Carry out the act that the form names; a refusal is left on its form, and nothing is answered."""
    name = request.POST.get("act", "")
    if name not in ("assign", "hand_over", "end"):
        raise Refused("not_found")
    form = bound[name] = _form(name, place, request.POST)
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    how: dict[str, Any] = {"by": request.user, "at": now(), "key": said["key"]}
    try:
        if name == "assign":
            actions.assign(
                subdistrict_id=place.home.pk,
                grid_id=place.grid.pk if place.grid else None,
                part=place.part,
                unit_id=said["unit"],
                user_id=said["user"],
                holder_name=said["holder_name"],
                is_deputy=place.is_deputy,
                valid_from=said["valid_from"],
                valid_to=said["valid_to"],
                **how,
            )
            return _("已安排。")
        duty_id = _chosen(request, held).pk
        if name == "hand_over":
            actions.hand_over(
                duty_id, unit_id=said["unit"], user_id=said["user"],
                holder_name=said["holder_name"], from_on=said["valid_from"], **how,
            )  # fmt: skip
            return _("已交接。")
        actions.end(duty_id, last_on=said["last_on"], **how)
        return _("已定下最后一天。")
    except Refused as refused:
        if refused.code in ("not_permitted", "key_reused", "not_found"):
            raise
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
    return ""


def _chosen(request: HttpRequest, held: list[GridDuty]) -> GridDuty:
    """The row the form stands for, among those of this page."""
    asked = request.POST.get("duty", "")
    row = next((row for row in held if str(row.pk) == asked), None)
    if row is None:
        raise Refused("not_found")
    return row


def _form(name: str, place: _Place, data: Any = None) -> forms.Form:
    if name == "end":
        return EndForm(data, initial={"last_on": place.day}, auto_id="end_%s")
    kind = AssignForm if name == "assign" else HolderForm
    return kind(
        data,
        subdistrict_id=place.home.pk,
        initial={"valid_from": place.day},
        auto_id=f"{name}_%s",
    )


def _change_page(
    request: HttpRequest, place: _Place, held: list[GridDuty], bound: dict[str, forms.Form]
) -> HttpResponse:
    open_rows = [row for row in held if row.valid_to is None or row.valid_to >= place.day]
    # What can be handed over or ended is the row in force, or else the next one to begin.
    current = next((row for row in reversed(open_rows)), None)
    context: dict[str, Any] = {
        "grid": place.grid,
        "part_label": part_name(place.part, place.is_deputy),
        "back": place.back,
        "held": held,
        "current": current,
        "day": place.day,
        "assign_form": bound.get("assign") or _form("assign", place),
        "first_act": next(iter(bound), "hand_over" if current else "assign"),
    }
    if current is not None:
        context["hand_over_form"] = bound.get("hand_over") or _form("hand_over", place)
        context["end_form"] = bound.get("end") or _form("end", place)
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "desk/duty/change.html", context, status=status)
