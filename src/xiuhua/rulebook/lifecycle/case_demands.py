"""What the moves of a case demand: one small predicate each, with the code it refuses with.

A demand looks at one thing only; which move makes it stands in `case`. It must not grow an `if`
about the move or the state.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from xiuhua.rulebook.lifecycle import sources
from xiuhua.rulebook.lifecycle.machine import Concern, demand
from xiuhua.rulebook.lifecycle.terms import (
    OPEN_STATES,
    CaseState,
    Facts,
    Finding,
    Given,
    PetitionKind,
    PhotoKind,
)

INPUT, RECORD, PERSON, TIME = Concern.INPUT, Concern.RECORD, Concern.PERSON, Concern.TIME
Now = datetime | None


def has_words(text: str | None) -> bool:
    """Whether a text says anything beyond blanks."""
    return bool(text and text.strip())


@demand("reason_missing", INPUT, sources.RETURN_RULE, fields=("reason",))
def reason(_facts: Facts, given: Given, _now: Now) -> bool:
    """A reason in words."""
    return has_words(given.reason)


@demand("note_missing", INPUT, sources.WORKFLOW, fields=("note",))
def note(_facts: Facts, given: Given, _now: Now) -> bool:
    """A note on what was done."""
    return has_words(given.note)


@demand("before_photo_missing", INPUT, sources.EVIDENCE, fields=("photos",))
def before_photo(_facts: Facts, given: Given, _now: Now) -> bool:
    """A photo from before the work."""
    return PhotoKind.BEFORE in given.photos


@demand("after_photo_missing", INPUT, sources.EVIDENCE, fields=("photos",))
def after_photo(_facts: Facts, given: Given, _now: Now) -> bool:
    """A photo from after the work."""
    return PhotoKind.AFTER in given.photos


@demand("finder_is_not_fixer", PERSON, sources.BRANCHES)
def finder_is_fixer(facts: Facts, given: Given, _now: Now) -> bool:
    """即采即办: who found it is who fixed it."""
    return facts.finder_id is not None and facts.finder_id == given.actor_id


@demand("verifier_unchanged", INPUT, sources.VERIFICATION, fields=("officer_id",))
def verifier_changes(facts: Facts, given: Given, _now: Now) -> bool:
    """Whoever was sent to look is not sent once more: his limit does not start again."""
    return facts.officer_id is None or given.officer_id != facts.officer_id


@demand("finding_missing", INPUT, sources.VERIFICATION, fields=("finding",))
def finding(_facts: Facts, given: Given, _now: Now) -> bool:
    """The verifier says present or absent."""
    return given.finding is not None


@demand("verification_proof_missing", INPUT, sources.VERIFICATION, fields=("note", "photos"))
def verification_proof(_facts: Facts, given: Given, _now: Now) -> bool:
    """The finding rests on a note or a photo."""
    return has_words(given.note) or bool(given.photos)


@demand("verification_first", PERSON, sources.VERIFICATION)
def verification_done(facts: Facts, _given: Given, _now: Now) -> bool:
    """A source that asks for it has been verified on site."""
    return not facts.source_needs_verification or facts.verification_finding is not None


@demand("not_found_on_site", RECORD, sources.VERIFICATION)
def found_on_site(facts: Facts, _given: Given, _now: Now) -> bool:
    """The verification did not find the place clean."""
    return facts.verification_finding is not Finding.ABSENT


@demand("class_missing", RECORD, sources.STANDARD)
def class_known(facts: Facts, _given: Given, _now: Now) -> bool:
    """The case has a class."""
    return has_words(facts.class_slug)


@demand("standard_missing", RECORD, sources.STANDARD)
def standard_known(facts: Facts, _given: Given, _now: Now) -> bool:
    """The class has a standard in force: limit, filing and closing condition."""
    return facts.has_standard


@demand("place_missing", RECORD, sources.WORKFLOW)
def place_known(facts: Facts, _given: Given, _now: Now) -> bool:
    """The case has a place."""
    return facts.place_known


@demand("place_outside", RECORD, sources.WORKFLOW)
def place_inside(facts: Facts, _given: Given, _now: Now) -> bool:
    """The place lies inside the subdistrict."""
    return facts.inside or not facts.place_known


@demand("parent_missing", INPUT, sources.HOUSE, fields=("parent_id",))
def parent(_facts: Facts, given: Given, _now: Now) -> bool:
    """The case that goes on is named."""
    return given.parent_id is not None


@demand("parent_is_itself", INPUT, sources.HOUSE, fields=("parent_id",))
def parent_is_another(facts: Facts, given: Given, _now: Now) -> bool:
    """A case does not merge into itself."""
    return given.parent_id is None or given.parent_id != facts.case_id


@demand("parent_is_merged", INPUT, sources.HOUSE, fields=("parent_id",))
def parent_not_merged(_facts: Facts, given: Given, _now: Now) -> bool:
    """The case that goes on has not itself been merged away."""
    return given.parent_state is not CaseState.MERGED


@demand("parent_not_open", INPUT, sources.HOUSE, fields=("parent_id",))
def parent_open(_facts: Facts, given: Given, _now: Now) -> bool:
    """The case that goes on is open."""
    return given.parent_id is None or given.parent_state in OPEN_STATES


@demand("unit_missing", INPUT, sources.WORKFLOW, fields=("unit_id",))
def unit(_facts: Facts, given: Given, _now: Now) -> bool:
    """A unit to handle it."""
    return given.unit_id is not None


@demand("unit_missing", INPUT, sources.WORKFLOW, fields=("unit_id",))
def unit_to_redo(facts: Facts, given: Given, _now: Now) -> bool:
    """A unit to redo it: the present one, or a named one where an outside body had it."""
    return facts.unit_id is not None or given.unit_id is not None


@demand("unit_just_returned", INPUT, sources.RETURN_RULE, fields=("unit_id", "reason"))
def unit_not_just_returned(facts: Facts, given: Given, _now: Now) -> bool:
    """The unit that just sent it back is not chosen again without a reason."""
    returner = facts.last_returned_by_unit_id
    return returner is None or given.unit_id != returner or has_words(given.reason)


@demand("returner_may_not_forward", PERSON, sources.RETURN_RULE)
def actor_not_returner(facts: Facts, given: Given, _now: Now) -> bool:
    """The unit that just sent it back does not dispatch it on."""
    returner = facts.last_returned_by_unit_id
    return returner is None or given.actor_unit_id != returner


@demand("not_holding_unit", PERSON, sources.RETURN_RULE)
def actor_of_holding_unit(facts: Facts, given: Given, _now: Now) -> bool:
    """Only the unit that holds the case sends it back."""
    return facts.unit_id is not None and given.actor_unit_id == facts.unit_id


@demand("receiver_of_hand_over_missing", INPUT, sources.BRANCHES, fields=("officer_id", "unit_id"))
def officer_or_unit(_facts: Facts, given: Given, _now: Now) -> bool:
    """Somebody to hand over to."""
    return given.officer_id is not None or given.unit_id is not None


@demand("hand_over_to_same", INPUT, sources.BRANCHES, fields=("officer_id", "unit_id"))
def hand_over_changes_something(facts: Facts, given: Given, _now: Now) -> bool:
    """The receiver is not the one who holds it already."""
    unit_id = facts.unit_id if given.unit_id is None else given.unit_id
    same_officer = given.officer_id is None or given.officer_id == facts.officer_id
    return not (unit_id == facts.unit_id and same_officer)


@demand("other_unit_needs_dispatch", PERSON, sources.WORKFLOW)
def own_unit_or_dispatcher(facts: Facts, given: Given, _now: Now) -> bool:
    """Across units only a dispatcher hands over; others within their own unit."""
    inside_unit = given.unit_id in (None, facts.unit_id) and given.actor_unit_id == facts.unit_id
    return given.actor_dispatches or inside_unit


@demand("handler_missing", RECORD, sources.FOUR_EYES)
def handler_known(facts: Facts, _given: Given, _now: Now) -> bool:
    """It is known who handled it; else nobody can tell that another one checks."""
    return facts.handler_id is not None or facts.handling_recorder_id is not None


@demand("checker_is_handler", PERSON, sources.FOUR_EYES)
def checker_is_not_handler(facts: Facts, given: Given, _now: Now) -> bool:
    """Who did the work, or wrote it down for another, does not judge it."""
    workers = (facts.handler_id, facts.handling_recorder_id)
    return given.actor_id is not None and given.actor_id not in workers


@demand("checker_of_handling_unit", PERSON, sources.FOUR_EYES)
def checker_of_other_unit(facts: Facts, given: Given, _now: Now) -> bool:
    """Where the rule is strict, the checker is not of the handling unit."""
    if not facts.strict_check_unit or facts.handler_unit_id is None:
        return True
    return given.actor_unit_id is not None and given.actor_unit_id != facts.handler_unit_id


@demand("check_proof_missing", INPUT, sources.EVIDENCE, fields=("photos", "note", "confirmed"))
def check_proof(_facts: Facts, given: Given, _now: Now) -> bool:
    """The check rests on a photo, on a note, or on the closing condition confirmed by name."""
    return PhotoKind.CHECK in given.photos or has_words(given.note) or given.confirmed


@demand("closing_condition_unconfirmed", INPUT, sources.STANDARD, fields=("confirmed",))
def closing_condition(_facts: Facts, given: Given, _now: Now) -> bool:
    """The closing condition of the standard is confirmed."""
    return given.confirmed


@demand("supervision_kind_missing", INPUT, sources.BRANCHES, fields=("supervision",))
def supervision_kind(_facts: Facts, given: Given, _now: Now) -> bool:
    """The kind of 督办."""
    return given.supervision is not None


@demand("words_missing", INPUT, sources.BRANCHES, fields=("words",))
def words(_facts: Facts, given: Given, _now: Now) -> bool:
    """What the supervisor demands, in words."""
    return has_words(given.words)


@demand("receiver_missing", INPUT, sources.OUTSIDE, fields=("receiver",))
def receiver(_facts: Facts, given: Given, _now: Now) -> bool:
    """The body outside that receives it; its number may come later."""
    return has_words(given.receiver)


@demand("answer_missing", INPUT, sources.OUTSIDE, fields=("answer",))
def answer(_facts: Facts, given: Given, _now: Now) -> bool:
    """What the body outside answered."""
    return has_words(given.answer)


def _is_granted(facts: Facts, kind: PetitionKind) -> bool:
    """Unknown asker or decider is no approval: nobody could tell that they are two people."""
    known = facts.petition_asker_id is not None and facts.petition_decider_id is not None
    return known and facts.petition_kind_granted is kind


@demand("approval_missing", PERSON, sources.BRANCHES, tells=lambda _f, _g: {"kind": "suspension"})
def suspension_granted(facts: Facts, _given: Given, _now: Now) -> bool:
    """A granted petition for 挂账."""
    return _is_granted(facts, PetitionKind.SUSPENSION)


@demand("approval_missing", PERSON, sources.BRANCHES, tells=lambda _f, _g: {"kind": "force_close"})
def force_close_granted(facts: Facts, _given: Given, _now: Now) -> bool:
    """A granted petition for 强制结案."""
    return _is_granted(facts, PetitionKind.FORCE_CLOSE)


@demand("decider_is_asker", PERSON, sources.FOUR_EYES)
def decided_by_another(facts: Facts, _given: Given, _now: Now) -> bool:
    """Who approved is not who asked."""
    return facts.petition_decider_id != facts.petition_asker_id


def is_within_days(since: datetime | None, days: int | None, now: Now) -> bool:
    """Whether `now` falls on or before the last day, the first day not counted, days being those of
    the zone of `since`; no number of days means no limit.

    Source: period rule "the first day is not counted" (facts on legal periods, H).
    """
    if days is None or now is None:
        return True
    if since is None:
        return False
    return now.astimezone(since.tzinfo).date() <= since.date() + timedelta(days=days)


def _told_of_reopening(facts: Facts, _given: Given) -> Mapping[str, Any]:
    ended = None if facts.closed_at is None else facts.closed_at.date()
    last = None if ended is None else ended + timedelta(days=facts.reopen_days or 0)
    return {
        "days": facts.reopen_days,
        "ended_on": None if ended is None else ended.isoformat(),
        "last_on": None if last is None else last.isoformat(),
    }


@demand("reopen_too_late", TIME, sources.HOUSE, tells=_told_of_reopening)
def within_reopen_days(facts: Facts, _given: Given, now: Now) -> bool:
    """The days for reopening have not run out."""
    return is_within_days(facts.closed_at, facts.reopen_days, now)
