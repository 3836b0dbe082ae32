"""The dispatcher's page: the oldest waiting files with what the system proposes, sent in one go.

Each file is still its own act with its own key; what cannot be sent stays on the page with the reason.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.handling import dispatch
from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals
from xiuhua.web.shared.case_acts import whole_number

AT_ONCE = 10
MOST = 100


@dataclass
class Waiting:
    """A file that waits to be sent, and whom the system proposes."""

    case: Case
    unit_id: int | None
    officer_id: int | None
    unit: str
    officer: str
    key: str
    why_not: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest) -> HttpResponse:
    """See the ten oldest; send those that are ticked."""
    check_may(request.user, "cases.dispatch")
    refused = _send(request) if request.method == "POST" else {}
    if request.method == "POST" and not refused:
        return redirect("desk_sending")
    rows = waiting(request.user)
    for row in rows:
        row.why_not = refused.get(row.case.pk, "")
    context = {"rows": rows, "moment": now()}
    return render(request, "desk/cases/sending.html", context, status=409 if refused else 200)


def waiting(user: User) -> list[Waiting]:
    """The ten filed cases whose deadline comes first, each with the proposal of its grid's duty."""
    found = visible_to(user).filter(state="filed").select_related("case_class", "grid")
    cases = list(found.order_by("due_at", "id")[:AT_ONCE])
    moment = now()
    duties = [who_answers(case.grid_id, case.subdistrict_id, moment) for case in cases]
    units = dict(Unit.objects.filter(pk__in=[d.unit_id for d in duties]).values_list("pk", "name"))
    people = User.objects.filter(pk__in=[d.officer_id for d in duties])
    names = dict(people.values_list("pk", "full_name"))
    return [
        Waiting(
            case, d.unit_id, d.officer_id, units.get(d.unit_id, ""), names.get(d.officer_id, ""), str(uuid.uuid4())
        )
        for case, d in zip(cases, duties, strict=True)
    ]  # fmt: skip


def _send(request: HttpRequest) -> dict[int, str]:
    """Send the ticked ones; answers why not, per case that was refused."""
    refused: dict[int, str] = {}
    sent = 0
    for case_id in _ticked(request):
        try:
            dispatch(case_id, **_proposal(request, case_id))
            sent += 1
        except Refused as no:
            explained = refusals.explain(no)
            refused[case_id] = f"{explained.what}{explained.todo}"
    if sent:
        messages.success(request, _("已派出 %(n)s 件。") % {"n": sent})
    elif not refused:
        messages.warning(request, _("没有勾选案卷。"))
    return refused


def _ticked(request: HttpRequest) -> list[int]:
    """The cases that were ticked; what is no number of a case was typed by nobody's hand."""
    found = [whole_number({"case": one}, "case") for one in request.POST.getlist("case")[:MOST]]
    return [number for number in found if number is not None]


def _proposal(request: HttpRequest, case_id: int) -> dict[str, Any]:
    data = request.POST
    unit_id = whole_number(data, f"unit-{case_id}")
    if unit_id is None:
        raise Refused("unit_missing")
    return {
        "unit_id": unit_id,
        "officer_id": whole_number(data, f"officer-{case_id}"),
        "seen_seq": whole_number(data, f"seq-{case_id}"),
        "key": data.get(f"key-{case_id}", ""),
        "by": request.user,
        "at": now(),
    }
