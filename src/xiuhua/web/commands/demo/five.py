"""The five-fixed of the demonstration: every grid complete, all of it invented.

Cleaners have no account and are called by invented names. Limits and rules are examples of how such papers read,
not those of any place. Noise: names only.
"""

import datetime as dt
from random import Random
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.duty import actions
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.web.commands.demo.names import Namer
from xiuhua.web.commands.demo.people import FOUNDED_AT, FOUNDED_ON, Staff

DOCUMENT = "演示文件〔2021〕1号（虚构）"
T = dt.time
HOW: dict[str, Any] = {"by": None, "at": FOUNDED_AT, "key": ""}

SLOTS = (
    ("早班保洁", "cleaner", "every_day", T(5, 30), T(13, 0)),
    ("午晚保洁", "cleaner", "every_day", T(13, 0), T(21, 0)),
    ("日常巡查", "member", "every_day", T(8, 30), T(17, 30)),
    ("执法早班", "officer", "every_day", T(7, 30), T(14, 30)),
    ("执法晚班", "officer", "every_day", T(14, 30), T(21, 30)),
    ("社区走访", "community_worker", "work_days", T(9, 0), T(11, 30)),
)
RESPONSIBILITIES = (
    ("leader", "", "网格内全部事项，调度各岗位"),
    ("officer", "event.street_order.outdoor_trading", "沿街门店"),
    ("officer", "event.street_order.street_vendor", "路口、学校周边"),
    ("cleaner", "event.appearance.exposed_refuse", "主次干道和背街小巷"),
    ("inspector", "", "各岗位办过的事项"),
    ("community_worker", "event.appearance.heaped_goods", "小区和楼道口"),
)
STANDARDS = (
    ("clean", "路面垃圾停留时间", "at_most", 20, "分钟"),
    ("clean", "果皮箱满溢", "at_most", 0, "处"),
    ("level", "人行道破损、松动", "at_most", 2, "处/公里"),
    ("bright", "路灯亮灯率", "at_least", 98, "%"),
    ("green", "绿化带内垃圾", "at_most", 0, "处"),
    ("tidy", "非机动车停放出线", "at_most", 3, "辆/100 米"),
    ("excellent", "沿街门店门前责任落实", "", None, ""),
)
RULES = (
    actions.Wanted(
        code="J1", name="按时处置优良", kind="incentive", measure="on_time_percent",
        comparison="at_least", threshold=95, period="month", effect="当月通报表扬，记入队伍档案",
        document=DOCUMENT,
    ),
    actions.Wanted(
        code="J2", name="巡查全覆盖", kind="incentive", measure="coverage_percent",
        comparison="at_least", threshold=98, period="quarter", effect="评优优先推荐",
        document=DOCUMENT,
    ),
    actions.Wanted(
        code="C1", name="一次通过率偏低", kind="consequence", measure="check_pass_percent",
        comparison="at_most", threshold=80, period="month", effect="网格长约谈并参加一次培训",
        document=DOCUMENT,
    ),
    actions.Wanted(
        code="C2", name="投诉查实", kind="consequence", measure="complaints_upheld",
        comparison="at_least", threshold=2, period="quarter", effect="取消当季评优资格",
        document=DOCUMENT,
    ),
)  # fmt: skip


def fix(subdistrict: Subdistrict, staff: Staff, seed: int) -> None:
    """Give every grid its deputies, cleaners and community workers, and its four sheets."""
    for rule in RULES:
        actions.set_rule(subdistrict.pk, rule, valid_from=FOUNDED_ON, **HOW)
    namer = Namer(Random(f"{seed}:cleaners"))
    grids = list(Grid.objects.filter(subdistrict=subdistrict).order_by("code"))
    for n, grid in enumerate(grids):
        _people(subdistrict, staff, grid, n, namer)
    for fixed, lines in sheets().items():
        actions.set_sheet(
            grids[0].pk, fixed, lines, valid_from=FOUNDED_ON, document=DOCUMENT, **HOW
        )
    others = [grid.pk for grid in grids[1:]]
    if others:
        actions.copy_sheets(grids[0].pk, others, valid_from=FOUNDED_ON, **HOW)


def sheets() -> dict[str, list[dict[str, Any]]]:
    """The lines of the four sheets."""
    return {
        "slots": [
            {"name": name, "part": part, "days": days, "starts": starts, "ends": ends}
            for name, part, days, starts, ends in SLOTS
        ],
        "responsibilities": [
            {
                "part": part,
                "case_class_id": class_by_slug(slug).pk if slug else None,
                "objects_words": objects,
            }
            for part, slug, objects in RESPONSIBILITIES
        ],
        "standards": [
            {
                "action": action,
                "words": words,
                "comparison": comparison,
                "limit_value": value,
                "limit_unit": unit,
            }
            for action, words, comparison, value, unit in STANDARDS
        ],
        "incentives": [{"rule_code": rule.code} for rule in RULES],
    }


def _people(subdistrict: Subdistrict, staff: Staff, grid: Grid, n: int, namer: Namer) -> None:
    """Those beyond the holders that `people` gave: cleaner, community worker, and the deputies."""
    officers, inspectors = staff.by_role["officer"], staff.by_role["inspector"]
    officer = staff.officer_of_grid[grid.pk]
    worker = staff.worker_of_community[grid.community_id]
    workers = list(staff.worker_of_community.values())
    holders: list[tuple[str, bool, User | None]] = [
        ("community_worker", False, worker),
        ("leader", True, worker),
        ("officer", True, _next(officers, officers.index(officer))),
        ("inspector", True, inspectors[(n + 1) % len(inspectors)]),
        ("community_worker", True, _next(workers, workers.index(worker))),
        ("cleaner", False, None),
        ("cleaner", True, None),
    ]
    company = staff.units["HW"].pk
    for part, is_deputy, person in holders:
        actions.assign(
            subdistrict_id=subdistrict.pk,
            grid_id=grid.pk,
            part=part,
            is_deputy=is_deputy,
            unit_id=person.unit_id if person else company,
            user_id=person.pk if person else None,
            holder_name="" if person else namer.person(),
            valid_from=FOUNDED_ON,
            **HOW,
        )


def _next(people: list[User], place: int) -> User:
    return people[(place + 1) % len(people)]
