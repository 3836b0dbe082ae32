"""One move of one case: the only road by which a case changes its state.

Lock the row, ask whether this person may, ask the rulebook, let the clocks run, write row, history, words,
photos and messages, all in one transaction under one key. What a single verb adds is handed in.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Unpack

from django.db.models import QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.map_counts import Spot
from xiuhua.apps.cases.clocks import ClockWork, show_on
from xiuhua.apps.cases.facts import facts_of
from xiuhua.apps.cases.models import Case, Clock, Pause, Petition, Photo, Remark
from xiuhua.apps.cases.queries.rights import check_may_on
from xiuhua.apps.cases.queries.scope import sight_of, visible_to
from xiuhua.apps.catalogue.queries import class_of, source_of, standard_of
from xiuhua.apps.records import history, outbox, writing
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.lengths import check_lengths
from xiuhua.apps.records.models import Event, OutboxMessage
from xiuhua.apps.records.shaped import INT, TEXT, Shaped, shaped
from xiuhua.apps.records.streets import subdistrict_of
from xiuhua.rulebook.lifecycle import case as life
from xiuhua.rulebook.lifecycle.terms import ENDED_STATES, CaseState, Flag, Given, Move
from xiuhua.rulebook.refusal import Refused

STAMPS = {
    Move.FILE: "filed_at",
    Move.DISPATCH: "dispatched_at",
    Move.HANDLE: "handled_at",
    Move.SETTLE_REFERRAL: "handled_at",
    Move.PASS_CHECK: "checked_at",
    Move.CLOSE: "closed_at",
    Move.FORCE_CLOSE: "closed_at",
    Move.REFUSE: "closed_at",
    Move.MERGE: "closed_at",
}
NOT_SENT = frozenset(
    {"actor_id", "actor_unit_id", "actor_dispatches", "parent_state", "receiver", "photos"}
)
"""What the server adds to a form: it may have changed when the same form comes again under the same key."""

LONGEST_WORDS = 2000
TELLS_HOLDER = {Move.DISPATCH, Move.HAND_OVER, Move.REWORK, Move.SUPERVISE, Move.RESUME}


@dataclass
class Doing:
    """An act under way on one locked case: what is to be written when it ends."""

    case: Case
    by: User
    at: dt.datetime
    work: ClockWork
    device_at: dt.datetime | None = None
    was: Spot | None = None
    before: dict[str, Any] = field(default_factory=dict)
    happenings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)
    public_words: list[tuple[int, str]] = field(default_factory=list)

    def happened(self, kind: str, data: dict[str, Any], words: str = "") -> None:
        """Note one event, and the words that went with it."""
        self.happenings.append((kind, data))
        if words.strip():
            self.words.append((self.case.history_seq + len(self.happenings), words.strip()))

    def answer_reporter(self, words: str) -> None:
        """Keep with the last event what its reporter may read. Refuses: words_too_long."""
        if len(words) > LONGEST_WORDS:
            raise Refused("words_too_long", longest=LONGEST_WORDS)
        if words.strip():
            self.public_words.append((self.case.history_seq + len(self.happenings), words.strip()))

    def move(
        self,
        move: Move,
        given: Given,
        *,
        words: str = "",
        granted: Petition | None = None,
        **data: Any,
    ) -> None:
        """Check one move and carry it out in memory."""
        case = self.case
        facts = facts_of(case, self.work.rules, granted=granted)
        life.check_may(move, facts, given, self.at)
        before, row = case.state, life.CASE.row(move)
        case.state = life.next_state(move, facts).value
        case.is_open = CaseState(case.state) not in ENDED_STATES
        if move in STAMPS:
            setattr(case, STAMPS[move], self.at)
        if row.outcome:
            case.outcome = str(row.outcome)
        _count(case, row.flags)
        self.work.apply(row.effects)
        self.happened(f"case.{move}", {"from": before, "to": case.state, **data}, words)

    def write(self) -> list[Event]:
        """Write everything: at most one statement per table."""
        case, at = self.case, self.at
        show_on(case, self.work)
        if self.happenings:
            self.happenings[-1][1]["due"] = history.moment(case.due_at)
        events = history.extend(
            case,
            self.happenings,
            at=at,
            actor_id=self.by.pk,
            subdistrict_id=case.subdistrict_id,
            device_at=self.device_at,
        )
        for row in (case, *self.rows):
            check_lengths(row)
        case.pause_count += len(self.work.added_pauses)
        writing.update(case, writing.changed(case, self.before))
        map_counts.note(self.was, map_counts.spot_of(case))
        writing.insert(events)
        _write_clocks(self.work)
        said = [
            Remark(case=case, event_seq=seq, text=t, by=self.by, at=at, is_public=is_public)
            for texts, is_public in ((self.words, False), (self.public_words, True))
            for seq, t in texts
        ]
        for rows in _by_table([*said, *self.rows]):
            writing.insert(rows)
        return events


CaseRef = int | str
"""A case by its id or by its number; whoever has the number only need not ask for the id first."""


def open_case(ref: CaseRef, **how: Unpack[How]) -> Doing:
    """Lock a case that `by` may see; refuse a form that somebody else's act has made stale."""
    by, at, seen_seq = how["by"], how["at"], how.get("seen_seq")
    case = _lock_of(by, isinstance(ref, str)).first(ref)
    if case is None:
        raise Refused("case_not_found")
    if seen_seq is not None and seen_seq != case.history_seq:
        raise Refused("stale_form", number=case.number)
    before = writing.columns_of(case)
    _know_by_heart(case)
    clocks = _clocks_of.rows(case.pk)
    pauses = list(Pause.objects.filter(case=case)) if case.pause_count else []
    work = ClockWork(case, clocks, pauses, at)
    return Doing(case, by, at, work, how.get("device_at"), map_counts.spot_of(case), before)


