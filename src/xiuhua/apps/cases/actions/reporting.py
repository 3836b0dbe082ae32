"""A problem comes in: reported (上报), or found and fixed at once by who found it (即采即办)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.actions.how import Answer
from xiuhua.apps.cases.actions.intake import classify, put_at
from xiuhua.apps.cases.clocks import ClockWork, show_on
from xiuhua.apps.cases.duplicates import look_alikes
from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase, Photo, Remark, Reporter
from xiuhua.apps.cases.placing import Placed
from xiuhua.apps.catalogue.models import CaseSource
from xiuhua.apps.catalogue.queries import case_source, rules_in_force
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records import history, ids, numbers, outbox, writing
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.lengths import check_lengths
from xiuhua.apps.records.models import OutboxMessage, Subdistrict
from xiuhua.apps.registry.models import Component, Premises
from xiuhua.rulebook.lifecycle import case as life
from xiuhua.rulebook.lifecycle.terms import Facts, Given, Move, Outcome
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.numbering import make_case_number
from xiuhua.rulebook.refusal import Refused

LONGEST_WORDS = 2000


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one says who reports a problem. A place may be a point, words, or both."""

    subdistrict: Subdistrict
    source: str
    words: str = ""
    place_words: str = ""
    placed: Placed | None = None
    class_slug: str = ""
    standard_id: int | None = None
    component_id: int | None = None
    premises_id: int | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    wants_reply: bool = False
    order: InboundOrder | None = None

    def body(self) -> dict[str, Any]:
        """What the key is bound to: the same key with another body is refused."""
        said = dict(vars(self))
        said["subdistrict"], said["order"] = self.subdistrict.pk, self.order and self.order.pk
        said["placed"] = [self.placed.lon, self.placed.lat] if self.placed else None
        return said


