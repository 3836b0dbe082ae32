"""Watching over personal data: who saw or handed out what and why, how long things are kept, and the register.

Reading only, but for impact assessments, which are entered here. Reasons are codes or erasable words; the data
itself stands on none of these pages.
"""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.models import Case, InboundOrder, Remark
from xiuhua.apps.privacy import retention
from xiuhua.apps.privacy.actions.assessments import add_assessment
from xiuhua.apps.privacy.queries import (
    ANSWER,
    ERASED,
    HANDED_OUT,
    SEEN,
    VIEW_HISTORY,
    assessments_visible_to,
    traces_visible_to,
)
from xiuhua.apps.privacy.register import ENTRIES
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.now import now
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.case_new import home_of
from xiuhua.web.desk.privacy import tabs
from xiuhua.web.desk.privacy_forms import FIELD_OF, AssessmentForm
from xiuhua.web.shared import catalogue_words, labels, refusals
from xiuhua.web.shared import privacy_words as words

PAGE = 50
KINDS: dict[str, tuple[str, ...]] = {"seen": SEEN, "given": HANDED_OUT, "erased": ERASED}
MOST_ASSESSMENTS = 50
ASSESSED = ("matter", "done_on", "conclusion")


@login_required
@require_GET
def seen(request: HttpRequest) -> HttpResponse:
    """Who saw personal data whole, handed it out or erased it: the newest first, by kind and by person."""
    check_may(request.user, VIEW_HISTORY)
    what = request.GET.get("what", "seen")
    kinds = KINDS.get(what, SEEN)
    found = traces_visible_to(request.user, kinds).order_by("-id")
    username = request.GET.get("by", "").strip()[:60]
    if username:
        found = found.filter(actor_id__in=_people(username))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _traces(list(page.object_list)),
        "total_words": _("共 %(count)s 条记录") % {"count": page.paginator.count},
        "what": what if what in KINDS else "seen",
        "username": username,
        **tabs(request.user, "seen"),
    }
    return render(request, "desk/privacy/seen.html", context)


@login_required
@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """How long each kind is kept, what is due today, the last run, and the impact assessments."""
    check_may(request.user, ANSWER)
    return _kept(request, AssessmentForm(auto_id="assessment_%s"))


@login_required
@require_POST
def assessment(request: HttpRequest) -> HttpResponse:
    """Enter an impact assessment."""
    home = home_of(request)
    check_may(request.user, ANSWER, subdistrict_id=home.pk)
    form = AssessmentForm(request.POST, auto_id="assessment_%s")
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*ASSESSED, "key")}
        try:
            add_assessment(subdistrict=home, by=request.user, at=now(), **said)
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("影响评估已登记。"))
            return redirect("desk_privacy_kept")
    return _kept(request, form, status=400)


@login_required
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """The register: which fields may hold personal data, why, on what ground, how long. Open to all of the staff."""
    rows = [(one, [words.basis_words(slug) for slug in one.bases]) for one in ENTRIES]
    context = {"rows": rows, **tabs(request.user, "fields")}
    return render(request, "desk/privacy/fields.html", context)


def _kept(request: HttpRequest, form: AssessmentForm, status: int = 200) -> HttpResponse:
    due = {line.kind: line for line in retention.due(now())}
    last = retention.last_run()
    done = {line["kind"]: line for line in last.lines} if last else {}
    context = {
        "rows": [
            {
                "what": words.KEPT[kind],
                "rule": line.rule,
                "days": words.days_words(line.days, line.rule),
                "due": line.count,
                "done": done.get(kind, {}).get("count"),
                "failed": bool(done.get(kind, {}).get("failed")),
            }
            for kind, line in due.items()
        ],
        "last": last,
        "assessments": assessments_visible_to(request.user)
        .select_related("by")
        .order_by("-done_on", "-id")[:MOST_ASSESSMENTS],
        "form": form,
        **tabs(request.user, "kept"),
    }
    return render(request, "desk/privacy/kept.html", context, status=status)


def _people(username: str) -> list[int]:
    """Accounts of this user name; none matches nobody."""
    return list(User.objects.filter(username__iexact=username).values_list("pk", flat=True))


def _traces(events: list[Event]) -> list[dict[str, Any]]:
    """Events as people read them: five statements for a page."""
    actors = {event.actor_id for event in events} - {None}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "full_name"))
    cases = _names(Case, events, "number")
    orders = _names(InboundOrder, events, "their_number")
    people = _names(User, events, "username")
    said = _reasons_in_words(events)
    return [
        {
            "event": event,
            "what": str(
                labels.EVENT.get(event.kind) or catalogue_words.EVENT.get(event.kind, event.kind)
            ),
            "who": names.get(event.actor_id, ""),
            "case": cases.get(event.object_id) if event.object_kind == "case" else None,
            "order": orders.get(event.object_id) if event.object_kind == "inboundorder" else None,
            "party": event.object_id if event.object_kind == "party" else None,
            "person": people.get(event.object_id) if event.object_kind == "user" else None,
            "why": _why(event, said),
        }
        for event in events
    ]


def _names(model: Any, events: list[Event], field: str) -> dict[int, str]:
    ids = [event.object_id for event in events if event.object_kind == model.chain_kind()]
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", field))


def _reasons_in_words(events: list[Event]) -> dict[tuple[int, int], str]:
    """Reasons that were given in words stand beside the case's history, where they can be erased."""
    ids = [event.object_id for event in events if event.object_kind == "case"]
    rows = Remark.objects.filter(case__in=ids, event_seq__in={event.seq for event in events})
    return {
        (case_id, seq): text
        for case_id, seq, text in rows.values_list("case_id", "event_seq", "text")
    }


def _why(event: Event, said: dict[tuple[int, int], str]) -> str:
    data = json.loads(event.data)
    reasons = {**catalogue_words.UNMASK_REASON, **catalogue_words.ERASURE_REASON}
    parts = [str(reasons.get(data["reason"], data["reason"]))] if data.get("reason") else []
    if data.get("rule"):
        parts.append(str(catalogue_words.RULE.get(data["rule"], data["rule"])))
    parts += [str(data[name]) for name in ("request", "case_number") if data.get(name)]
    if event.object_kind == "case" and (text := said.get((event.object_id, event.seq))):
        parts.append(masked_words(text))
    return " · ".join(parts)
