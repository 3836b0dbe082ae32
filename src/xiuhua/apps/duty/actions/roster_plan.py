"""A month's roster is drafted from patterns, filled by the solver, corrected by hand, and published.

The solver runs outside the transaction, for it takes seconds; what it found is written only if nobody changed
the draft meanwhile. Published, a roster changes by `roster_change.py` alone.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.duty.models import Roster, RosterShift
from xiuhua.apps.duty.roster_lawful import check_change, check_month
from xiuhua.apps.duty.roster_problem import (
    Terms,
    code_of,
    pair_of,
    problem_of,
    roster_of,
    start_of,
    terms_of,
)
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.roster import Params, Result, Rule, conflict, solve

EDIT = "roster.edit"
LONGEST_SEARCH = 60.0
WORKERS = 2
PATIENCE = 4.0
"""Seconds without a better roster after which what is found is good enough for a month."""


def draft(
    *, subdistrict_id: int, month: dt.date, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Make the month's draft from the posts' patterns; a draft that is there is made anew, locked shifts stay."""
    check(by, subdistrict_id)
    first = month.replace(day=1)
    body = {"subdistrict": subdistrict_id, "month": first}
    with act("roster.draft", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        Subdistrict.objects.select_for_update().get(pk=subdistrict_id)
        roster, _new = Roster.objects.get_or_create(subdistrict_id=subdistrict_id, month=first)
        roster = locked_draft(roster.pk, by)
        terms = terms_of(subdistrict_id, first)
        if not terms.needs or not terms.members:
            raise Refused("roster_without_terms")
        kept = list(RosterShift.objects.filter(roster=roster, locked=True))
        start = start_of(terms, problem_of(terms, kept, firm=False)) | roster_of(terms, kept)
        _write(roster, terms, start)
        roster.search = {}
        roster.save(update_fields=["search"])
        record(roster, "roster.drafted", by, at, {"shifts": len(start)})
        return this.keep({"id": roster.pk, "shifts": len(start)})


def fill(
    roster_id: int, *, seconds: float, seed: int = 1, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Fill and repair the draft within some seconds: lawful, complete, as wished and fair; locked shifts stay.

    Refuses, with the shifts as they were: roster_impossible. Which rules exclude each other is then kept on the
    roster (`search["conflict"]`), for the page to say in words.
    """
    body = {"roster": roster_id, "seconds": seconds, "seed": seed}
    with act("roster.fill", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
    roster, terms, rows = _draft_of(roster_id, by)
    before = roster_of(terms, rows)
    # What people know of the start stays where it can.
    problem = replace(problem_of(terms, [row for row in rows if row.locked]), near=before)
    limit = min(seconds, LONGEST_SEARCH)
    result = solve(problem, limit, seed, Params(workers=WORKERS, patience=PATIENCE), before)
    if result.roster is None:
        why = conflict(problem, limit, seed) if result.proven else None
        with act("roster.failed", scope=scope(None), key="", body={}):
            _keep_outcome(roster, result, why or [])
        raise Refused("roster_impossible" if why else "roster_not_found", seconds=f"{limit:g}")
    with act("roster.fill", scope=scope(by.pk if by else None), key=key, body=body) as this:
        roster = locked_draft(roster_id, by)
        if roster_of(terms, RosterShift.objects.filter(roster=roster)) != before:
            raise Refused("roster_changed_meanwhile")
        _write(roster, terms, result.roster)
        _keep_outcome(roster, result, [])
        data = {"shifts": len(result.roster), "cost": result.cost.total, "seed": seed}
        record(roster, "roster.filled", by, at, data)
        return this.keep({"id": roster.pk, **_numbers(result)})


def put(
    roster_id: int,
    *,
    day: dt.date,
    user_id: int,
    post_id: int | None = None,
    shift_id: int | None = None,
    locked: bool = True,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """In a draft: put a person on a post in a shift of a day, or (without one) free that day; locked by default."""
    body = {"roster": roster_id, "day": day, "user": user_id, "post": post_id, "shift": shift_id}
    with act("roster.put", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        roster, terms, rows = _draft_of(roster_id, by, lock=True)
        if day not in terms.days:
            raise Refused("roster_day_outside", day=day.isoformat())
        before = roster_of(terms, rows)
        after = dict(before)
        place = (str(user_id), (day - terms.first).days)
        after.pop(place, None)
        if post_id is not None and shift_id is not None:
            if post_id not in terms.posts or shift_id not in terms.kinds:
                raise Refused("roster_post_unknown")
            after[place] = code_of(post_id, shift_id)
        check_change(terms, before, after, complete=False)
        RosterShift.objects.filter(roster=roster, user_id=user_id, day=day).delete()
        if place in after:
            RosterShift.objects.create(
                roster=roster, user_id=user_id, day=day, post_id=post_id, shift_id=shift_id,
                locked=locked,
            )  # fmt: skip
        data = {"day": day, "user_id": user_id, "post_id": post_id, "shift_id": shift_id}
        record(roster, "roster.put", by, at, data)
        return this.keep({"id": roster.pk})


def lock(
    roster_id: int, *, shift_row_id: int, locked: bool, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """In a draft: a filling leaves this shift as it is, or may change it again."""
    body = {"roster": roster_id, "row": shift_row_id, "locked": locked}
    with act("roster.lock", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        roster = locked_draft(roster_id, by)
        row = RosterShift.objects.filter(roster=roster, pk=shift_row_id).first()
        if row is None:
            raise Refused("not_found")
        row.locked = locked
        row.save(update_fields=["locked"])
        data = {"day": row.day, "user_id": row.user_id, "locked": locked}
        record(roster, "roster.locked", by, at, data)
        return this.keep({"id": roster.pk})


def publish(roster_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """Everybody sees it from now on. Refuses a month in which a rule is broken or somebody is missing."""
    body = {"roster": roster_id}
    with act("roster.publish", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        roster, terms, rows = _draft_of(roster_id, by, lock=True)
        check_month(terms, rows)
        roster.state, roster.published_at = Roster.State.PUBLISHED, at
        roster.save(update_fields=["state", "published_at"])
        listed = sorted([r.day.isoformat(), r.post_id, r.shift_id, r.user_id] for r in rows)
        record(roster, "roster.published", by, at, {"shifts": listed})
        return this.keep({"id": roster.pk, "shifts": len(listed)})


# ---- Shared with the acts on a published roster.


def check(by: User | None, subdistrict_id: int) -> None:
    """Refuse whoever may not plan here; None is a command on the machine itself."""
    if by is not None:
        check_may(by, EDIT, subdistrict_id=subdistrict_id)


def locked_roster(roster_id: int) -> Roster:
    """The roster with its row locked. Refuses: not_found."""
    roster = Roster.objects.select_for_update(of=("self",)).filter(pk=roster_id).first()
    if roster is None:
        raise Refused("not_found")
    return roster


def locked_draft(roster_id: int, by: User | None) -> Roster:
    """The same, if one may plan there and it is not published yet."""
    roster = locked_roster(roster_id)
    check(by, roster.subdistrict_id)
    if roster.state != Roster.State.DRAFT:
        raise Refused("roster_published", month=roster.month.strftime("%Y-%m"))
    return roster


def record(
    roster: Roster, kind: str, by: User | None, at: dt.datetime, data: dict[str, Any]
) -> None:
    """One happening in the roster's history."""
    append(
        roster,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=roster.subdistrict_id,
        data=data,
    )


def _draft_of(
    roster_id: int, by: User | None, lock: bool = False
) -> tuple[Roster, Terms, list[RosterShift]]:
    roster = locked_draft(roster_id, by) if lock else Roster.objects.filter(pk=roster_id).first()
    if roster is None:
        raise Refused("not_found")
    check(by, roster.subdistrict_id)
    if roster.state != Roster.State.DRAFT:
        raise Refused("roster_published", month=roster.month.strftime("%Y-%m"))
    terms = terms_of(roster.subdistrict_id, roster.month)
    return roster, terms, list(RosterShift.objects.filter(roster=roster).order_by("day", "id"))


def _write(roster: Roster, terms: Terms, wanted: dict[tuple[str, int], str]) -> None:
    """Make the rows be these: locked ones stay as they are."""
    RosterShift.objects.filter(roster=roster, locked=False).delete()
    kept = {(r.user_id, r.day) for r in RosterShift.objects.filter(roster=roster)}
    rows = []
    for (who, day), code in sorted(wanted.items()):
        post_id, shift_id = pair_of(code)
        row = RosterShift(
            roster=roster, user_id=int(who), day=terms.day_of(day), post_id=post_id,
            shift_id=shift_id,
        )  # fmt: skip
        if (row.user_id, row.day) not in kept:
            rows.append(row)
    RosterShift.objects.bulk_create(rows)


def _numbers(result: Result) -> dict[str, Any]:
    return {
        "seconds": round(result.seconds, 1),
        "wishes": result.cost.wishes,
        "unfair": result.cost.unfair,
        "over": result.cost.over,
        "gap": round(result.gap or 0.0, 4),
    }


def _keep_outcome(roster: Roster, result: Result, why: list[Rule]) -> None:
    roster.search = {**_numbers(result), "conflict": [list(rule) for rule in why]}
    roster.save(update_fields=["search"])
