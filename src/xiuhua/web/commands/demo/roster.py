"""The demonstration's roster: posts and shifts of an invented street, and two lawful months with a leader each day.

Made by the same acts as in life: from patterns, filled by the solver, published. Noise: none; the solver's seed is
the demonstration's.
"""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions import roster_notes, roster_people, roster_plan, roster_terms
from xiuhua.apps.duty.models import RosterShift
from xiuhua.apps.records.models import Subdistrict
from xiuhua.web.commands.demo.people import FOUNDED_AT, FOUNDED_ON, Staff

MONTH = dt.date(2021, 5, 1)
PLANNED_AT = dt.datetime(2021, 4, 26, 2, 0, tzinfo=dt.UTC)
SECONDS = 12.0
# code, name, part, begin and end in hours
SHIFTS = (
    ("ZB", "早班", "a", 8, 16),
    ("MB", "中班", "b", 16, 24),
    ("YB", "夜班", "n", 24, 32),
    ("QT", "全天", "f", 8, 32),
)
# code, name, roles, certificate, leads, needs: (shift, needed, certified, pattern)
POSTS: tuple[tuple[str, str, tuple[str, ...], str, bool, tuple[Any, ...]], ...] = (
    ("DB", "带班领导", ("head", "deputy", "centre_head"), "", True, (("QT", 1, 0, "turns"),)),
    (
        "ZX", "指挥中心坐席", ("acceptor", "dispatcher", "desk_clerk", "shift_head"), "", False,
        (("ZB", 1, 0, "three_shifts"), ("MB", 1, 0, "three_shifts")),
    ),
    (
        "JD", "机动执法", ("officer",), "enforcement", False,
        (("ZB", 2, 2, "three_shifts"), ("MB", 2, 2, "three_shifts")),
    ),
    ("YJ", "夜间值守", ("grid_member", "inspector"), "", False, (("YB", 1, 0, "turns"),)),
)  # fmt: skip


def plan(subdistrict: Subdistrict, staff: Staff, seed: int) -> None:
    """Set up the posts and publish the month."""
    _terms(subdistrict, staff)
    officers = staff.by_role["officer"]
    how: dict[str, Any] = {"at": PLANNED_AT, "key": ""}
    roster_people.give_leave(
        officers[4].pk, from_on=dt.date(2021, 5, 11), to_on=dt.date(2021, 5, 13), by=None, **how
    )
    roster_people.wish(day=dt.date(2021, 5, 22), wants=False, by=officers[1], **how)
    roster_people.wish(day=dt.date(2021, 5, 15), wants=True, by=officers[5], **how)
    made = roster_plan.draft(subdistrict_id=subdistrict.pk, month=MONTH, by=None, **how)
    roster_plan.fill(made["id"], seconds=SECONDS, seed=seed, by=None, **how)
    roster_plan.publish(made["id"], by=None, **how)


def hand_over(at: dt.datetime, today: dt.date) -> None:
    """What last night left to know for this morning."""
    row = (
        RosterShift.objects.filter(day=today - dt.timedelta(days=1), post__code="YJ")
        .select_related("user")
        .first()
    )
    if row is not None:
        words = "滨河路 12 号门前围挡夜里被风吹倒，已扶正并加固，早班请复看。强光手电两支已交接。"
        roster_notes.write(row.pk, words=words, by=row.user, at=at, key="")


def _terms(subdistrict: Subdistrict, staff: Staff) -> None:
    how: dict[str, Any] = {"by": None, "at": FOUNDED_AT, "key": ""}
    shifts = {
        code: roster_terms.add_shift(
            subdistrict_id=subdistrict.pk, code=code, name=name, part=part,
            begin_minute=begin * 60, end_minute=end * 60, **how,
        )["id"]
        for code, name, part, begin, end in SHIFTS
    }  # fmt: skip
    for sort, (code, name, roles, certificate, leads, needs) in enumerate(POSTS):
        post = roster_terms.add_post(
            subdistrict_id=subdistrict.pk, code=code, name=name, certificate=certificate,
            leads=leads, sort=sort, **how,
        )["id"]  # fmt: skip
        people: list[User] = [one for role in roles for one in staff.by_role[role]]
        for place, person in enumerate(people):
            roster_terms.add_member(
                post, user_id=person.pk, sort=place, valid_from=FOUNDED_ON, **how
            )
        for shift, needed, certified, pattern in needs:
            roster_terms.set_need(
                post, shift_id=shifts[shift], days="every", needed=needed, certified=certified,
                pattern=pattern, valid_from=FOUNDED_ON, **how,
            )  # fmt: skip
