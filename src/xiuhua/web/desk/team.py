"""Team files: the people, one file, and what one may do about it. Pages only; acts stand in duty and cases.

A file beyond the places where one holds team.view does not exist here. One's own is `team_me`.
"""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import Certificate, User
from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.cases.actions import leaving
from xiuhua.apps.duty import team as queries
from xiuhua.apps.duty.actions import team as actions
from xiuhua.apps.duty.actions.team import EDIT
from xiuhua.apps.duty.models import HandOver, TeamEntry
from xiuhua.apps.duty.team import VIEW
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.team_forms import FIELD_OF, EntryForm, HandOverForm, OutcomeForm
from xiuhua.web.shared import refusals, team_words

PAGE = 50
NEAR = dt.timedelta(days=60)


@login_required
@require_GET
def team_list(request: HttpRequest) -> HttpResponse:
    """People whose file one may read, with what needs doing."""
    check_may(request.user, VIEW)
    day = local_day(None)
    since = dt.date(day.year, 1, 1)
    rows = queries.people_with_file(request.user).filter(is_active=True)
    page = Paginator(rows.order_by("unit__code", "username"), PAGE).get_page(
        request.GET.get("page")
    )
    people = list(page.object_list)
    found = queries.summaries(people, since)
    context = {
        "page": page,
        "rows": [
            (one, found[one.pk], certificate_state(found[one.pk]["certificate"], day))
            for one in people
        ],
        "year": day.year,
    }
    return render(request, "desk/team/list.html", context)


def certificate_state(row: Certificate | None, day: dt.date) -> tuple[str, str]:
    """A tone and words: in force, near its end, over, none."""
    if row is None:
        return "idle", ""
    if row.valid_to < day:
        return "late", _("已过期")
    return ("near", _("将到期")) if row.valid_to - day <= NEAR else ("done", _("有效"))


def _person_or_404(request: HttpRequest, person_id: int) -> User:
    check_may(request.user, VIEW)
    person = queries.people_with_file(request.user).filter(pk=person_id).first()
    if person is None:
        raise Refused("not_found")
    return person


@login_required
@never_cache
@require_GET
def team_file(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person's file."""
    return _page(request, _person_or_404(request, person_id))


def file_context(person: User) -> dict[str, Any]:
    """What a file shows, to its owner and to whoever may read it."""
    day = local_day(person.subdistrict.time_zone if person.subdistrict else None)
    certificates = Certificate.objects.filter(user=person).order_by("-valid_to")
    return {
        "person": person,
        "entries": [
            (entry, team_words.KIND[entry.kind], team_words.OUTCOME.get(entry.outcome, ""))
            for entry in queries.file_of(person)
        ],
        "certificates": [(row, *certificate_state(row, day)) for row in certificates],
        "out": queries.things_out([person.pk]).get(person.pk, 0),
        "lists": [
            (row, [(team_words.LINE_KIND[line.kind], team_words.line_said(line)) for line in lines])
            for row, lines in queries.hand_overs_of(person)
        ],
    }


def _page(
    request: HttpRequest, person: User, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    bound = bound or {}
    place = {"subdistrict_id": person.subdistrict_id, "unit_id": person.unit_id}
    may_edit = may(request.user, EDIT, **place) and request.user.pk != person.pk
    context = file_context(person) | {
        "may_edit": may_edit,
        "bound_forms": [] if may_edit else list(bound.values()),
    }
    if may_edit:
        context["entry_form"] = bound.get("record") or _entry_form(person)
        waiting = TeamEntry.objects.filter(person=person, kind="complaint", decided_at=None)
        context["outcome_forms"] = [
            (entry, _outcome_form(entry, bound.get("decide"))) for entry in waiting.order_by("on")
        ]
        is_open = HandOver.objects.filter(person=person, closed_at=None).exists()
        if person.is_active and not is_open:
            context["hand_over_form"] = bound.get("hand-over") or HandOverForm(person=person)
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "desk/team/file.html", context, status=status)


def _entry_form(person: User, data: Any = None) -> EntryForm:
    issues = TeamEntry.objects.filter(person=person, kind="issue").order_by("-on")
    day = local_day(person.subdistrict.time_zone if person.subdistrict else None)
    return EntryForm(data, issues=issues, initial={"on": day}, auto_id="entry_%s")


def _outcome_form(entry: TeamEntry, bound: forms.Form | None) -> forms.Form:
    if bound is not None and bound.data.get("entry") == str(entry.pk):
        return bound
    return OutcomeForm(initial={"entry": entry.pk}, auto_id=f"outcome{entry.pk}_%s")


@login_required
@require_POST
def team_act(request: HttpRequest, person_id: int, name: str) -> HttpResponse:
    """A line of the file, the outcome of a complaint, a hand-over list."""
    person = _person_or_404(request, person_id)
    place = {"subdistrict_id": person.subdistrict_id, "unit_id": person.unit_id}
    check_may(request.user, EDIT, **place)
    kinds = {
        "record": lambda: _entry_form(person, request.POST),
        "decide": lambda: OutcomeForm(request.POST),
        "hand-over": lambda: HandOverForm(request.POST, person=person),
    }
    if name not in kinds:
        raise Refused("not_found")
    form = kinds[name]()
    if not form.is_valid():
        return _page(request, person, {name: form})
    try:
        messages.success(request, _done(request, person, name, form))
    except Refused as refused:
        if refused.code in ("key_reused", "not_found"):
            raise
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return _page(request, person, {name: form})
    return redirect("desk_team_file", person_id=person.pk)


def _done(request: HttpRequest, person: User, name: str, form: Any) -> str:
    said = form.cleaned_data
    how: dict[str, Any] = {"by": request.user, "at": now(), "key": said["key"]}
    if name == "record":
        actions.record(
            person, kind=said["kind"], on=said["on"], source=said["source"], words=said["words"],
            quantity=said["quantity"], refers_to_id=said["refers_to"], **how,
        )  # fmt: skip
        return _("已记入档案。")
    if name == "decide":
        entry = TeamEntry.objects.filter(pk=said["entry"], person=person).first()
        if entry is None:
            raise Refused("team_entry_unknown", given=said["entry"])
        actions.decide(entry.pk, outcome=said["outcome"], words=said["words"], **how)
        return _("已认定。")
    receiver = User.objects.filter(pk=said["receiver"]).first()
    if receiver is None:
        raise Refused("hand_over_receiver")
    leaving.open_list(person, receiver, typed=form.typed(), **how)
    return _("交接单已开，请双方在“我的档案”里签字。")
