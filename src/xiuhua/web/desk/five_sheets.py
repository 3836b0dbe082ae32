"""Filling in the four sheets of a grid, copying them to other grids, and the rules of incentives.

Pages only; the acts stand in duty. A sheet is filled in as a whole: what is saved is its next version.
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
from xiuhua.apps.duty import actions, completeness
from xiuhua.apps.duty.actions.five_fixed import EDIT, current, lines_of
from xiuhua.apps.duty.completeness import VIEW
from xiuhua.apps.duty.models import DutySheet, IncentiveRule
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.five import grid_or_404, may_edit_grid
from xiuhua.web.desk.five_forms import (
    FIELD_OF,
    LINE_FORMS,
    SPARE_LINES,
    CopyForm,
    RuleForm,
    SheetForm,
    class_choices,
    rule_choices,
)
from xiuhua.web.desk.five_sections import rule_cells
from xiuhua.web.desk.people import home_of
from xiuhua.web.shared import duty_words as words
from xiuhua.web.shared import refusals


@login_required
@require_http_methods(["GET", "POST"])
def five_sheet(request: HttpRequest, grid_id: int, fixed: str) -> HttpResponse:
    """One of the four sheets of a grid, filled in with what holds today."""
    grid, day = _editable(request, grid_id)
    if fixed not in LINE_FORMS:
        raise Refused("sheet_unknown", given=fixed)
    sheets = [one for one in current(grid.pk, day) if one.fixed == fixed]
    sheet = sheets[0] if sheets else None
    said = _said(request, grid, fixed, sheet, day)
    form, lines = said["form"], said["lines"]
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        values = [line for one in lines if (line := one.line()) is not None]
        try:
            actions.set_sheet(
                grid.pk, fixed, values, valid_from=form.cleaned_data["valid_from"],
                valid_to=form.cleaned_data["valid_to"], document=form.cleaned_data["document"],
                by=request.user, at=now(), key=form.cleaned_data["key"],
            )  # fmt: skip
        except Refused as refused:
            if refused.code in ("key_reused", "not_found"):
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("%(what)s已定下。") % {"what": words.FIXED[fixed]})
            return redirect("desk_five_grid", grid_id=grid.pk)
    wrong = bool(form.errors) or (request.method == "POST" and not lines.is_valid())
    return render(request, "desk/five/sheet.html", said, status=400 if wrong else 200)


def _editable(request: HttpRequest, grid_id: int) -> tuple[Grid, dt.date]:
    grid, day = grid_or_404(request, grid_id)
    if not may_edit_grid(request.user, grid):
        raise Refused("not_permitted", permission=EDIT)
    return grid, day


def _said(
    request: HttpRequest, grid: Grid, fixed: str, sheet: DutySheet | None, day: Any
) -> dict[str, Any]:
    """The forms, filled with what was sent or with what holds today."""
    data = request.POST if request.method == "POST" else None
    classes = class_choices() if fixed == DutySheet.Fixed.RESPONSIBILITIES else {}
    more: dict[str, Any] = {}
    if fixed == DutySheet.Fixed.RESPONSIBILITIES:
        more["classes"] = classes
    if fixed == DutySheet.Fixed.INCENTIVES:
        more["rules"] = rule_choices(completeness.rules_on(grid.subdistrict_id, day))
    initial = lines_of(sheet) if sheet else []
    names = {pk: name for name, pk in classes.items()}
    for line in initial:
        if "case_class_id" in line:
            line["case_class"] = names.get(line.pop("case_class_id"), "")
    kinds = forms.formset_factory(
        LINE_FORMS[fixed], extra=SPARE_LINES if sheet else SPARE_LINES + 1
    )
    begin = {"valid_from": day, "document": sheet.document if sheet else ""}
    return {
        "grid": grid,
        "fixed": fixed,
        "label": words.FIXED[fixed],
        "sheet": sheet,
        "form": SheetForm(data, initial=begin),
        "lines": kinds(data, initial=initial, prefix="line", form_kwargs=more),
        "classes": classes,
        "no_rules": fixed == DutySheet.Fixed.INCENTIVES and not more["rules"],
    }


@login_required
@require_http_methods(["GET", "POST"])
def five_copy(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Copy the sheets of this grid to others."""
    grid, day = _editable(request, grid_id)
    others = completeness.grids_visible_to(request.user, day)
    others = others.filter(subdistrict=grid.subdistrict)
    others = [one for one in others.exclude(pk=grid.pk) if may_edit_grid(request.user, one)]
    data = request.POST if request.method == "POST" else None
    form = CopyForm(data, grids=others, initial={"valid_from": day})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            done = actions.copy_sheets(
                grid.pk, said["to"], fixed=said["fixed"], valid_from=said["valid_from"],
                by=request.user, at=now(), key=said["key"],
            )  # fmt: skip
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("已复制到 %(grids)s 个网格。") % done)
            return redirect("desk_five")
    context = {"grid": grid, "form": form, "others": others}
    return render(request, "desk/five/copy.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def incentive_rules(request: HttpRequest) -> HttpResponse:
    """The rules of incentives of today, and a new one or a new version."""
    check_may(request.user, VIEW)
    home = home_of(request.user)
    day = local_day(home.time_zone)
    may_edit = may(request.user, EDIT, subdistrict_id=home.pk)
    form = RuleForm(request.POST or None, initial={"valid_from": day})
    if request.method == "POST":
        check_may(request.user, EDIT, subdistrict_id=home.pk)
        if form.is_valid() and _set_rule(request, home.pk, form):
            messages.success(request, _("奖惩办法已定下。"))
            return redirect("desk_five_rules")
    rows = IncentiveRule.objects.filter(subdistrict=home).order_by("kind", "code", "-version")
    context = {
        "rows": [(rule, rule_cells(rule, rule.code), _state(rule, day)) for rule in rows],
        "form": form if may_edit else None,
    }
    status = 400 if form.errors else 200
    return render(request, "desk/five/rules.html", context, status=status)


def _state(rule: IncentiveRule, day: Any) -> str:
    if rule.valid_from > day:
        return "idle"
    return "done" if rule.valid_to is None or rule.valid_to >= day else "paused"


def _set_rule(request: HttpRequest, subdistrict_id: int, form: RuleForm) -> bool:
    said = dict(form.cleaned_data)
    how = {"key": said.pop("key"), "by": request.user, "at": now()}
    period = {"valid_from": said.pop("valid_from"), "valid_to": said.pop("valid_to")}
    said.pop("seen_seq")
    try:
        actions.set_rule(subdistrict_id, actions.Wanted(**said), **period, **how)
    except Refused as refused:
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return False
    return True
