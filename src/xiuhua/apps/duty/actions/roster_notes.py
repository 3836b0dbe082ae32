"""Notes of hand-over between shifts (交接班): written by who was on duty, signed as read by who comes."""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions.roster_plan import check
from xiuhua.apps.duty.models import HandOverNote, RosterShift
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.rulebook.refusal import Refused

LONGEST = 2000
ERASED = ""


def write(shift_row_id: int, *, words: str, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """Leave a note of one's own shift for the next."""
    words = words.strip()
    body = {"row": shift_row_id, "words": words}
    with act("note.write", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = (
            RosterShift.objects.select_related("roster")
            .filter(pk=shift_row_id, user_id=by.pk)
            .first()
        )
        if row is None:
            raise Refused("note_of_other_shift")
        if not words or len(words) > LONGEST:
            raise Refused("note_words_missing", longest=LONGEST)
        note = HandOverNote.objects.create(
            subdistrict_id=row.roster.subdistrict_id, post_id=row.post_id, day=row.day,
            shift_id=row.shift_id, words=words, written_by=by, written_at=at,
        )  # fmt: skip
        _record(note, "note.written", by, at)
        return this.keep({"id": note.pk})


def read(note_id: int, *, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """Take the note over: who read it, and when. The writer cannot sign their own."""
    with act("note.read", scope=scope(by.pk), key=key, body={"note": note_id}) as this:
        if this.done:
            return this.answer
        note = _locked(note_id, by.subdistrict_id)
        if note.written_by_id == by.pk:
            raise Refused("note_read_by_writer")
        if note.read_by_id is None:
            note.read_by, note.read_at = by, at
            note.save(update_fields=["read_by", "read_at"])
            _record(note, "note.read", by, at)
        return this.keep({"id": note.pk})


def erase(note_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """Empty a note's words, because a person is named in them; that it was there stays."""
    with act(
        "note.erase", scope=scope(by.pk if by else None), key=key, body={"note": note_id}
    ) as this:
        if this.done:
            return this.answer
        note = _locked(note_id, by.subdistrict_id if by else None)
        check(by, note.subdistrict_id)
        note.words = ERASED
        note.save(update_fields=["words"])
        _record(note, "note.erased", by, at)
        return this.keep({"id": note.pk})


def _locked(note_id: int, subdistrict_id: int | None) -> HandOverNote:
    rows = HandOverNote.objects.select_for_update(of=("self",)).filter(pk=note_id)
    if subdistrict_id is not None:
        rows = rows.filter(subdistrict_id=subdistrict_id)
    note = rows.first()
    if note is None:
        raise Refused("not_found")
    return note


def _record(note: HandOverNote, kind: str, by: User | None, at: dt.datetime) -> None:
    append(
        note,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=note.subdistrict_id,
        data={"post_id": note.post_id, "shift_id": note.shift_id, "day": note.day},
    )
