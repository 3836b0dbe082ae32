"""Special modes: the orders, one order with its posts and zero-reports, and the acts on it. Pages only.

Everybody who may see duties sees orders; ordering needs modes.order over the subdistrict, reporting modes.report in
the own unit.
"""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.accounts.queries import areas, check_may, local_day, may
from xiuhua.apps.cases.actions import modes as cases
from xiuhua.apps.duty import modes
from xiuhua.apps.duty.actions import modes as actions
from xiuhua.apps.duty.actions.modes import ORDER, REPORT
from xiuhua.apps.duty.completeness import VIEW
from xiuhua.apps.duty.models import ModeCheck, ModePost, SpecialMode, ZeroReport
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.rulebook.special_modes import ReportState, Slot
from xiuhua.web.desk.mode_forms import (
    FIELD_OF,
    CheckLine,
    OrderForm,
    PostLine,
    ProlongForm,
    ReportForm,
    line_choices,
)
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.shared import duty_words, mode_words, refusals

SHOWN_SLOTS = 6
SPARE_POSTS, SPARE_CHECKS = 4, 5
MAY_BE_REPORTED = (ReportState.MISSING, ReportState.OPEN)


def _state(mode: SpecialMode, moment: dt.datetime) -> tuple[str, Any]:
    if moment < mode.starts_at and mode.ended_at is None:
        return "idle", gettext_lazy("未开始")
    if moment < modes.until_of(mode):
        return "near", gettext_lazy("执行中")
    return "done", gettext_lazy("已解除")


@login_required
@require_GET
def mode_list(request: HttpRequest) -> HttpResponse:
    """Orders, the newest first, with those in force on top."""
    check_may(request.user, VIEW)
    home, moment = home_of(request.user), now()
    rows = SpecialMode.objects.filter(subdistrict=home).order_by("-starts_at", "-id")[:100]
    context = {
        "rows": [
            (mode, mode_words.KIND[mode.kind], *_state(mode, moment), modes.until_of(mode))
            for mode in rows
        ],
        "may_order": may(request.user, ORDER, subdistrict_id=home.pk),
    }
    return render(request, "desk/modes/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def mode_new(request: HttpRequest) -> HttpResponse:
    """A new order."""
    home = home_of(request.user)
    check_may(request.user, ORDER, subdistrict_id=home.pk)
    moment = now()
    choices = line_choices(home, local_day(home.time_zone))
    data = request.POST if request.method == "POST" else None
    begin = moment.replace(second=0, microsecond=0)
    form = OrderForm(
        data, home=home, initial={"starts_at": begin, "ends_at": begin + dt.timedelta(days=1)}
    )
    kinds = forms.formset_factory(PostLine, extra=SPARE_POSTS)
    posts = kinds(data, prefix="post", form_kwargs={"choices": choices})
    checks = forms.formset_factory(CheckLine, extra=SPARE_CHECKS)(data, prefix="check")
    if form.is_bound and form.is_valid() and posts.is_valid() and checks.is_valid():
        try:
            done = cases.order(
                home.pk, _wanted(form, posts, checks), by=request.user, at=moment,
                key=form.cleaned_data["key"],
            )  # fmt: skip
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("已下达，顺延 %(moved)s 个内部时限。") % done)
            return redirect("desk_mode", mode_id=done["id"])
    wrong = form.is_bound and not (form.is_valid() and posts.is_valid() and checks.is_valid())
    context = {"form": form, "posts": posts, "checks": checks}
    return render(request, "desk/modes/new.html", context, status=400 if wrong else 200)


def _wanted(form: OrderForm, posts: Any, checks: Any) -> actions.Order:
    said = form.cleaned_data
    return actions.Order(
        kind=said["kind"],
        document=said["document"],
        signed_by=said["signed_by"],
        starts_at=said["starts_at"],
        ends_at=said["ends_at"],
        report_every_h=said["report_every_h"],
        pauses_internal=said["pauses_internal"],
        unit_ids=tuple(said["units"]),
        posts=tuple(line for one in posts if (line := one.line()) is not None),
        checks=tuple(line for one in checks if (line := one.line()) is not None),
    )


def _mode_or_404(request: HttpRequest, mode_id: int) -> SpecialMode:
    check_may(request.user, VIEW)
    scope = areas(request.user, VIEW)
    home = home_of(request.user)
    rows = SpecialMode.objects.filter(pk=mode_id).select_related("subdistrict")
    mode = rows.first() if scope.city else rows.filter(subdistrict=home).first()
    if mode is None:
        raise Refused("not_found")
    return mode


@login_required
@require_GET
def mode_page(request: HttpRequest, mode_id: int) -> HttpResponse:
    """One order: posts, checklist, and who has reported."""
    return _page(request, _mode_or_404(request, mode_id))