_clocks_of = Shaped(lambda: Clock.objects.filter(case_id=INT[0]))


def _lock_of(by: User, by_number: bool) -> Shaped:
    """The query that locks a case if the person may see it: one shape for each set of areas."""

    def build() -> QuerySet[Case]:
        named = {"number": TEXT[0]} if by_number else {"pk": INT[0]}
        found = visible_to(by).filter(**named).values("pk")
        # Codes are asked for; outlines of a thousand corners are not.
        locked = Case.objects.select_for_update(of=("self",)).select_related("grid", "community")
        locked = locked.defer("grid__geometry", "community__geometry")
        return locked.filter(pk__in=found, **named)

    return shaped(("open_case", by_number, sight_of(by)), build)


def _know_by_heart(case: Case) -> None:
    """Put beside the case what every process keeps in memory, so that none of it is read again."""
    case.subdistrict = subdistrict_of(case.subdistrict_id)
    case.source = source_of(case.source_id)
    if case.case_class_id:
        case.case_class = class_of(case.case_class_id)
    if case.standard_id:
        case.standard = standard_of(case.standard_id)


def make_move(
    move: Move,
    case_id: CaseRef,
    given: Given,
    *,
    words: str = "",
    public_words: str = "",
    photos: Sequence[Photo] = (),
    edit: Callable[[Case], None] | None = None,
    then: Callable[[Doing], None] | None = None,
    data: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
    **how: Unpack[How],
) -> Answer:
    """Make one move. `edit` applies the form's own edits first; `then` adds what the verb adds after.

    `words` are for the office; `public_words` are an answer that the reporter reads.

    Refuses: case_not_found, stale_form, not_permitted, key_reused, and whatever the move's row demands.
    """
    by = how["by"]
    sent = {name: value for name, value in asdict(given).items() if name not in NOT_SENT}
    asked = {"case": case_id, "given": sent, "words": words, **(body or {})}
    asked["photos"] = [p.original.sha256 for p in photos]
    if public_words:
        asked["public_words"] = public_words
    with act(f"case.{move}", scope=scope(by.pk), key=how.get("key", ""), body=asked) as this:
        if this.done:
            return this.answer
        doing = open_case(case_id, **how)
        check_may_on(by, life.permission_for(move), doing.case)
        if edit:
            edit(doing.case)
        doing.move(move, given, words=words, **(data or {}), photos=asked["photos"])
        doing.answer_reporter(public_words)
        add_photos(doing, photos)
        if then:
            then(doing)
        show_on(doing.case, doing.work)
        if move in TELLS_HOLDER:
            doing.rows += tell_holder(doing.case, f"case.{move}", doing.at)
        doing.write()
        return this.keep(answer_of(doing.case))


def add_photos(doing: Doing, photos: Sequence[Photo]) -> None:
    """Put photos that are already safe on disk into the case, in its present round."""
    for photo in photos:
        photo.case = doing.case
        photo.round = doing.case.rework_count + 1
        photo.added_by, photo.added_at = doing.by, doing.at
        doing.rows.append(photo)


def tell_holder(case: Case, kind: str, at: dt.datetime) -> list[OutboxMessage]:
    """Messages to the unit and the officer that hold the case now."""
    recipients = [f"unit:{case.unit_id}"] if case.unit_id else []
    if case.officer_id:
        recipients.append(f"user:{case.officer_id}")
    facts = {"case": case.pk, "number": case.number, "due": history.moment(case.due_at)}
    return outbox.queue(case.subdistrict_id, kind, "desk", recipients, facts, at)


def answer_of(case: Case) -> Answer:
    """What an act answers: enough to show where the case stands now."""
    return {
        "id": case.pk,
        "number": case.number,
        "state": case.state,
        "seq": case.history_seq,
        "due_at": history.moment(case.due_at),
    }


def _count(case: Case, flags: Sequence[Flag]) -> None:
    counters = {
        Flag.REWORKED: "rework_count",
        Flag.WRONG_DISPATCH: "return_count",
        Flag.REOPENED: "reopen_count",
    }
    for flag in flags:
        if flag in counters:
            setattr(case, counters[flag], getattr(case, counters[flag]) + 1)
        if flag is Flag.SUPERVISED:
            case.is_supervised = True


def _write_clocks(work: ClockWork) -> None:
    writing.insert_or_change(
        [*work.changed, *work.added],
        on=("case_id", "kind", "round"),
        change=("due_at", "is_provisional", "stopped_at"),
    )
    writing.insert(work.added_pauses)
    ended = [p.pk for p in work.ended_pauses]
    if ended:
        Pause.objects.filter(pk__in=ended).update(ended_at=work.at)


def _by_table(rows: Sequence[Any]) -> list[list[Any]]:
    tables: dict[type, list[Any]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    return list(tables.values())