def report(
    said: Report,
    *,
    by: User | None,
    at: dt.datetime,
    key: str = "",
    photos: Sequence[Photo] = (),
    device_at: dt.datetime | None = None,
) -> Answer:
    """Open a case. `by=None` is the public, who then follows it by number and check word.

    Refuses: words_or_photo_missing, place_missing, class_unknown, source_unknown, key_reused, not_permitted.
    """
    check_report(said, photos)
    body = {**said.body(), "photos": [p.original.sha256 for p in photos]}
    number = _number(said.subdistrict, at)
    with act("case.report", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        case, source = _new_case(said, by, at, number)
        _check_may_report(by, case, "cases.report")
        alike = _alike(case, at)
        case.state = life.CASE.row(Move.REPORT).to.value
        work = ClockWork(case, [], [], at)
        work.apply(life.CASE.row(Move.REPORT).effects)
        data = {"source": source.slug, "alike": [found.case_id for found in alike]}
        _write(said, case, work, by, at, photos, ("case.report", data), device_at)
        return this.keep({**_answer(case), "alike": [found.number for found in alike]})


def fix_on_spot(
    said: Report,
    *,
    by: User,
    at: dt.datetime,
    key: str = "",
    photos: Sequence[Photo] = (),
    note: str = "",
    device_at: dt.datetime | None = None,
) -> Answer:
    """即采即办: found and put right by the same person, with before and after photos; counted apart."""
    check_report(said, photos)
    body = {**said.body(), "photos": [p.original.sha256 for p in photos], "note": note}
    number = _number(said.subdistrict, at)
    with act("case.fix_on_spot", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        case, source = _new_case(said, by, at, number)
        _check_may_report(by, case, "cases.fix_on_spot")
        given = Given(actor_id=by.pk, note=note, photos=frozenset(p.role for p in photos))
        life.check_may(Move.FIX_ON_SPOT, Facts(finder_id=by.pk), given, at)
        case.state, case.outcome, case.is_open = "closed", Outcome.FIXED_ON_SPOT.value, False
        case.handled_by, case.handled_unit_id = by, by.unit_id
        case.handled_at = case.closed_at = at
        work = ClockWork(case, [], [], at)
        data = {"source": source.slug}
        _write(said, case, work, by, at, photos, ("case.fix_on_spot", data), device_at, words=note)
        return this.keep(_answer(case))


def check_report(said: Report, photos: Sequence[Photo]) -> None:
    """Refuse a report that says nothing or names no place."""
    if not said.words.strip() and not photos and not said.class_slug:
        raise Refused("words_or_photo_missing")
    if len(said.words) > LONGEST_WORDS:
        raise Refused("words_too_long", longest=LONGEST_WORDS)
    if said.placed is None and not said.place_words.strip():
        raise Refused("place_missing")


def _number(subdistrict: Subdistrict, at: dt.datetime) -> str:
    day = local_day(at, subdistrict.time_zone)
    (seq,) = numbers.take(f"case:{subdistrict.case_prefix}:{day:%Y%m%d}")
    return make_case_number(subdistrict.case_prefix, day, seq)


def _new_case(
    said: Report, by: User | None, at: dt.datetime, number: str
) -> tuple[Case, CaseSource]:
    source = case_source(said.source)
    _check_registered(said)
    case = Case(
        subdistrict=said.subdistrict,
        number=number,
        source=source,
        words=said.words.strip(),
        place_words=said.place_words.strip(),
        component_id=said.component_id,
        premises_id=said.premises_id,
        reported_by=by,
        reported_at=at,
    )
    if said.placed:
        put_at(case, said.placed)
    classify(case, said.class_slug, said.standard_id, at)
    check_lengths(case)
    (case.pk,) = ids.take(Case, ahead=ids.AHEAD)
    return case, source


def _check_registered(said: Report) -> None:
    """A component or premises that is named stands in the register of this subdistrict."""
    for pk, model, code in (
        (said.component_id, Component, "component_unknown"),
        (said.premises_id, Premises, "premises_unknown"),
    ):
        if pk is None:
            continue
        if not model.objects.filter(pk=pk, subdistrict=said.subdistrict).exists():
            raise Refused(code, given=pk)


def _check_may_report(by: User | None, case: Case, permission: str) -> None:
    # The public may always report. A person of the street reports what he sees anywhere in it, also
    # beyond his own grid or community; elsewhere only where he is granted the whole subdistrict.
    if by is None:
        return
    if by.subdistrict_id == case.subdistrict_id:
        check_may(by, permission)
    else:
        check_may(by, permission, subdistrict_id=case.subdistrict_id)


def _alike(case: Case, at: dt.datetime) -> list[Any]:
    if case.lon is None or case.case_class_id is None:
        return []
    return look_alikes(
        subdistrict_id=case.subdistrict_id,
        class_id=case.case_class_id,
        lon=case.lon,
        lat=case.lat,
        rules=rules_in_force(case.subdistrict_id, at),
        at=at,
    )


def _write(
    said: Report,
    case: Case,
    work: ClockWork,
    by: User | None,
    at: dt.datetime,
    photos: Sequence[Photo],
    happening: tuple[str, dict[str, Any]],
    device_at: dt.datetime | None,
    words: str = "",
) -> None:
    show_on(case, work)
    kind, data = happening
    data |= {
        "class": case.case_class.slug if case.case_class else None,
        "grid": case.grid_id,
        "photos": [p.original.sha256 for p in photos],
        "order": said.order.pk if said.order else None,
        "due": history.moment(case.due_at),
    }
    events = history.extend(
        case,
        [(kind, data)],
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=case.subdistrict_id,
        device_at=device_at,
    )
    writing.insert([case])
    map_counts.note(None, map_counts.spot_of(case))
    writing.insert(events)
    writing.insert(work.added)
    if case.is_open:
        writing.insert(_tell_grid(case, by, at))
    for photo in photos:
        photo.case, photo.added_by, photo.added_at = case, by, at
    writing.insert(photos)
    if words.strip():
        writing.insert([Remark(case=case, event_seq=1, text=words.strip(), by=by, at=at)])
    if said.reporter_name.strip() or said.reporter_phone.strip():
        reporter = Reporter(
            case=case,
            name=said.reporter_name.strip(),
            phone=said.reporter_phone.strip(),
            wants_reply=said.wants_reply,
        )
        check_lengths(reporter)
        reporter.save(force_insert=True)
    if said.order:
        OrderCase.objects.create(order=said.order, case=case)


def _tell_grid(case: Case, by: User | None, at: dt.datetime) -> list[OutboxMessage]:
    """A message to the grid's member, who knows the place, unless it is the one who reports."""
    if case.grid_id is None:
        return []
    member_id = who_answers(case.grid_id, case.subdistrict_id, at).member_id
    if member_id is None or (by is not None and member_id == by.pk):
        return []
    facts = {"case": case.pk, "number": case.number, "due": history.moment(case.due_at)}
    recipient = f"user:{member_id}"
    return outbox.queue(case.subdistrict_id, "case.report", outbox.DESK, [recipient], facts, at)


def _answer(case: Case) -> Answer:
    return {
        "id": case.pk,
        "number": case.number,
        "state": case.state,
        "seq": case.history_seq,
        "due_at": history.moment(case.due_at),
    }
