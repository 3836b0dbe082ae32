"""Requests of persons: taken in with their deadline, decided, answered, or taken back by the person.

The deadline is reckoned by the working calendar from the rule `person_request_limit` on the day of receipt, and the
rule is kept with the request. History holds the kind, the decision and the moments, never who asked.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.queries import requests_visible_to
from xiuhua.apps.records import history, numbers
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.calendars import work_calendar
from xiuhua.apps.records.lengths import check_lengths
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook import person_request as rules
from xiuhua.rulebook.clock import Due, deadline
from xiuhua.rulebook.person_request import RequestKind, RequestState
from xiuhua.rulebook.personal_words import plain_number
from xiuhua.rulebook.refusal import Refused

ANSWER = "persons.answer"
LONGEST_WORDS = 2000


class How(TypedDict, total=False):
    """Who acts, when, and under which key."""

    by: User
    at: dt.datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came in."""

    subdistrict: Subdistrict
    kind: str
    channel: str
    received_at: dt.datetime
    name: str = ""
    phone: str = ""
    words: str = ""
    identity: str = ""


def register(asked: Asked, **how: Unpack[How]) -> dict[str, Any]:
    """Take a request in; its number and its deadline."""
    by, at, home = how["by"], how["at"], asked.subdistrict
    body = {**vars(asked), "subdistrict": home.pk}
    if asked.received_at == at:
        body["received_at"] = None  # none was given: the same form a second later is the same
    with act("request.register", scope=scope(by.pk), key=how.get("key", ""), body=body) as this:
        if this.done:
            return this.answer
        check_may(by, ANSWER, subdistrict_id=home.pk)
        _check(asked, at)
        limit, due = due_of(home.pk, asked.received_at)
        words = {name: getattr(asked, name).strip() for name in ("name", "phone", "words")}
        row = PersonRequest(
            subdistrict=home,
            number=_number(home, asked.received_at),
            kind=asked.kind,
            channel=asked.channel,
            state=RequestState.OPEN.value,
            identity=asked.identity,
            received_at=asked.received_at,
            limit=limit,
            due_at=due.at,
            due_is_provisional=due.provisional,
            registered_by=by,
            **words,
        )
        check_lengths(row)
        row.save(force_insert=True)
        data = {"kind": asked.kind, "due": history.moment(due.at), "limit": limit}
        _note(row, "personrequest.registered", by, at, data)
        return this.keep({"id": row.pk, "number": row.number})


def decide(
    request_id: int, *, decision: str, identity: str = "", words: str = "", **how: Unpack[How]
) -> dict[str, Any]:
    """Grant it wholly, partly or not; partly and not with a reason."""

    def carry_out(row: PersonRequest) -> dict[str, Any]:
        row.identity = identity or row.identity
        rules.check_decide(row.state, row.kind, row.identity, decision, words)
        row.state, row.decision = RequestState.DECIDED.value, decision
        row.decision_words = _short(words)
        row.decided_by, row.decided_at = how["by"], how["at"]
        return {"decision": decision, "identity": row.identity}

    body = {"decision": decision, "identity": identity, "words": words}
    return _act_on("decided", request_id, body, carry_out, how)


def answer(request_id: int, **how: Unpack[How]) -> dict[str, Any]:
    """The person has the answer: the clock stands."""

    def carry_out(row: PersonRequest) -> dict[str, Any]:
        rules.check_answer(row.state)
        row.state = RequestState.ANSWERED.value
        row.answered_by, row.answered_at = how["by"], how["at"]
        return {"in_time": how["at"] <= row.due_at}

    return _act_on("answered", request_id, {}, carry_out, how)


def withdraw(request_id: int, **how: Unpack[How]) -> dict[str, Any]:
    """The person took the request back."""

    def carry_out(row: PersonRequest) -> dict[str, Any]:
        rules.check_withdraw(row.state)
        row.state = RequestState.WITHDRAWN.value
        return {}

    return _act_on("withdrawn", request_id, {}, carry_out, how)


def due_of(subdistrict_id: int, received_at: dt.datetime) -> tuple[str, Due]:
    """The limit in force on the day of receipt, as text, and when it falls due."""
    found = rules_in_force(subdistrict_id, received_at)
    limit = found.person_request_limit
    calendar = work_calendar(subdistrict_id, limit.calendar)
    due = deadline(received_at, limit.value, limit.unit, calendar, found.reading)
    return f"{limit.value:g} {limit.unit} {limit.calendar}", due


def _check(asked: Asked, at: dt.datetime) -> None:
    if asked.kind not in set(RequestKind):
        raise Refused("request_kind_unknown", given=asked.kind)
    if asked.channel not in PersonRequest.Channel.values:
        raise Refused("request_channel_unknown", given=asked.channel)
    if asked.identity and asked.identity not in set(rules.Identity):
        raise Refused("request_identity_needed")
    if asked.received_at > at:
        raise Refused("request_from_the_future")
    if not asked.name.strip() and not asked.phone.strip():
        raise Refused("request_person_missing")
    if asked.phone.strip():
        plain_number(asked.phone)
    _short(asked.words)


def _short(words: str) -> str:
    if len(words) > LONGEST_WORDS:
        raise Refused("words_too_long", longest=LONGEST_WORDS)
    return words.strip()


def _number(home: Subdistrict, received_at: dt.datetime) -> str:
    year = local_day(home.time_zone, received_at).year
    taken = numbers.take(f"person_request:{home.pk}:{year}")[0]
    return f"{home.case_prefix}-GX-{year}-{taken:04d}"


def _act_on(
    name: str,
    request_id: int,
    body: dict[str, Any],
    carry_out: Callable[[PersonRequest], dict[str, Any]],
    how: How,
) -> dict[str, Any]:
    by, at = how["by"], how["at"]
    said = {"request": request_id, **body}
    with act(f"request.{name}", scope=scope(by.pk), key=how.get("key", ""), body=said) as this:
        if this.done:
            return this.answer
        seen = requests_visible_to(by).filter(pk=request_id).values("pk")
        row = PersonRequest.objects.select_for_update().filter(pk__in=seen).first()
        if row is None:
            raise Refused("request_not_found")
        data = carry_out(row)
        _note(row, f"personrequest.{name}", by, at, data)
        return this.keep({"id": row.pk, "number": row.number, "state": row.state})


def _note(row: PersonRequest, kind: str, by: User, at: dt.datetime, data: dict[str, Any]) -> None:
    events = history.extend(
        row, [(kind, data)], at=at, actor_id=by.pk, subdistrict_id=row.subdistrict_id
    )
    events[0].save(force_insert=True)
    row.save()
