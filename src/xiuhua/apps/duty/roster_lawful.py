"""Whether a month's roster may stand: the solver's independent look, as refusals that name who and when.

The rules themselves are the solver's and the street's numbers; here a fault becomes a code and facts. Nothing
is written.
"""

from collections.abc import Iterable

from xiuhua.apps.accounts.models import Certificate
from xiuhua.apps.duty.models import RosterShift
from xiuhua.apps.duty.roster_problem import DAY, Terms, pair_of, problem_of, roster_of
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.roster import Fault, Roster, faults

# What is worked on in a draft may be short or uneven; a person in two places or without the right may not.
ALWAYS = ("unknown", "leave", "skill", "rest")


def check_month(terms: Terms, rows: Iterable[RosterShift]) -> None:
    """Refuse the whole month at its first fault, saying how many there are."""
    found = month_faults(terms, roster_of(terms, rows))
    if found:
        raise refusal_of(terms, found[0], len(found))


def check_change(terms: Terms, before: Roster, after: Roster, *, complete: bool) -> None:
    """Refuse what a change breaks anew. In a draft (`complete` False) only what may never stand is looked at."""
    known = set(month_faults(terms, before))
    fresh = [
        fault
        for fault in month_faults(terms, after)
        if fault not in known and (complete or fault.rule in ALWAYS)
    ]
    if fresh:
        raise refusal_of(terms, fresh[0], len(fresh))


def month_faults(terms: Terms, roster: Roster) -> list[Fault]:
    """Everything that is wrong with a month; people who stand on no post in it are wrong there."""
    asked = {shift.code for shift in problem_of(terms).shifts}
    extra = [
        row
        for row in (_unsaved(terms, who, day, code) for (who, day), code in roster.items())
        if f"{row.post_id}-{row.shift_id}" not in asked
    ]
    problem = problem_of(terms, extra)
    if extra:  # a post in a shift nobody asked for: known to the problem, but not locked
        problem = type(problem)(**{**vars(problem), "locked": {}})
    found = faults(problem, roster)
    # Where people are missing at all, that the certified ones are missing too is not said again.
    short = {(one.day, one.shift) for one in found if one.rule == "short" and not one.person}
    told = [
        one
        for one in found
        if not one.person or one.rule != "short" or (one.day, one.shift) not in short
    ]
    # Who is short comes first: that is what a planner asks first.
    return sorted(told, key=lambda fault: fault.rule != "short")


def _unsaved(terms: Terms, who: str, day: int, code: str) -> RosterShift:
    post, shift = pair_of(code)
    return RosterShift(user_id=int(who), day=terms.first + day * DAY, post_id=post, shift_id=shift)


def refusal_of(terms: Terms, fault: Fault, count: int = 1) -> Refused:
    """A fault as a refusal: the person, the day, the post and shift, what was found and what is allowed."""
    facts: dict[str, object] = {"found": fault.found, "bound": fault.bound, "count": count}
    if fault.day >= 0:
        facts["day"] = terms.day_of(fault.day).isoformat()
    if fault.rule.endswith("minutes"):
        facts |= {"found": _hours(fault.found), "bound": _hours(fault.bound)}
    if fault.shift:
        post, shift = pair_of(fault.shift)
        facts |= {"post": terms.posts[post].name, "shift": terms.kinds[shift].name}
    if fault.rule == "short":
        return Refused("roster_short_certified" if fault.person else "roster_short", **facts)
    user = terms.people.get(int(fault.person)) if fault.person else None
    facts["who"] = user.full_name if user else fault.person
    if fault.rule == "unknown":
        return Refused("roster_not_on_post", **facts)
    if fault.rule == "skill":
        return _unskilled(terms, fault, facts)
    if fault.rule == "rest":
        facts["hours"] = _hours(terms.rules["rest_minutes"].value)
    return Refused(f"roster_{fault.rule}", **facts)


def _unskilled(terms: Terms, fault: Fault, facts: dict[str, object]) -> Refused:
    """Not on the post at all, or on it without a certificate that holds that day."""
    post, _shift = pair_of(fault.shift)
    user_id, day = int(fault.person), terms.day_of(fault.day)
    stands = any(
        member.post_id == post
        and member.user_id == user_id
        and member.valid_from <= day
        and (member.valid_to is None or day <= member.valid_to)
        for member in terms.members
    )
    if not stands:
        return Refused("roster_not_on_post", **facts)
    kind = terms.posts[post].certificate
    last = Certificate.objects.filter(user_id=user_id, kind=kind).order_by("-valid_to").first()
    facts["valid_to"] = last.valid_to.isoformat() if last else None
    return Refused("roster_certificate_missing", **facts)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}"
