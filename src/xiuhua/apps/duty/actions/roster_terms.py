"""Shifts, posts, who stands there, how many are needed, and the numbers of working time: from a day on."""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions.roster_plan import check
from xiuhua.apps.duty.models import Post, PostMember, PostNeed, RosterRule, ShiftKind
from xiuhua.apps.duty.roster_rules import shipped
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.roster.patterns import PATTERNS

LONGEST_SHIFT = 1440


def add_shift(
    *,
    subdistrict_id: int,
    code: str,
    name: str,
    part: str,
    begin_minute: int,
    end_minute: int,
    paid_minutes: int | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """A shift of the day. It is never changed afterwards, or old rosters would say something else: make another."""
    check(by, subdistrict_id)
    code, name = code.strip(), name.strip()
    body = {"subdistrict": subdistrict_id, "code": code, "name": name, "part": part,
            "span": [begin_minute, end_minute], "paid": paid_minutes}  # fmt: skip
    with act("roster.add_shift", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        # A night from 0:00 belongs to the day before it, or a late shift and the night after would lie on two days.
        if not 0 <= begin_minute <= 1440 or not 0 < end_minute - begin_minute <= LONGEST_SHIFT:
            raise Refused("shift_span_wrong")
        if part not in ShiftKind.Part.values:
            raise Refused("shift_part_unknown", given=part)
        _check_named(ShiftKind, subdistrict_id, code, name, 20)
        paid = end_minute - begin_minute if paid_minutes is None else paid_minutes
        row = ShiftKind.objects.create(
            subdistrict_id=subdistrict_id, code=code, name=name, part=part,
            begin_minute=begin_minute, end_minute=end_minute, paid_minutes=paid,
        )  # fmt: skip
        _record(row, "shift.added", by, at, {"span": [begin_minute, end_minute]})
        return this.keep({"id": row.pk})


def add_post(
    *,
    subdistrict_id: int,
    code: str,
    name: str,
    certificate: str = "",
    leads: bool = False,
    sort: int = 0,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """A post. With `certificate` everybody on it must hold one of that kind; `leads`: the leader in charge."""
    check(by, subdistrict_id)
    code, name = code.strip(), name.strip()
    body = {"subdistrict": subdistrict_id, "code": code, "name": name, "certificate": certificate,
            "leads": leads}  # fmt: skip
    with act("roster.add_post", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        _check_named(Post, subdistrict_id, code, name, 30)
        row = Post.objects.create(
            subdistrict_id=subdistrict_id, code=code, name=name, certificate=certificate,
            leads=leads, sort=sort,
        )  # fmt: skip
        _record(row, "post.added", by, at, {"certificate": certificate, "leads": leads})
        return this.keep({"id": row.pk})


def add_member(
    post_id: int,
    *,
    user_id: int,
    sort: int = 0,
    valid_from: dt.date,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """A person may be put on the post from a day on."""
    body = {"post": post_id, "user": user_id, "from": valid_from}
    with act("roster.add_member", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        post = _post(post_id, by)
        if not User.objects.filter(
            pk=user_id, is_active=True, subdistrict_id=post.subdistrict_id
        ).exists():
            raise Refused("person_unknown", given=user_id)
        open_now = PostMember.objects.filter(post=post, user_id=user_id, valid_to=None)
        if open_now.exists():
            raise Refused("post_member_twice")
        row = PostMember.objects.create(
            post=post, user_id=user_id, sort=sort, valid_from=valid_from
        )
        _record(post, "post.member_added", by, at, {"user_id": user_id, "from_on": valid_from})
        return this.keep({"id": row.pk})


def end_member(
    member_id: int, *, last_on: dt.date, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """The last day on which the person may be put on the post."""
    body = {"member": member_id, "last": last_on}
    with act("roster.end_member", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = PostMember.objects.filter(pk=member_id, valid_to=None).first()
        if row is None:
            raise Refused("not_found")
        post = _post(row.post_id, by)
        row.valid_to = max(last_on, row.valid_from)
        row.save(update_fields=["valid_to"])
        _record(post, "post.member_ended", by, at, {"user_id": row.user_id, "last_on": last_on})
        return this.keep({"id": row.pk})


def set_need(
    post_id: int,
    *,
    shift_id: int,
    days: str,
    needed: int,
    certified: int = 0,
    pattern: str = "",
    valid_from: dt.date,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """From a day on a post needs so many in a shift; what was said before ends the day before. 0: nobody any more."""
    body = {"post": post_id, "shift": shift_id, "days": days, "needed": needed,
            "certified": certified, "pattern": pattern, "from": valid_from}  # fmt: skip
    with act("roster.set_need", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        post = _post(post_id, by)
        if not ShiftKind.objects.filter(pk=shift_id, subdistrict_id=post.subdistrict_id).exists():
            raise Refused("roster_post_unknown")
        if days not in PostNeed.Days.values or (pattern and pattern not in PATTERNS):
            raise Refused("need_words_unknown")
        if not 0 <= certified <= needed <= 50:
            raise Refused("need_number_wrong")
        PostNeed.objects.filter(
            post=post, shift_id=shift_id, days=days, valid_from__gte=valid_from
        ).delete()
        PostNeed.objects.filter(post=post, shift_id=shift_id, days=days, valid_to=None).update(
            valid_to=valid_from - dt.timedelta(days=1)
        )
        if needed:
            PostNeed.objects.create(
                post=post, shift_id=shift_id, days=days, needed=needed, certified=certified,
                pattern=pattern, valid_from=valid_from,
            )  # fmt: skip
        _record(post, "post.need_set", by, at, {"shift_id": shift_id, "days": days,
                "needed": needed, "certified": certified, "from_on": valid_from})  # fmt: skip
        return this.keep({"id": post.pk})


def set_rule(
    *,
    subdistrict_id: int,
    name: str,
    value: int,
    source: str,
    valid_from: dt.date,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """A number of working time from a day on, with where it comes from. Months before keep theirs."""
    check(by, subdistrict_id)
    source = source.strip()
    body = {"subdistrict": subdistrict_id, "name": name, "value": value, "source": source,
            "from": valid_from}  # fmt: skip
    with act("roster.set_rule", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        if name not in shipped():
            raise Refused("rule_unknown", name=name, rules=list(shipped()))
        if not source or len(source) > 200:
            raise Refused("roster_rule_source_missing")
        row, _made = RosterRule.objects.update_or_create(
            subdistrict_id=subdistrict_id, name=name, valid_from=valid_from,
            defaults={"value": value, "source": source},
        )  # fmt: skip
        _record(row, "roster_rule.set", by, at, {"name": name, "value": value})
        return this.keep({"id": row.pk})


def _post(post_id: int, by: User | None) -> Post:
    post = Post.objects.select_for_update(of=("self",)).filter(pk=post_id).first()
    if post is None:
        raise Refused("roster_post_unknown")
    check(by, post.subdistrict_id)
    return post


def _check_named(
    model: type[ShiftKind] | type[Post], subdistrict_id: int, code: str, name: str, longest: int
) -> None:
    if not code or len(code) > 12 or not name or len(name) > longest:
        raise Refused("roster_name_missing", longest=longest)
    if model.objects.filter(subdistrict_id=subdistrict_id, code=code).exists():
        raise Refused("roster_code_taken", code=code)


def _record(
    row: ShiftKind | Post | RosterRule,
    kind: str,
    by: User | None,
    at: dt.datetime,
    data: dict[str, Any],
) -> None:
    append(
        row,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id,
        data=data,
    )
