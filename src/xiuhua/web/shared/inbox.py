"""What the outbox says to one person in the program: which messages, in which words, how many unseen.

A person's letters are those to the person and those to the person's unit; a unit's letter is one paper
for the whole unit: whoever marks it as read has read it for all. Nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.records import outbox
from xiuhua.apps.records.models import OutboxMessage
from xiuhua.rulebook.personal_words import masked_words

SHOWN = 8
COUNT_UP_TO = 100
WORDS: Mapping[str, Promise] = {
    "case.report": _("您的网格有人上报一件"),
    "case.dispatch": _("派来一件"),
    "case.hand_over": _("移交来一件"),
    "case.rework": _("核查未通过，要返工"),
    "case.supervise": _("被督办"),
    "case.resume": _("挂账结束，恢复办理"),
    "petition.granted": _("申请已批准"),
    "petition.denied": _("申请未批准"),
}
OTHER: Promise = _("有新进展")


@dataclass(frozen=True)
class News:
    """One thing that happened. `is_open_to_person`: the case can still be looked at."""

    words: Promise
    number: str
    place: str
    at: Any
    is_to_unit: bool
    is_open_to_person: bool


def recipients_of(user: User) -> list[str]:
    """Under which names letters reach this person."""
    return [f"user:{user.pk}", *([f"unit:{user.unit_id}"] if user.unit_id else [])]


def unseen(user: User) -> int:
    """How many things this person has not seen: one statement."""
    return outbox.unseen_count(recipients_of(user), upto=COUNT_UP_TO)


def news_of(user: User) -> tuple[list[News], int]:
    """The newest unseen letters, and the id of the last one shown: two statements."""
    own, *_unit = recipients_of(user)
    letters: dict[Any, OutboxMessage] = {}
    last = 0
    # Each thing may lie here twice, to the person and to the unit: the person's paper is shown.
    for letter in outbox.inbox(recipients_of(user)).filter(seen_at__isnull=True)[: 2 * SHOWN]:
        last = max(last, letter.pk)
        thing = (letter.kind, letter.facts.get("case"), letter.created_at)
        if thing not in letters or letter.recipient == own:
            letters[thing] = letter
    shown = list(letters.values())[:SHOWN]
    numbers = [letter.facts.get("number", "") for letter in shown]
    cases = visible_to(user).filter(number__in=numbers) if shown else []
    places = {case.number: case.place_words for case in cases}
    return [_news(letter, own, places) for letter in shown], last


def _news(letter: OutboxMessage, own: str, places: dict[str, str]) -> News:
    number = str(letter.facts.get("number", ""))
    return News(
        words=WORDS.get(letter.kind, OTHER),
        number=number,
        place=masked_words(places.get(number, "")),
        at=letter.created_at,
        is_to_unit=letter.recipient != own,
        is_open_to_person=number in places,
    )
