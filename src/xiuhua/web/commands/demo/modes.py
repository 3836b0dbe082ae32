"""A flood that is over: one special mode of the demonstration with its posts, checklist and zero-reports, invented.

It paused no clock, so that the deadlines of the generated cases are their own. Noise: how early each report came.
"""

import datetime as dt
from random import Random

from xiuhua.apps.cases.actions import modes as cases
from xiuhua.apps.duty.actions import modes
from xiuhua.apps.duty.actions.modes import Order
from xiuhua.apps.duty.models import SpecialMode
from xiuhua.apps.duty.modes import due_of
from xiuhua.apps.records.models import Subdistrict
from xiuhua.web.commands.demo.days import ZONE
from xiuhua.web.commands.demo.people import Staff

STARTS_AT = dt.datetime(2021, 4, 15, 8, 0, tzinfo=ZONE)
ENDS_AT = dt.datetime(2021, 4, 17, 8, 0, tzinfo=ZONE)
LIFTED_AT = dt.datetime(2021, 4, 16, 18, 30, tzinfo=ZONE)
DOCUMENT = "演示防汛令〔2021〕1号（虚构）"
CHECKS = (
    ("雨水篦子清掏，无垃圾覆盖", "at_most", 0.0, "处堵塞"),
    ("低洼路段积水深度", "at_most", 15.0, "厘米"),
    ("临时广告、围挡加固", "", None, ""),
    ("抢险队员到岗时间", "at_most", 30.0, "分钟"),
)
SAID = {3: "云锦路口积水约 10 厘米，已疏通两处雨水口，18:20 退水。"}


def past_flood(subdistrict: Subdistrict, staff: Staff, seed: int) -> None:
    """Order it, let the units report (one late, one missing), and end it early."""
    chance = Random(f"{seed}:flood")
    units = [staff.units[code].pk for code in ("ZF", "HW", "SZ")]
    units.append(next(iter(staff.desk_of_community.values())).pk)
    officer, head = staff.by_role["officer"][0], staff.by_role["centre_head"][0]
    posts = (
        {"grid_id": None, "part": "leader", "unit_id": head.unit_id, "user_id": head.pk, "place_words": "街道值班室"},
        {"grid_id": next(iter(staff.officer_of_grid)), "part": "officer", "unit_id": officer.unit_id, "user_id": officer.pk, "place_words": "低洼路段"},
    )  # fmt: skip
    order = Order(
        kind="flood", document=DOCUMENT, signed_by="街道防汛指挥长", starts_at=STARTS_AT,
        ends_at=ENDS_AT, report_every_h=4, unit_ids=tuple(units), posts=posts,
        checks=tuple(
            {"words": w, "comparison": c, "limit_value": v, "limit_unit": u} for w, c, v, u in CHECKS
        ),
    )  # fmt: skip
    by = staff.by_role["deputy"][0]
    made = cases.order(subdistrict.pk, order, by=None, at=STARTS_AT - dt.timedelta(hours=1), key="")
    mode = SpecialMode.objects.get(pk=made["id"])
    for n, due_at in enumerate(due for due in due_of(mode) if due <= LIFTED_AT):
        for place, unit_id in enumerate(units):
            if (n, place) == (6, 1):
                continue  # nobody reported for this one
            early = dt.timedelta(minutes=chance.uniform(4, 55))
            late = (n, place) == (4, 2)
            words = SAID.get(n, "") if place == 0 else ""
            modes.report(
                mode.pk, unit_id=unit_id, due_at=due_at, is_quiet=not words, words=words, by=None,
                at=due_at + dt.timedelta(minutes=25) if late else due_at - early, key="",
            )  # fmt: skip
    cases.end(mode.pk, by=by, at=LIFTED_AT, key="demo-flood-over")
