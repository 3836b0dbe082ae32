"""A resident follows: number and check word, then where it stands, in words, and by when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.cases.check_words import check_word_of
from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.queries.public import followed
from xiuhua.apps.records.now import now
from xiuhua.rulebook.check_word import spell
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.portal.memory import forget, remember, remembered
from xiuhua.web.shared import refusals
from xiuhua.web.shared.following import CHIPS, STATE, follow, promised_at, steps_of
from xiuhua.web.shared.photo_files import public_url, token_of


@never_cache
@sensitive_post_parameters("check_word")
@require_http_methods(["GET", "POST"])
def follow_page(request: HttpRequest) -> HttpResponse:
    """The two fields; right ones open the case's page."""
    typed = {"number": request.GET.get("number", "")[:40], "problem": ""}
    if request.method == "POST":
        number, word = request.POST.get("number", "")[:40], request.POST.get("check_word", "")[:40]
        try:
            case = follow(request, number, word, now())
        except Refused as refused:
            explained = refusals.explain(refused)
            typed = {"number": number, "problem": f"{explained.what}{explained.todo}"}
            page = render(request, "portal/follow.html", typed, status=explained.status)
            return refusals.with_wait(page, refused)
        return remember(redirect("portal_case"), case.number)
    return render(request, "portal/follow.html", typed)


@never_cache
@require_GET
def case_page(request: HttpRequest) -> HttpResponse:
    """Where the case stands."""
    case = _case_of(request)
    if case is None:
        return redirect("portal_follow")
    found, moment = followed(case), now()
    leading, token = found.leading, token_of(case)
    word, meaning = STATE[leading.state]
    due = promised_at(leading)
    context = {
        "case": case,
        "leading": leading,
        "word": word,
        "meaning": meaning,
        "merged": STATE["merged"] if leading.pk != case.pk else None,
        "chip": CHIPS.get(leading.state, "running"),
        "steps": steps_of(leading),
        "due": due,
        "is_late": bool(due and due < moment),
        "moment": moment,
        "remarks": found.remarks,
        "before": public_url(found.before, token) if found.before else "",
        "after": public_url(found.after, token) if found.after else "",
    }
    return render(request, "portal/case.html", context)


@never_cache
@require_GET
def thanks_page(request: HttpRequest) -> HttpResponse:
    """Number, check word, and by when we answer: to be printed or kept on the phone."""
    case = _case_of(request)
    if case is None:
        return redirect("portal_follow")
    context = {
        "case": case,
        "check_word": spell(check_word_of(case.number)),
        "due": promised_at(case),
    }
    return render(request, "portal/thanks.html", context)


@require_POST
def forget_page(request: HttpRequest) -> HttpResponse:
    """Leave nothing on a shared computer."""
    return forget(redirect("portal_start"))


def _case_of(request: HttpRequest) -> Case | None:
    number = remembered(request)
    if not number:
        return None
    rows = Case.objects.filter(number=number)
    return rows.select_related("subdistrict", "case_class", "parent").first()
