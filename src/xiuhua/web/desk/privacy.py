"""Requests of persons about their own data: the list by deadline, one request, and what is done with it.

Thin over `privacy.actions.requests`. In the list the person is masked; on the request's own page whoever answers
sees whom to call.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.privacy.actions import requests
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.queries import ANSWER, VIEW_HISTORY, WAITING, requests_visible_to
from xiuhua.apps.records.now import now
from xiuhua.rulebook.masking import masked_name, masked_phone
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.case_new import home_of
from xiuhua.web.desk.privacy_forms import FIELD_OF, DecisionForm, RequestForm, find_form
from xiuhua.web.shared import privacy_words as words
from xiuhua.web.shared import refusals

PAGE = 50
ERASE = "contacts.erase"
ASKED = ("kind", "channel", "name", "phone", "words")
CHIP = {"open": "running", "decided": "running", "answered": "done", "withdrawn": "idle"}


@login_required
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """Requests that wait, nearest deadline first; or all, the newest first."""
    check_may(request.user, ANSWER)
    found, moment = requests_visible_to(request.user), now()
    scope = "all" if request.GET.get("scope") == "all" else "waiting"
    if scope == "waiting":
        found = found.filter(state__in=WAITING).order_by("due_at", "id")
    else:
        found = found.order_by("-received_at", "-id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            {
                "row": row,
                "kind": words.KIND[row.kind],
                "name": masked_name(row.name) or masked_phone(row.phone),
                **chip_of(row, moment),
            }
            for row in page.object_list
        ],
        "total_words": _("共 %(count)s 件请求") % {"count": page.paginator.count},
        "scope": scope,
        "moment": moment,
        **tabs(request.user, "requests"),
    }
    return render(request, "desk/privacy/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Take a request in."""
    home, at = home_of(request), now()
    check_may(request.user, ANSWER, subdistrict_id=home.pk)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ASKED}
        received_at = form.cleaned_data["received_at"] or at
        asked = requests.Asked(subdistrict=home, received_at=received_at, **said)
        try:
            made = requests.register(asked, by=request.user, at=at, key=form.cleaned_data["key"])
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("请求 %(number)s 已登记。") % {"number": made["number"]})
            return redirect("desk_request", request_id=made["id"])
    context = {"form": form, "title": _("登记个人信息请求"), "back": "desk_requests"}
    return render(request, "desk/registry/new.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
@never_cache
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request."""
    return page_of(request, find_request(request.user, request_id))


@login_required
@require_POST
@never_cache
def request_act(request: HttpRequest, request_id: int, name: str) -> HttpResponse:
    """Decide, answer or take back; refused, the page comes back with what was typed."""
    row = find_request(request.user, request_id)
    how: Any = {"by": request.user, "at": now(), "key": request.POST.get("key", "")[:80]}
    form = DecisionForm(request.POST, auto_id="decide_%s")
    try:
        if name == "decide":
            if not form.is_valid():
                return page_of(request, row, decide=form)
            said = {field: form.cleaned_data[field] for field in ("decision", "identity", "words")}
            requests.decide(row.pk, **said, **how)
        elif name == "answer":
            requests.answer(row.pk, **how)
        elif name == "withdraw":
            requests.withdraw(row.pk, **how)
        else:
            raise Refused("act_unknown", act=name)
    except Refused as refused:
        if name == "decide":
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
            return page_of(request, row, decide=form)
        return page_of(request, find_request(request.user, request_id), refused=refused)
    messages.success(request, _("%(number)s 已保存。") % {"number": row.number})
    return redirect("desk_request", request_id=row.pk)


def find_request(user: User, request_id: int) -> PersonRequest:
    """The request, if the person may answer it. Refuses: request_not_found."""
    check_may(user, ANSWER)
    joined = ("subdistrict", "registered_by", "decided_by", "answered_by")
    rows = requests_visible_to(user).select_related(*joined)
    found = rows.filter(pk=request_id).first() if request_id < 2**63 else None
    if found is None:
        raise Refused("request_not_found")
    return found


def page_of(
    request: HttpRequest,
    row: PersonRequest,
    *,
    decide: DecisionForm | None = None,
    refused: Refused | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of one request; `more` is what a look found."""
    moment = now()
    explained = refusals.explain(refused) if refused else None
    is_open, is_decided = row.state == "open", row.state == "decided"
    context = {
        "row": row,
        "kind": words.KIND[row.kind],
        "channel": words.CHANNEL[row.channel],
        "identity": words.IDENTITY.get(row.identity, ""),
        "decision": words.DECISION.get(row.decision, ""),
        "moment": moment,
        **chip_of(row, moment),
        "decide": (decide or DecisionForm(initial={"identity": row.identity}, auto_id="decide_%s"))
        if is_open
        else None,
        "may_answer": is_decided,
        "may_withdraw": is_open or is_decided,
        "find": more.pop("find", None) or find_form(row),
        "may_erase": may(request.user, ERASE, subdistrict_id=row.subdistrict_id),
        "refusal": explained,
        **more,
    }
    failed = explained or (decide and decide.errors) or context["find"].errors
    status = explained.status if explained else (400 if failed else 200)
    return render(request, "desk/privacy/request.html", context, status=status)


def chip_of(row: PersonRequest, moment: Any) -> dict[str, Any]:
    """Shape and word of a request; late when the answer is."""
    late = row.state in WAITING and row.due_at < moment
    return {"chip": "late" if late else CHIP[row.state], "word": str(words.STATE[row.state])}


def tabs(user: User, here: str) -> dict[str, Any]:
    """Which of the pages about personal data this person may open, and which one this is."""
    answers, watches = may(user, ANSWER), may(user, VIEW_HISTORY)
    return {"tab": here, "may_requests": answers, "may_watch": watches}
