"""History for those who watch over it: seals, today's events, one object's chain and its proof.

Reading only: nothing is mended or hidden here. Only cheap statements; all of history is proved by a command.
"""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, check_may, may, people_visible_to
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.records import proof
from xiuhua.apps.records.management.commands.verify_history import FAULTS, UNGUARDED
from xiuhua.apps.records.models import Chained, Event, Seal
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import labels, life_words

SEALS = 7
COUNT_UP_TO = 10_000
MOST_EVENTS = 500
VIEW, VERIFY = "history.view", "history.verify"


@dataclass(frozen=True)
class Verdict:
    """What the proof of one object found."""

    holds: bool
    words: str


@login_required
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The page; with `number` in the address, that object's events."""
    check_may(request.user, VIEW)
    return _page(request, request.GET.get("number", ""))


@login_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Prove one object's chain at once; it changes nothing, so the answer is the page itself."""
    check_may(request.user, VIEW)
    check_may(request.user, VERIFY)
    number = request.POST.get("number", "")
    found = find(request.user, number)
    report = proof.verify(kind=found.chain_kind(), object_id=found.pk)
    return _page(request, number, _verdict(report))


def find(user: User, number: str) -> Chained:
    """A case by its number or a person by user name, if one may see it. Refuses: history_object_not_found."""
    wanted = number.strip()
    case = visible_to(user).filter(number=wanted.upper()).first()
    found = case or people_visible_to(user).filter(username__iexact=wanted).first()
    if found is None:
        raise Refused("history_object_not_found", number=wanted[:60])
    return found


def _page(request: HttpRequest, number: str, verdict: Verdict | None = None) -> HttpResponse:
    user = request.user
    found = find(user, number) if number.strip() else None
    today, is_more = _events_today(user)
    context = {
        "number": number.strip(),
        "found": found,
        "events": _events(found) if found else [],
        "most": MOST_EVENTS,
        "verdict": verdict,
        "may_verify": may(user, VERIFY),
        "today": today,
        "today_cap": COUNT_UP_TO if is_more else None,
        "seals": Seal.objects.order_by("-number")[:SEALS],
    }
    return render(request, "desk/history/page.html", context)


def _events_today(user: User) -> tuple[int, bool]:
    """Events since midnight in the person's scope, looked for among the newest 10,000 of all."""
    moment = now().astimezone(ZoneInfo(settings.TIME_ZONE))
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    newest = Event.objects.order_by("-id").values("id")[:COUNT_UP_TO]
    seen = Q(at__gte=midnight) & areas(user, VIEW).as_q()
    read = Event.objects.filter(id__in=newest).aggregate(
        n=Count("id", filter=seen), earliest=Min("at"), looked_at=Count("id")
    )
    is_more = read["looked_at"] == COUNT_UP_TO and read["earliest"] >= midnight
    return read["n"], is_more


def _events(found: Chained) -> list[dict[str, Any]]:
    """The newest events of one object, oldest first: two statements."""
    rows = Event.objects.filter(object_kind=found.chain_kind(), object_id=found.pk)
    events = list(rows.order_by("-seq")[:MOST_EVENTS])[::-1]
    ids = {event.actor_id for event in events} - {None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        {
            "seq": event.seq,
            "kind": event.kind,
            "words": event_words(event.kind),
            "actor": names.get(event.actor_id, ""),
            "at": event.at,
            "hash": event.hash,
        }
        for event in events
    ]


def event_words(kind: str) -> str:
    """An event's kind as people say it; empty for one without words."""
    family, _dot, rest = kind.partition(".")
    if family == "petition":
        asked, _dot, state = rest.partition(".")
        words = life_words.PETITION_KIND.get(asked), life_words.PETITION_STATE.get(state)
        return " · ".join(str(word) for word in words if word)
    return str(labels.EVENT.get(kind, ""))


def _verdict(report: proof.Report) -> Verdict:
    """The proof in one sentence."""
    broken = report.first_broken
    if broken:
        facts = {
            "object": f"{broken.object_kind}:{broken.object_id}",
            "seq": broken.seq,
            "row": broken.row_id,
            "seal": broken.seal,
            "found": broken.found,
        }
        return Verdict(holds=False, words=str(FAULTS[broken.fault]) % facts)
    if report.unguarded:
        return Verdict(False, str(UNGUARDED) % {"triggers": "、".join(report.unguarded)})
    words = _("这条链完整：%(events)s 条记录逐条核对，前后相接，与封存一致。")
    return Verdict(holds=True, words=words % {"events": report.events})
