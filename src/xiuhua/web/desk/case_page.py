"""The case page: where it stands, what happened, and only what this person may do now."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import petitions, reporters
from xiuhua.apps.cases.check_words import check_word_of
from xiuhua.apps.cases.models import Case, Clock, OrderCase, Petition, Referral, Reporter
from xiuhua.apps.cases.queries.hidden import hides_numbers
from xiuhua.apps.cases.queries.options import open_petitions, options, petition_kinds
from xiuhua.apps.cases.queries.rights import may_on
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.cases.queries.timeline import photos_of, timeline
from xiuhua.apps.records.now import now
from xiuhua.apps.space.actions import places
from xiuhua.rulebook.lifecycle.terms import PetitionKind
from xiuhua.rulebook.masking import masked_name, masked_phone
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.case_forms import FIRST_MOVES, form_of, petition_form, petition_notices
from xiuhua.web.desk.case_sentences import entry_of
from xiuhua.web.shared import life_words, refusals
from xiuhua.web.shared.case_acts import done_before, perform
from xiuhua.web.shared.case_words import state_words

JOINS = (
    "subdistrict", "source", "case_class", "standard", "grid", "community", "unit", "officer", "component",
    "premises", "parent", "handled_by", "reported_by",
)  # fmt: skip


@login_required
@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case."""
    return _page(request, find_case(request.user, number))


@login_required
@require_POST
def case_act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do one thing; refused, the same page comes back with what was typed and why not."""
    key = request.POST.get("key", "")
    case = done_before(request.user, number, key) or find_case(request.user, number)
    try:
        answer = perform(
            name,
            case,
            request.POST.dict(),
            request.FILES.getlist,
            by=request.user,
            at=now(),
        )
    except Refused as refused:
        return _page(request, find_case(request.user, number), refused, tried=name)
    words = {"number": answer["number"], "state": life_words.STATE[answer["state"]]}
    messages.success(request, _("%(number)s 已保存，现在是“%(state)s”。") % words)
    return _next_page(request.user, number)


@login_required
@require_POST
def petition(request: HttpRequest, petition_id: int, decision: str) -> HttpResponse:
    """Grant, deny or withdraw a petition."""
    found = Petition.objects.filter(pk=petition_id).select_related("case").first()
    case = find_case(request.user, found.case.number) if found else None
    if case is None:
        raise Refused("petition_not_found")
    how: Any = {"by": request.user, "at": now(), "key": request.POST.get("key", "")}
    try:
        if decision == "withdraw":
            petitions.withdraw(petition_id, **how)
        elif decision in ("grant", "deny"):
            words = request.POST.get("words", "")
            petitions.decide(petition_id, granted=decision == "grant", words=words, **how)
        else:
            raise Refused("act_unknown", act=decision)
    except Refused as refused:
        return _page(request, find_case(request.user, case.number), refused, tried="petition")
    messages.success(request, _("已处理申请。"))
    return redirect("desk_case", number=case.number)


@login_required
@require_POST
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """Show the reporter's name and phone once, for a reason."""
    case = find_case(request.user, number)
    reason, key = request.POST.get("reason", ""), request.POST.get("key", "")
    try:
        shown = reporters.unmask(case.pk, reason=reason, by=request.user, at=now(), key=key)
    except Refused as refused:
        return _page(request, find_case(request.user, number), refused, tried="unmask")
    found = find_case(request.user, number)
    return _page(
        request, found, shown={"reporter_name": shown["name"], "reporter_phone": shown["phone"]}
    )


@login_required
@require_POST
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """Erase who reported and what was said, for a reason."""
    case = find_case(request.user, number)
    reason, key = request.POST.get("reason", ""), request.POST.get("key", "")
    try:
        reporters.erase(case.pk, reason=reason, by=request.user, at=now(), key=key)
    except Refused as refused:
        return _page(request, find_case(request.user, number), refused, tried="erase")
    messages.success(request, _("已删除上报人信息。"))
    return _next_page(request.user, number)


