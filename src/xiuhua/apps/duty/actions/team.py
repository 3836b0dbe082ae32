"""Lines of the team file: recorded with their source, answered by the person, decided by somebody else.

Facts, not scores. Nobody writes in their own file, and nobody decides a complaint about themselves.
"""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.duty.models import TeamEntry
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused

EDIT = "team.edit"
LONGEST_WORDS, LONGEST_SOURCE = 400, 120
Kind = TeamEntry.Kind


def record(
    person: User,
    *,
    kind: str,
    on: dt.date,
    source: str,
    words: str,
    quantity: int | None = None,
    refers_to_id: int | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Add a line. Things given back name the line they were issued by.

    Refuses: team_entry_about_oneself, team_entry_incomplete, team_entry_in_the_future, team_issue_unknown,
    team_given_back_too_many, words_hold_numbers.
    """
    check_editor(person, by)
    words, source = words.strip(), source.strip()
    body = {
        "person": person.pk, "kind": kind, "on": on, "source": source, "words": words,
        "quantity": quantity, "refers": refers_to_id,
    }  # fmt: skip
    with act("team.record", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        _check(person, kind, on, source, words, at)
        if kind == Kind.GIVEN_BACK:
            _check_given_back(person, refers_to_id, quantity or 1)
        entry = TeamEntry.objects.create(
            subdistrict_id=person.subdistrict_id, person=person, kind=kind, on=on, source=source,
            words=words, quantity=quantity, refers_to_id=refers_to_id, by=by,
        )  # fmt: skip
        _record(entry, "team.recorded", by, at)
        return this.keep({"id": entry.pk})


def answer(entry_id: int, *, words: str, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """The person's own answer to a complaint, once. Refuses: team_entry_unknown, team_answered, team_decided."""
    words = words.strip()
    body = {"entry": entry_id, "words": words}
    with act("team.answer", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        entry = _complaint(entry_id, person=by)
        if entry.answered_at is not None:
            raise Refused("team_answered")
        _check_words(words)
        entry.answer_words, entry.answered_at = words, at
        entry.save(update_fields=["answer_words", "answered_at"])
        _record(entry, "team.answered", by, at)
        return this.keep({"id": entry.pk})


def decide(
    entry_id: int, *, outcome: str, words: str, by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """What came of a complaint, once. The person has answered before.

    Refuses: team_entry_unknown, team_decided, team_answer_awaited, team_entry_about_oneself, team_outcome_unknown.
    """
    words = words.strip()
    body = {"entry": entry_id, "outcome": outcome, "words": words}
    with act("team.decide", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        entry = _complaint(entry_id)
        check_editor(entry.person, by)
        if outcome not in TeamEntry.Outcome.values:
            raise Refused("team_outcome_unknown")
        if entry.answered_at is None:
            raise Refused("team_answer_awaited")
        _check_words(words)
        entry.outcome, entry.outcome_words, entry.decided_at = outcome, words, at
        entry.save(update_fields=["outcome", "outcome_words", "decided_at"])
        _record(entry, "team.decided", by, at)
        return this.keep({"id": entry.pk})


def check_editor(person: User, by: User | None) -> None:
    """Whoever writes in a file holds the right over the person's unit or subdistrict, and is somebody else."""
    if by is None:
        return
    check_may(by, EDIT, subdistrict_id=person.subdistrict_id, unit_id=person.unit_id)
    if by.pk == person.pk:
        raise Refused("team_entry_about_oneself")


def issued_left(entry: TeamEntry) -> int:
    """How many of the things issued by a line have not been given back."""
    back = TeamEntry.objects.filter(kind=Kind.GIVEN_BACK, refers_to=entry)
    return (entry.quantity or 1) - sum(n or 1 for n in back.values_list("quantity", flat=True))


def _check(person: User, kind: str, on: dt.date, source: str, words: str, at: dt.datetime) -> None:
    if kind not in Kind.values or not source or len(source) > LONGEST_SOURCE:
        raise Refused("team_entry_incomplete")
    zone = zone_name(person.subdistrict_id) if person.subdistrict_id else None
    if on > local_day(zone, at):
        raise Refused("team_entry_in_the_future", on=on.isoformat())
    _check_words(words)
    if masked_words(source) != source:
        raise Refused("words_hold_numbers", longest=LONGEST_SOURCE)


def _check_words(words: str) -> None:
    if not words:
        raise Refused("team_entry_incomplete")
    if len(words) > LONGEST_WORDS or masked_words(words) != words:
        raise Refused("words_hold_numbers", longest=LONGEST_WORDS)


def _check_given_back(person: User, refers_to_id: int | None, quantity: int) -> None:
    issue = TeamEntry.objects.filter(pk=refers_to_id, person=person, kind=Kind.ISSUE).first()
    if issue is None:
        raise Refused("team_issue_unknown")
    left = issued_left(issue)
    if quantity > left:
        raise Refused("team_given_back_too_many", left=left)


def _complaint(entry_id: int, **only: Any) -> TeamEntry:
    rows = TeamEntry.objects.select_for_update(of=("self",)).select_related("person")
    entry = rows.filter(pk=entry_id, kind=Kind.COMPLAINT, **only).first()
    if entry is None:
        raise Refused("team_entry_unknown", given=entry_id)
    if entry.decided_at is not None:
        raise Refused("team_decided")
    return entry


def _record(entry: TeamEntry, kind: str, by: User | None, at: dt.datetime) -> None:
    data = {"person_id": entry.person_id, "line": entry.kind, "outcome": entry.outcome}
    append(
        entry, kind, at=at, actor_id=by.pk if by else None,
        subdistrict_id=entry.subdistrict_id, data=data,
    )  # fmt: skip
