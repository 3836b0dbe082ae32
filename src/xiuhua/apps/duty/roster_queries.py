"""What the pages of the roster show: a month, a day, one person's duties. Reading only."""

import datetime as dt
import hmac
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.duty.models import (
    CalendarAddress,
    HandOverNote,
    Leave,
    Post,
    Roster,
    RosterShift,
    ShiftWish,
    SwapRequest,
)
from xiuhua.apps.duty.roster_lawful import month_faults
from xiuhua.apps.duty.roster_problem import Terms, roster_of, terms_of
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.roster import Fault

VIEW, EDIT = "roster.view", "roster.edit"
DAY = dt.timedelta(days=1)


def visible_to(user: User) -> QuerySet[Roster]:
    """Rosters this person may look at: of the home subdistrict by a right held over any part of it, and of areas
    held whole. Drafts only where one may plan."""
    seen, planned = areas(user, VIEW), areas(user, EDIT)
    home = Q(pk=None) if seen.is_nowhere else Q(subdistrict_id=user.subdistrict_id)
    published = (home | seen.as_q()) & Q(state=Roster.State.PUBLISHED)
    return Roster.objects.filter(published | planned.as_q())


def shifts_of(rosters: QuerySet[Roster]) -> QuerySet[RosterShift]:
    """Who is on duty, with names, in order of day, post and time."""
    return (
        RosterShift.objects.filter(roster__in=rosters)
        .select_related("post", "shift", "user__unit")
        .order_by("day", "post__sort", "post_id", "shift__begin_minute", "user_id")
    )


class Month(NamedTuple):
    """A month as its page shows it."""

    roster: Roster | None
    terms: Terms
    rows: list[RosterShift]
    faults: list[Fault]


def month_of(user: User, subdistrict_id: int, month: dt.date) -> Month:
    """The month's roster if the person may see it, with what is wrong in it (a draft's only)."""
    first = month.replace(day=1)
    roster = visible_to(user).filter(subdistrict_id=subdistrict_id, month=first).first()
    terms = terms_of(subdistrict_id, first)
    if roster is None:
        return Month(None, terms, [], [])
    rows = list(shifts_of(Roster.objects.filter(pk=roster.pk)))
    is_draft = roster.state == Roster.State.DRAFT
    return Month(
        roster, terms, rows, month_faults(terms, roster_of(terms, rows)) if is_draft else []
    )


def on_duty(user: User, subdistrict_id: int, day: dt.date) -> list[RosterShift]:
    """Everybody on duty on a day, and through the night into it."""
    rosters = visible_to(user).filter(subdistrict_id=subdistrict_id, state=Roster.State.PUBLISHED)
    return list(shifts_of(rosters).filter(day__in=(day - DAY, day)))


def mine(user: User, since: dt.date, until: dt.date | None = None) -> list[RosterShift]:
    """A person's own published duties from a day on."""
    rows = shifts_of(Roster.objects.filter(state=Roster.State.PUBLISHED)).filter(
        user=user, day__gte=since
    )
    return list(rows.filter(day__lte=until) if until else rows)


def colleagues_of(rows: list[RosterShift], since: dt.date) -> list[RosterShift]:
    """Shifts of others on the same posts from a day on: what one's own could be swapped against."""
    if not rows:
        return []
    return list(
        shifts_of(Roster.objects.filter(pk__in={row.roster_id for row in rows}))
        .filter(post__in={row.post_id for row in rows}, day__gte=since)
        .exclude(user=rows[0].user_id)
    )


def swaps_of(user: User) -> QuerySet[SwapRequest]:
    """Requests to or from a person that are not answered yet."""
    return (
        SwapRequest.objects.filter(
            Q(asked_of=user) | Q(asked_by=user), state=SwapRequest.State.ASKED
        )
        .select_related("asked_by", "asked_of")
        .order_by("give_day", "id")
    )


def notes_of(user: User, subdistrict_id: int, since: dt.date) -> QuerySet[HandOverNote]:
    """Notes of hand-over since a day, the newest first."""
    if areas(user, VIEW).is_nowhere or user.subdistrict_id != subdistrict_id:
        return HandOverNote.objects.none()
    return (
        HandOverNote.objects.filter(subdistrict_id=subdistrict_id, day__gte=since)
        .select_related("post", "shift", "written_by", "read_by")
        .order_by("-written_at", "-id")
    )


def leaves_of(user_ids: set[int], since: dt.date) -> QuerySet[Leave]:
    """Leave of people that is not over."""
    return (
        Leave.objects.filter(user__in=user_ids, to_on__gte=since, ended_at=None)
        .select_related("user")
        .order_by("from_on", "id")
    )


def wishes_of(user: User, since: dt.date) -> QuerySet[ShiftWish]:
    """A person's wishes from a day on."""
    return ShiftWish.objects.filter(user=user, day__gte=since).order_by("day")


def posts_of(subdistrict_id: int) -> list[Post]:
    """The posts of a subdistrict in their order."""
    return list(Post.objects.filter(subdistrict_id=subdistrict_id).order_by("sort", "id"))


# ---- The private calendar address: derived from the person, its version and the installation's secret.


def calendar_token(user: User) -> str:
    """What stands in the person's private address. Whoever has it sees their duties, and nothing else."""
    row = CalendarAddress.objects.filter(user=user).first()
    return _token(user.pk, row.version if row else 1)


def person_of_token(token: str) -> User:
    """The active person whose address this is. Refuses: not_found."""
    number = token.partition("-")[0]
    if number.isascii() and number.isdigit() and len(number) < 16:
        user = User.objects.filter(pk=int(number), is_active=True).first()
        if user is not None and hmac.compare_digest(calendar_token(user), token):
            return user
    raise Refused("not_found")


def _token(user_id: int, version: int) -> str:
    digest = salted_hmac("duty.calendar", f"{user_id}:{version}", algorithm="sha256").hexdigest()
    return f"{user_id}-{digest[:40]}"
