"""One's own team file: everybody reads what is kept of them, answers complaints, and signs what they hand over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xiuhua.apps.cases.actions import leaving
from xiuhua.apps.duty.actions import team as actions
from xiuhua.apps.duty.models import HandOver, TeamEntry
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.team import file_context
from xiuhua.web.desk.team_forms import AnswerForm, SignForm
from xiuhua.web.shared import refusals

KINDS: dict[str, type[forms.Form]] = {"answer": AnswerForm, "sign": SignForm}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def team_me(request: HttpRequest) -> HttpResponse:
    """The own file; a POST says in `act` whether a complaint is answered or a list signed."""
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in KINDS:
            raise Refused("team_act_unclear")
        form = bound[name] = KINDS[name](request.POST)
        if form.is_valid() and (done := _done(request, name, form)):
            messages.success(request, done)
            return redirect("desk_team_me" if request.user.is_active else "sign_in")
    return _page(request, bound)


def _done(request: HttpRequest, name: str, form: Any) -> str:
    said = form.cleaned_data
    how: dict[str, Any] = {"by": request.user, "at": now(), "key": said["key"]}
    try:
        if name == "answer":
            actions.answer(said["entry"], words=said["words"], **how)
            return _("您的说明已记下。")
        closed = leaving.sign(said["hand_over"], **how)["closed"]
    except Refused as refused:
        refusals.put_on(form, refused, "words" if name == "answer" else None)
        return ""
    return _("双方已签字，交接完毕，账号已停用。") if closed else _("已签字，等对方签。")


def _page(request: HttpRequest, bound: dict[str, forms.Form]) -> HttpResponse:
    person = request.user
    waiting = TeamEntry.objects.filter(
        person=person, kind="complaint", answered_at=None, decided_at=None
    )
    context = file_context(person) | {
        "is_own": True,
        "answer_forms": [
            (entry, _chosen(bound.get("answer"), "entry", entry.pk) or AnswerForm(
                initial={"entry": entry.pk}, auto_id=f"answer{entry.pk}_%s"))
            for entry in waiting.order_by("on")
        ],
        "sign_forms": [
            (row, _chosen(bound.get("sign"), "hand_over", row.pk) or SignForm(
                initial={"hand_over": row.pk}, auto_id=f"sign{row.pk}_%s"))
            for row in _to_sign(person)
        ],
        "bound_forms": list(bound.values()),
    }  # fmt: skip
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "desk/team/file.html", context, status=status)


def _chosen(bound: forms.Form | None, field: str, pk: int) -> forms.Form | None:
    return bound if bound is not None and bound.data.get(field) == str(pk) else None


def _to_sign(person: Any) -> list[HandOver]:
    given = HandOver.objects.filter(person=person, closed_at=None, giver_signed_at=None)
    taken = HandOver.objects.filter(receiver=person, closed_at=None, receiver_signed_at=None)
    return [
        *given.select_related("person", "receiver"),
        *taken.select_related("person", "receiver"),
    ]