@login_required
@require_POST
def name_place(request: HttpRequest, number: str) -> HttpResponse:
    """Put a name that people use for this place into the gazetteer."""
    case = find_case(request.user, number)
    data = request.POST
    try:
        if case.lon is None:
            raise Refused("place_missing")
        places.add(
            case.subdistrict,
            name=data.get("name", ""),
            kind=data.get("kind") or "by_name",
            lon=case.lon,
            lat=case.lat,
            by=request.user,
            at=now(),
            key=data.get("key", ""),
        )
    except Refused as refused:
        return _page(request, case, refused, tried="name")
    messages.success(request, _("已记入地名库：%(name)s") % {"name": data.get("name", "").strip()})
    return redirect("desk_case", number=number)


def _next_page(user: User, number: str) -> HttpResponse:
    """The case again; today's page once the act has taken the case out of the person's sight."""
    if visible_to(user).filter(number=number.upper()).exists():
        return redirect("desk_case", number=number)
    return redirect("desk_today")


def find_case(user: User, number: str) -> Case:
    """The case by its number, if the person may see it; a page of another area is not found."""
    case = visible_to(user).filter(number=number.upper()).select_related(*JOINS).first()
    if case is None:
        raise Refused("case_not_found")
    return case


def _page(
    request: HttpRequest,
    case: Case,
    refused: Refused | None = None,
    tried: str = "",
    shown: dict[str, str] | None = None,
) -> HttpResponse:
    user, moment = request.user, now()
    # What one came for stands first.
    found = sorted(options(case, user, moment), key=lambda option: option.move not in FIRST_MOVES)
    typed = request.POST.dict() if refused else {}
    explained = refusals.explain(refused) if refused else None
    chip, word = state_words(vars(case), moment)
    photos = photos_of(case)
    orders = list(OrderCase.objects.filter(case=case).select_related("order"))
    context = {
        "case": case,
        "chip": chip,
        "word": word,
        "moment": moment,
        "entries": [entry_of(entry) for entry in timeline(case)],
        "clocks": [
            (life_words.CLOCK[clock.kind], clock)
            for clock in Clock.objects.filter(case=case).order_by("started_at", "id")
        ],
        "acts": [form_of(option, case, typed if option.move == tried else {}) for option in found],
        "petition_forms": [
            petition_form(kind, case, typed, answers_order=bool(orders))
            for kind in petition_kinds(case, user)
        ],
        "petitions": [
            (one, petition_notices(PetitionKind(one.kind), bool(orders)))
            for one in open_petitions(case)
        ],
        "may_decide": may_on(user, "cases.approve", case),
        "orders": orders,
        "referrals": Referral.objects.filter(case=case).select_related("receiver").order_by("id"),
        "twins": Case.objects.filter(parent=case).values_list("number", flat=True),
        **_reporter(case),
        **(shown or {}),
        "is_unmasked": shown is not None,
        "may_unmask": may_on(user, "contacts.unmask", case) and _hides(case),
        "may_erase": may_on(user, "contacts.erase", case),
        "may_name": may_on(user, "gazetteer.add", case),
        # Told again on the telephone by who takes reports; nobody else needs it.
        "check_word": check_word_of(case.number) if may_on(user, "cases.file", case) else "",
        "before": _last(photos, ("before", "site")),
        "after": _last(photos, ("after",)),
        "refusal": explained,
        "tried": tried,
    }
    return render(
        request, "desk/cases/page.html", context, status=explained.status if explained else 200
    )


def _hides(case: Case) -> bool:
    """Whether anything on the page is shown otherwise than it is."""
    return Reporter.objects.filter(case=case, erased_at=None).exists() or hides_numbers(case)


def _reporter(case: Case) -> dict[str, Any]:
    """The reporter, masked: a name and number are shown whole only where they are needed, with a reason."""
    reporter = Reporter.objects.filter(case=case).first()
    if reporter is None:
        return {"reporter": None}
    name, phone = masked_name(reporter.name), masked_phone(reporter.phone)
    return {"reporter": reporter, "reporter_name": name, "reporter_phone": phone}


def _last(photos: list[Any], roles: tuple[str, ...]) -> Any:
    return next((photo for photo in reversed(photos) if photo.role in roles), None)
