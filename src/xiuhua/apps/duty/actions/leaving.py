"""Leaving: one list of what is handed over, signed by both sides, and the account ends the same moment.

What a person holds in cases is gathered by `cases.actions.leaving`, which stands above and calls these acts. Nothing
here erases anything: what goes in time is `accounts.actions.retention`'s and `duty.actions.retention`'s.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from xiuhua.apps.accounts.actions import people
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.duty.actions.grid_duty import end as end_duty
from xiuhua.apps.duty.actions.team import check_editor, issued_left
from xiuhua.apps.duty.models import GridDuty, HandOver, HandOverLine, TeamEntry
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused

Line = tuple[str, str]
"""Kind and words."""
LONGEST_WORDS, MOST_LINES = 300, 100


def open_list(
    person: User,
    receiver: User,
    *,
    gathered: Sequence[Line],
    typed: Sequence[Line],
    by: User,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Begin a hand-over. Refuses: hand_over_open, hand_over_receiver, person_inactive, hand_over_line_invalid,
    team_entry_about_oneself.
    """
    check_editor(person, by)
    body = {"person": person.pk, "receiver": receiver.pk, "typed": list(typed)}
    with act("leaving.open", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        _check(person, receiver, typed)
        row = HandOver.objects.create(
            subdistrict_id=person.subdistrict_id, person=person, receiver=receiver, opened_by=by,
            opened_at=at,
        )  # fmt: skip
        found = [*held_in_duty(person, at), *gathered]
        lines = [(*line, True) for line in found] + [(*line, False) for line in typed]
        HandOverLine.objects.bulk_create(
            [
                HandOverLine(
                    hand_over=row, order=n, kind=kind, words=words[:LONGEST_WORDS],
                    is_gathered=is_gathered,
                )
                for n, (kind, words, is_gathered) in enumerate(lines, 1)
            ]
        )  # fmt: skip
        _record(row, "leaving.opened", by, at)
        return this.keep({"id": row.pk, "lines": len(lines)})


def sign(hand_over_id: int, *, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """Sign as the one who leaves or the one who takes over; the second signature closes list and account.

    Refuses: hand_over_unknown (also for whoever is neither), hand_over_signed.
    """
    with act("leaving.sign", scope=scope(by.pk), key=key, body={"list": hand_over_id}) as this:
        if this.done:
            return this.answer
        row = locked(hand_over_id, by)
        field = "giver_signed_at" if row.person_id == by.pk else "receiver_signed_at"
        if getattr(row, field) is not None:
            raise Refused("hand_over_signed")
        setattr(row, field, at)
        row.save(update_fields=[field])
        _record(row, "leaving.signed", by, at)
        if row.giver_signed_at and row.receiver_signed_at:
            _close(row, at)
        return this.keep({"id": row.pk, "closed": row.closed_at is not None})


def locked(hand_over_id: int, by: User) -> HandOver:
    """The open list of which this person is one side."""
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("person", "opened_by")
    row = rows.filter(Q(person=by) | Q(receiver=by), pk=hand_over_id, closed_at=None).first()
    if row is None:
        raise Refused("hand_over_unknown", given=hand_over_id)
    return row


def held_in_duty(person: User, at: dt.datetime) -> list[Line]:
    """Parts of grids that go on, and things issued that are not given back."""
    day = local_day(zone_name(person.subdistrict_id), at)
    duties = GridDuty.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), user=person)
    found = [
        (HandOverLine.Kind.GRIDS.value, f"{row.grid.name or row.grid.code if row.grid else '—'} {row.part}")
        for row in duties.select_related("grid").order_by("grid__code", "part")
    ]  # fmt: skip
    issues = TeamEntry.objects.filter(person=person, kind=TeamEntry.Kind.ISSUE).order_by("on")
    for issue in issues:
        left = issued_left(issue)
        if left > 0:
            found.append((HandOverLine.Kind.EQUIPMENT.value, f"{issue.words} × {left}"))
    return found


def _close(row: HandOver, at: dt.datetime) -> None:
    """End the parts of grids and the account; what follows from both signatures is done by whoever opened the list."""
    person = row.person
    day = local_day(zone_name(row.subdistrict_id), at)
    duties = GridDuty.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day), user=person, valid_from__lte=day
    )
    for duty_id in duties.order_by("pk").values_list("pk", flat=True):
        end_duty(duty_id, last_on=day, by=None, at=at, key="")
    people.close_account(person, by=row.opened_by, at=at)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    _record(row, "leaving.closed", row.opened_by, at)


def _check(person: User, receiver: User, typed: Sequence[Line]) -> None:
    if not person.is_active:
        raise Refused("person_inactive")
    same_street = receiver.subdistrict_id == person.subdistrict_id
    if receiver.pk == person.pk or not receiver.is_active or not same_street:
        raise Refused("hand_over_receiver")
    if HandOver.objects.filter(person=person, closed_at=None).exists():
        raise Refused("hand_over_open")
    for kind, words in typed:
        bad = not words.strip() or len(words) > LONGEST_WORDS or masked_words(words) != words
        if kind not in HandOverLine.Kind.values or bad or len(typed) > MOST_LINES:
            raise Refused("hand_over_line_invalid", longest=LONGEST_WORDS)


def _record(row: HandOver, kind: str, by: User, at: dt.datetime) -> None:
    data = {"person_id": row.person_id, "receiver_id": row.receiver_id}
    append(row, kind, at=at, actor_id=by.pk, subdistrict_id=row.subdistrict_id, data=data)
