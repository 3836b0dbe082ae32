"""A month's roster between the tables and the solver: rows into a problem, a problem's roster into rows.

In the solver a shift is a post in a shift of the day, "post-shift" by their ids, and a person is their id. Only
reading; what may be written is said in `actions/roster_*.py`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from xiuhua.apps.accounts.models import Certificate, User
from xiuhua.apps.duty.models import (
    Leave,
    Post,
    PostMember,
    PostNeed,
    RosterShift,
    ShiftKind,
    ShiftWish,
)
from xiuhua.apps.duty.roster_rules import RuleInForce, rules_on
from xiuhua.apps.records.calendars import work_calendar
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.roster import Demand, Fairness, Person, Problem, Roster, Shift, Wish
from xiuhua.solvers.roster.patterns import PATTERNS, cycled, merged, turns

DAY = dt.timedelta(days=1)
LOOKING_BACK = 7
"""Days of the month before that count for rest and runs."""


@dataclass
class Terms:
    """All rows a month is made from, read once."""

    subdistrict_id: int
    first: dt.date
    days: list[dt.date]
    kinds: dict[int, ShiftKind]
    posts: dict[int, Post]
    members: list[PostMember]
    needs: list[PostNeed]
    people: dict[int, User]
    rules: dict[str, RuleInForce]
    certified: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    """Kind of certificate -> person -> the days on which one holds."""

    def rule(self, name: str) -> int | None:
        """The number of a rule; None where it is switched off."""
        return self.rules[name].value or None

    def day_of(self, index: int) -> dt.date:
        """The date of a day of the problem."""
        return self.first + index * DAY


def month_days(month: dt.date) -> list[dt.date]:
    """All days of the month in which a day lies."""
    first = month.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    return [first + n * DAY for n in range((after - first).days)]


def terms_of(subdistrict_id: int, month: dt.date) -> Terms:
    """Everything that is said about a month: nine statements, however many people."""
    days = month_days(month)
    within = Q(valid_from__lte=days[-1]) & (Q(valid_to=None) | Q(valid_to__gte=days[0]))
    posts = {
        post.pk: post
        for post in Post.objects.filter(subdistrict_id=subdistrict_id).order_by("sort", "id")
    }
    members = list(
        PostMember.objects.filter(within, post__in=posts, user__is_active=True)
        .select_related("user__unit")
        .order_by("sort", "id")
    )
    terms = Terms(
        subdistrict_id=subdistrict_id,
        first=days[0],
        days=days,
        kinds={
            kind.pk: kind
            for kind in ShiftKind.objects.filter(subdistrict_id=subdistrict_id).order_by(
                "begin_minute", "id"
            )
        },
        posts=posts,
        members=members,
        needs=list(PostNeed.objects.filter(within, post__in=posts).order_by("id")),
        people={member.user_id: member.user for member in members},
        rules=rules_on(subdistrict_id, days[0]),
    )
    _read_certificates(terms)
    return terms


def _read_certificates(terms: Terms) -> None:
    rows = Certificate.objects.filter(
        user__in=terms.people, valid_from__lte=terms.days[-1], valid_to__gte=terms.first
    )
    for row in rows:
        held = terms.certified.setdefault(row.kind, {}).setdefault(row.user_id, set())
        held |= _indices(terms, row.valid_from, row.valid_to)


def _indices(terms: Terms, first: dt.date, last: dt.date | None) -> set[int]:
    return {
        at for at, day in enumerate(terms.days) if first <= day and (last is None or day <= last)
    }


def code_of(post_id: int, shift_id: int) -> str:
    """The solver's name of a post in a shift."""
    return f"{post_id}-{shift_id}"


def pair_of(code: str) -> tuple[int, int]:
    """(post, shift) of the solver's name."""
    post, shift = code.split("-")
    return int(post), int(shift)


def problem_of(terms: Terms, locked: Iterable[RosterShift] = (), *, firm: bool = True) -> Problem:
    """The month as a problem; with `firm` nobody may be missing anywhere."""
    pairs = dict.fromkeys((need.post_id, need.shift_id) for need in terms.needs)
    pairs |= dict.fromkeys((row.post_id, row.shift_id) for row in locked)
    return Problem(
        days=len(terms.days),
        shifts=tuple(_shift(terms, *pair) for pair in pairs),
        people=_people(terms),
        demands=_demands(terms, firm),
        wishes=_wishes(terms),
        locked={(str(r.user_id), (r.day - terms.first).days): code_of(r.post_id, r.shift_id) for r in locked},
        fairness=Fairness(
            night=terms.rule("fair_nights") or 0, shift=terms.rule("fair_shifts") or 0
        ),
        first_weekday=terms.first.weekday(),
    )  # fmt: skip


def _shift(terms: Terms, post_id: int, shift_id: int) -> Shift:
    kind, post = terms.kinds[shift_id], terms.posts[post_id]
    return Shift(
        code_of(post_id, shift_id),
        kind.begin_minute,
        kind.end_minute,
        paid=0 if post.leads else kind.paid_minutes,
        night=kind.part == ShiftKind.Part.NIGHT,
        skill=f"post:{post_id}",
    )


def _people(terms: Terms) -> tuple[Person, ...]:
    stands: dict[int, dict[int, set[int]]] = defaultdict(dict)
    for member in terms.members:
        days = _indices(terms, member.valid_from, member.valid_to)
        certificate = terms.posts[member.post_id].certificate
        if certificate:
            days &= terms.certified.get(certificate, {}).get(member.user_id, set())
        stands[member.user_id].setdefault(member.post_id, set()).update(days)
    away = _leave(terms)
    before = _before(terms)
    return tuple(
        _person(terms, user_id, posts, away.get(user_id, set()), before.get(user_id, {}))
        for user_id, posts in stands.items()
    )