def _page(
    request: HttpRequest, mode: SpecialMode, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    bound, moment = bound or {}, now()
    boards = modes.boards(mode, moment)
    names = dict(Unit.objects.filter(pk__in=list(boards)).values_list("pk", "name"))
    is_over = moment >= modes.until_of(mode)
    may_order = may(request.user, ORDER, subdistrict_id=mode.subdistrict_id)
    tone, state = _state(mode, moment)
    context: dict[str, Any] = {
        "mode": mode,
        "kind": mode_words.KIND[mode.kind],
        "tone": tone,
        "state": state,
        "until": modes.until_of(mode),
        "is_over": is_over,
        "may_order": may_order and not is_over,
        "posts": [
            (post, duty_words.PART[post.part])
            for post in ModePost.objects.filter(mode=mode)
            .select_related("grid", "unit", "user")
            .defer("grid__geometry")
            .order_by("grid__code", "id")
        ],
        "checks": [
            (row, duty_words.limit_said(row.comparison, row.limit_value, row.limit_unit))
            for row in ModeCheck.objects.filter(mode=mode).order_by("order")
        ],
        "board": [_row(names[pk], slots) for pk, slots in boards.items()],
        "missing": sum(slot.state == ReportState.MISSING for s in boards.values() for slot in s),
        "told": ZeroReport.objects.filter(mode=mode, is_quiet=False)
        .select_related("unit")
        .order_by("-at")[:50],
        "report_forms": _report_forms(request, boards, names, may_order, bound.get("report")),
        "prolong_form": bound.get("prolong") or ProlongForm(initial={"ends_at": mode.ends_at}),
        "end_form": bound.get("end") or ActForm(),
        "first_act": next(iter(bound), ""),
    }
    shown = [one["form"] for one in context["report_forms"]]
    # A report that is no longer asked for has no form to stand on, and says why above all.
    context["lost_form"] = bound["report"] if bound.get("report") not in [None, *shown] else None
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "desk/modes/page.html", context, status=status)


def _row(name: str, slots: list[Slot]) -> dict[str, Any]:
    """A unit's line: the slots around now, and how many were made, late, missing."""
    begun = [slot for slot in slots if slot.state != ReportState.COMING]
    count = {state: sum(slot.state == state for slot in slots) for state in ReportState}
    return {
        "name": name,
        "slots": [
            (slot, mode_words.TONE[slot.state], mode_words.slot_said(slot))
            for slot in begun[-SHOWN_SLOTS:]
        ],
        "earlier": max(0, len(begun) - SHOWN_SLOTS),
        "on_time": count[ReportState.ON_TIME],
        "late": count[ReportState.LATE],
        "missing": count[ReportState.MISSING],
        "all": len(slots),
    }


def _report_forms(
    request: HttpRequest,
    boards: dict[int, list[Slot]],
    names: dict[int, str],
    may_order: bool,
    bound: forms.Form | None,
) -> list[dict[str, Any]]:
    """The next report of each unit this person may report for: the oldest that is missing, else the open one."""
    own = request.user.unit_id if may(request.user, REPORT) else None
    found = []
    for unit_id, slots in boards.items():
        waiting = [slot for slot in slots if slot.state in MAY_BE_REPORTED]
        if not waiting or not (may_order or unit_id == own):
            continue
        given = {"unit": unit_id, "due_at": waiting[0].due_at.isoformat()}
        form = ReportForm(initial=given, auto_id=f"report{unit_id}_%s")
        if bound is not None and bound.data.get("unit") == str(unit_id):
            form = bound
        found.append({"name": names[unit_id], "slot": waiting[0], "form": form, "is_own": unit_id == own})  # fmt: skip
    return sorted(found, key=lambda one: not one["is_own"])


@login_required
@require_POST
def mode_act(request: HttpRequest, mode_id: int, name: str) -> HttpResponse:
    """A zero-report, a later end, the end."""
    mode = _mode_or_404(request, mode_id)
    kinds = {"report": ReportForm, "prolong": ProlongForm, "end": ActForm}
    if name not in kinds:
        raise Refused("not_found")
    if name != "report":
        check_may(request.user, ORDER, subdistrict_id=mode.subdistrict_id)
    check_may(request.user, REPORT if name == "report" else ORDER)
    form = kinds[name](request.POST)
    if not form.is_valid():
        return _page(request, mode, {name: form})
    try:
        messages.success(request, _done(request, mode, name, form))
    except Refused as refused:
        if refused.code in ("key_reused", "not_found"):
            raise
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return _page(request, mode, {name: form})
    return redirect("desk_mode", mode_id=mode.pk)


def _done(request: HttpRequest, mode: SpecialMode, name: str, form: Any) -> str:
    moment, by = now(), request.user
    if name == "end":
        done = cases.end(mode.pk, by=by, at=moment, key=form.cleaned_data["key"])
        return _("已解除，一切恢复原样；调整 %(moved)s 个内部时限。") % done
    said = form.cleaned_data
    if name == "prolong":
        done = cases.prolong(mode.pk, ends_at=said["ends_at"], by=by, at=moment, key=said["key"])
        return _("已延长，顺延 %(moved)s 个内部时限。") % done
    actions.report(
        mode.pk, unit_id=said["unit"], due_at=said["due_at"], is_quiet=said["is_quiet"],
        words=said["words"], by=by, at=moment, key=said["key"],
    )  # fmt: skip
    return _("零报告已报。")
