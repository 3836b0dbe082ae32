"""Special modes: ordered, prolonged, ended, and the zero-reports of the units while one lasts.

What an order does to deadlines is not known here: `cases.actions.modes` calls these acts and reckons the clocks anew.
Nothing of an ordinary duty is changed by a mode, so nothing has to be put back.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.duty.models import (
    GridDuty,
    ModeCheck,
    ModePost,
    ModeUnit,
    SpecialMode,
    ZeroReport,
)
from xiuhua.apps.duty.modes import due_of
from xiuhua.apps.duty.queries import NAME
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook import special_modes as rulebook
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused

ORDER, REPORT = "modes.order", "modes.report"
LONGEST_WORDS = 400


@dataclass(frozen=True)
class Order:
    """What an order says. Posts: grid_id, part, unit_id, user_id, place_words. Checks: as a standard's items."""

    kind: str
    document: str
    signed_by: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    report_every_h: int = 0
    pauses_internal: bool = False
    unit_ids: tuple[int, ...] = ()
    posts: tuple[Mapping[str, Any], ...] = field(default=())
    checks: tuple[Mapping[str, Any], ...] = field(default=())


def order(
    subdistrict_id: int, wanted: Order, *, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Put a special mode in force. Refuses: mode_incomplete, mode_period_inverted, mode_too_long, mode_in_the_past,
    mode_overlaps, zero_reports_of_nobody, zero_reports_too_many, and posts that nobody can hold.
    """
    if by is not None:
        check_may(by, ORDER, subdistrict_id=subdistrict_id)
    _check(wanted, at)
    body = {"subdistrict": subdistrict_id, "order": vars(wanted)}
    with act("mode.order", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        Subdistrict.objects.select_for_update().get(pk=subdistrict_id)
        _check_alone(subdistrict_id, wanted)
        mode = SpecialMode.objects.create(
            subdistrict_id=subdistrict_id, kind=wanted.kind, document=wanted.document.strip(),
            signed_by=wanted.signed_by.strip(), starts_at=wanted.starts_at, ends_at=wanted.ends_at,
            report_every_h=wanted.report_every_h, pauses_internal=wanted.pauses_internal,
        )  # fmt: skip
        _write_lines(mode, wanted)
        _record(mode, "mode.ordered", by, at)
        changed(NAME)
        return this.keep({"id": mode.pk})


def end(mode_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """End a mode now, before its time. Refuses: mode_unknown, mode_over."""
    with act(
        "mode.end", scope=scope(by.pk if by else None), key=key, body={"mode": mode_id}
    ) as this:
        if this.done:
            return this.answer
        mode = _locked(mode_id, by, at)
        mode.ended_at = at
        mode.save(update_fields=["ended_at"])
        _record(mode, "mode.ended", by, at)
        changed(NAME)
        return this.keep({"id": mode.pk})


def prolong(
    mode_id: int, *, ends_at: dt.datetime, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Move the end of a mode that is not over to a later moment. Refuses as `order`."""
    body = {"mode": mode_id, "ends": ends_at}
    with act("mode.prolong", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        mode = _locked(mode_id, by, at)
        if ends_at <= mode.ends_at:
            raise Refused("mode_not_longer", ends_at=mode.ends_at.isoformat())
        rulebook.check_period(mode.starts_at, ends_at)
        rulebook.due_moments(mode.starts_at, ends_at, mode.report_every_h)
        mode.ends_at = ends_at
        mode.save(update_fields=["ends_at"])
        _record(mode, "mode.prolonged", by, at)
        changed(NAME)
        return this.keep({"id": mode.pk})


def report(
    mode_id: int,
    *,
    unit_id: int,
    due_at: dt.datetime,
    is_quiet: bool,
    words: str = "",
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Hand in a unit's zero-report for one interval, in time or late.

    Refuses: mode_unknown, zero_report_not_yours, zero_report_unknown, zero_report_too_early, zero_report_twice,
    zero_report_without_words, words_hold_numbers.
    """
    words = words.strip()
    body = {"mode": mode_id, "unit": unit_id, "due": due_at, "quiet": is_quiet, "words": words}
    with act("mode.report", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        mode = SpecialMode.objects.select_for_update(of=("self",)).filter(pk=mode_id).first()
        if mode is None:
            raise Refused("mode_unknown", given=mode_id)
        _check_reporter(mode, unit_id, by)
        rulebook.check_report(due_of(mode), due_at, at)
        if not is_quiet and not words:
            raise Refused("zero_report_without_words")
        if len(words) > LONGEST_WORDS or masked_words(words) != words:
            raise Refused("words_hold_numbers", longest=LONGEST_WORDS)
        if ZeroReport.objects.filter(mode=mode, unit_id=unit_id, due_at=due_at).exists():
            raise Refused("zero_report_twice")
        row = ZeroReport.objects.create(
            mode=mode, unit_id=unit_id, due_at=due_at, at=at, is_quiet=is_quiet, words=words, by=by
        )
        append(
            mode, "mode.reported", at=at, actor_id=by.pk if by else None,
            subdistrict_id=mode.subdistrict_id,
            data={"report_id": row.pk, "unit_id": unit_id, "due_at": due_at.isoformat()},
        )  # fmt: skip
        return this.keep({"id": row.pk, "is_late": at > due_at})


def _check(wanted: Order, at: dt.datetime) -> None:
    if wanted.kind not in {one.value for one in rulebook.ModeKind}:
        raise Refused("mode_incomplete")
    if not wanted.document.strip() or not wanted.signed_by.strip():
        raise Refused("mode_incomplete")
    rulebook.check_period(wanted.starts_at, wanted.ends_at)
    if wanted.ends_at <= at:
        raise Refused("mode_in_the_past")
    rulebook.due_moments(wanted.starts_at, wanted.ends_at, wanted.report_every_h)
    if wanted.report_every_h and not wanted.unit_ids:
        raise Refused("zero_reports_of_nobody")


def _check_alone(subdistrict_id: int, wanted: Order) -> None:
    """Two modes at a time may be of different kinds: a flood in the week of an event; not two of one kind."""
    rows = SpecialMode.objects.filter(
        subdistrict_id=subdistrict_id, kind=wanted.kind, ended_at=None,
        starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at,
    )  # fmt: skip
    other = rows.first()
    if other is not None:
        raise Refused("mode_overlaps", document=other.document)


def _write_lines(mode: SpecialMode, wanted: Order) -> None:
    here = {"subdistrict_id": mode.subdistrict_id, "is_active": True}
    units = set(Unit.objects.filter(**here, is_outside=False).values_list("pk", flat=True))
    people = set(User.objects.filter(**here).values_list("pk", flat=True))
    grids = set(
        Grid.objects.filter(subdistrict_id=mode.subdistrict_id).values_list("pk", flat=True)
    )
    seen: set[tuple[int | None, str]] = set()
    for post in wanted.posts:
        place = (post.get("grid_id"), post["part"])
        if post["part"] not in GridDuty.Part.values:
            raise Refused("duty_part_unknown", part=post["part"], parts=GridDuty.Part.values)
        if place[0] is not None and place[0] not in grids:
            raise Refused("grid_unknown", given=place[0])
        if post["unit_id"] not in units:
            raise Refused("unit_unknown", given=post["unit_id"])
        if post.get("user_id") is not None and post["user_id"] not in people:
            raise Refused("person_unknown", given=post["user_id"])
        if place in seen:
            raise Refused("mode_post_twice", part=post["part"])
        seen.add(place)
    for unit_id in wanted.unit_ids:
        if unit_id not in units:
            raise Refused("unit_unknown", given=unit_id)
    ModePost.objects.bulk_create([ModePost(mode=mode, **post) for post in wanted.posts])
    ModeCheck.objects.bulk_create(
        [ModeCheck(mode=mode, order=n, **check) for n, check in enumerate(wanted.checks, 1)]
    )
    unit_ids: Sequence[int] = tuple(dict.fromkeys(wanted.unit_ids))
    ModeUnit.objects.bulk_create([ModeUnit(mode=mode, unit_id=pk) for pk in unit_ids])


def _locked(mode_id: int, by: User | None, at: dt.datetime) -> SpecialMode:
    mode = SpecialMode.objects.select_for_update(of=("self",)).filter(pk=mode_id).first()
    if mode is None:
        raise Refused("mode_unknown", given=mode_id)
    if by is not None:
        check_may(by, ORDER, subdistrict_id=mode.subdistrict_id)
    if mode.ended_at is not None or mode.ends_at <= at:
        raise Refused("mode_over", ended_at=(mode.ended_at or mode.ends_at).isoformat())
    return mode


def _check_reporter(mode: SpecialMode, unit_id: int, by: User | None) -> None:
    """Whoever reports belongs to the unit, or orders modes and writes down what was telephoned."""
    if by is not None:
        own = by.subdistrict_id == mode.subdistrict_id and by.unit_id == unit_id
        if not (own and may(by, REPORT)):
            check_may(by, ORDER, subdistrict_id=mode.subdistrict_id)
    if not ModeUnit.objects.filter(mode=mode, unit_id=unit_id).exists():
        raise Refused("zero_report_not_yours")


def _record(mode: SpecialMode, kind: str, by: User | None, at: dt.datetime) -> None:
    data = {
        "mode": mode.kind,
        "document": mode.document,
        "starts_at": mode.starts_at.isoformat(),
        "ends_at": mode.ends_at.isoformat(),
        "ended_at": mode.ended_at.isoformat() if mode.ended_at else None,
        "pauses_internal": mode.pauses_internal,
    }
    append(
        mode, kind, at=at, actor_id=by.pk if by else None,
        subdistrict_id=mode.subdistrict_id, data=data,
    )  # fmt: skip
