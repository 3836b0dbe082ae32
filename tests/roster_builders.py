"""An invented street's roster for tests: two officers' posts, a leader, three shifts, and May 2021."""

import datetime as dt
from dataclasses import dataclass, field

from tests import builders
from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions import roster_plan, roster_terms
from xiuhua.apps.duty.models import Post, Roster, ShiftKind
from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.models import Subdistrict

AT = dt.datetime(2021, 4, 20, 1, 0, tzinfo=dt.UTC)  # 09:00 in Wuhan
MAY = dt.date(2021, 5, 1)
JANUARY = dt.date(2021, 1, 1)
HOW = {"by": None, "at": AT, "key": ""}


@dataclass
class RosterStreet:
    """One street with its posts."""

    here: Subdistrict
    planner: User
    officers: list[User]
    leaders: list[User]
    patrol: Post
    lead: Post
    shifts: dict[str, ShiftKind] = field(default_factory=dict)


def roster_street(officers: int = 8, needed: int = 1) -> RosterStreet:
    """Officers around the clock, each with a certificate, and two leaders in turn."""
    here = builders.subdistrict()
    load_calendars(by=None, at=AT)
    centre = builders.unit(here)
    planner = builders.user("shift_head", of=here)
    staff = [builders.user("officer", centre, of=here, unit=centre) for _ in range(officers)]
    heads = [builders.user("deputy", of=here) for _ in range(3)]
    for one in staff:
        builders.certificate(one)
    shifts = {}
    for code, name, part, begin, end in (
        ("A", "早班", "a", 8, 16), ("B", "中班", "b", 16, 24), ("N", "夜班", "n", 24, 32),
        ("F", "全天", "f", 8, 32),
    ):  # fmt: skip
        begin_minute, end_minute = (begin * 60, end * 60)
        made = roster_terms.add_shift(
            subdistrict_id=here.pk, code=code, name=name, part=part, begin_minute=begin_minute,
            end_minute=end_minute, **HOW,
        )  # fmt: skip
        shifts[code] = ShiftKind.objects.get(pk=made["id"])
    patrol = _post(here, "ZF", "机动执法", staff, certificate="enforcement", sort=1)
    lead = _post(here, "DB", "带班领导", heads, leads=True)
    for code in "ABN":
        roster_terms.set_need(
            patrol.pk, shift_id=shifts[code].pk, days="every", needed=needed, certified=needed,
            pattern="three_shifts", valid_from=JANUARY, **HOW,
        )  # fmt: skip
    roster_terms.set_need(
        lead.pk, shift_id=shifts["F"].pk, days="every", needed=1, pattern="turns",
        valid_from=JANUARY, **HOW,
    )  # fmt: skip
    return RosterStreet(here, planner, staff, heads, patrol, lead, shifts)


def _post(here: Subdistrict, code: str, name: str, members: list[User], **more) -> Post:
    made = roster_terms.add_post(subdistrict_id=here.pk, code=code, name=name, **more, **HOW)
    for at, one in enumerate(members):
        roster_terms.add_member(made["id"], user_id=one.pk, sort=at, valid_from=JANUARY, **HOW)
    return Post.objects.get(pk=made["id"])


def drafted(street: RosterStreet) -> Roster:
    """May, from the patterns."""
    made = roster_plan.draft(subdistrict_id=street.here.pk, month=MAY, **HOW)
    return Roster.objects.get(pk=made["id"])


def published(street: RosterStreet) -> Roster:
    """May, filled and published."""
    roster = drafted(street)
    roster_plan.fill(roster.pk, seconds=3, **HOW)
    roster_plan.publish(roster.pk, **HOW)
    roster.refresh_from_db()
    return roster