def _person(
    terms: Terms, user_id: int, posts: dict[int, set[int]], away: set[int], before: dict[int, str]
) -> Person:
    skills = {f"post:{post}": frozenset(days) for post, days in posts.items()}
    for kind, holders in terms.certified.items():
        if user_id in holders:
            skills[f"certificate:{kind}"] = frozenset(holders[user_id])
    leads = all(terms.posts[post].leads for post in posts)
    known = tuple(before.get(at, "") for at in range(-LOOKING_BACK, 0)) if before else ()
    return Person(
        str(user_id),
        skills=skills,
        most_minutes=terms.rule("month_minutes"),
        most_week_minutes=terms.rule("week_minutes"),
        longest_run=terms.rule("longest_run"),
        most_weekends=None if leads else terms.rule("most_weekends"),
        most_nights=terms.rule("most_nights"),
        longest_nights=terms.rule("longest_nights"),
        rest=terms.rule("rest_minutes") or 0,
        off=frozenset(away),
        group=",".join(str(post) for post in sorted(posts)),
        before=known,
    )


def _leave(terms: Terms) -> dict[int, set[int]]:
    away: dict[int, set[int]] = {}
    rows = Leave.objects.filter(
        user__in=terms.people, from_on__lte=terms.days[-1], to_on__gte=terms.first, ended_at=None
    )
    for row in rows:
        away.setdefault(row.user_id, set()).update(_indices(terms, row.from_on, row.to_on))
    return away


def _before(terms: Terms) -> dict[int, dict[int, str]]:
    """Of each person the shifts of the last days of the month before, by (negative) day."""
    rows = RosterShift.objects.filter(
        user__in=terms.people, day__lt=terms.first, day__gte=terms.first - LOOKING_BACK * DAY
    )
    known: dict[int, dict[int, str]] = {}
    asked = {(need.post_id, need.shift_id) for need in terms.needs}
    for row in rows:
        if (row.post_id, row.shift_id) in asked:
            code = code_of(row.post_id, row.shift_id)
            known.setdefault(row.user_id, {})[(row.day - terms.first).days] = code
    return known


def workdays(subdistrict_id: int) -> Callable[[dt.date], bool]:
    """Whether a day is worked: by the street's calendar, or Monday to Friday where none was entered yet."""
    try:
        return work_calendar(subdistrict_id).works_on
    except Refused:
        return lambda day: day.weekday() < 5


def _demands(terms: Terms, firm: bool) -> tuple[Demand, ...]:
    works_on = workdays(terms.subdistrict_id)
    over = terms.rule("over_weight") or 0
    found = []
    for need in terms.needs:
        code = code_of(need.post_id, need.shift_id)
        for at in sorted(_indices(terms, need.valid_from, need.valid_to)):
            works = works_on(terms.day_of(at))
            if need.days == PostNeed.Days.WORK and not works:
                continue
            if need.days == PostNeed.Days.REST and works:
                continue
            found.append(Demand(at, code, need.needed, 100, over, firm=firm))
            if need.certified:
                found.append(
                    Demand(at, code, need.certified, 100, 0, "certificate:enforcement", firm)
                )
    # A shift that nobody asked for on a day is not worked on it.
    asked = {(one.day, one.shift) for one in found}
    pairs = {code_of(need.post_id, need.shift_id) for need in terms.needs}
    found += [
        Demand(at, code, 0, 0, 1000)
        for at in range(len(terms.days))
        for code in sorted(pairs)
        if (at, code) not in asked
    ]
    return tuple(found)


def _wishes(terms: Terms) -> tuple[Wish, ...]:
    weight = terms.rule("wish_weight") or 0
    rows = ShiftWish.objects.filter(
        user__in=terms.people, day__gte=terms.first, day__lte=terms.days[-1]
    ).order_by("user_id", "day")
    return tuple(
        Wish(str(row.user_id), (row.day - terms.first).days, "", weight, row.wants) for row in rows
    )


def roster_of(terms: Terms, rows: Iterable[RosterShift]) -> Roster:
    """Rows of the month as a solver's roster."""
    return {
        (str(row.user_id), (row.day - terms.first).days): code_of(row.post_id, row.shift_id)
        for row in rows
    }


def start_of(terms: Terms, problem: Problem) -> Roster:
    """The start that people know: each post by its pattern, continued from month to month."""
    since = (terms.first - dt.date(2020, 1, 6)).days
    rosters = []
    for post_id in terms.posts:
        needs = [need for need in terms.needs if need.post_id == post_id]
        pattern = next((PATTERNS[n.pattern] for n in needs if n.pattern in PATTERNS), None)
        who = list(dict.fromkeys(str(m.user_id) for m in terms.members if m.post_id == post_id))
        if pattern is None or not who:
            continue
        if not pattern.cycle:
            for need in needs:
                code = code_of(post_id, need.shift_id)
                rosters.append(turns(problem, who, code, since, need.needed))
            continue
        by_part = {
            terms.kinds[need.shift_id].part: code_of(post_id, need.shift_id) for need in needs
        }
        cycle = [by_part.get(part, "") for part in pattern.cycle]
        rosters.append(cycled(problem, who, cycle, pattern.step, since))
    return merged(rosters)
