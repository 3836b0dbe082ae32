"""The loading of the demonstration, from an empty database to this morning, in one transaction.

Interrupted, it leaves nothing behind but a few unused files, and can simply be started again. On any other
database it is refused.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.catalogue.actions import load_catalogue
from xiuhua.apps.records import outbox
from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import start_demo_clock
from xiuhua.apps.records.seal import seal
from xiuhua.apps.records.streets import use_or_make
from xiuhua.apps.space import proposing
from xiuhua.apps.space.actions import areas, proposals, roads
from xiuhua.apps.space.block_sets import blocks_on
from xiuhua.apps.space.drafts import AreaDraft
from xiuhua.apps.space.models import GridProposal, Zone
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.demo import (
    five,
    ground,
    modes,
    names,
    patrols,
    people,
    places,
    roster,
    team,
)
from xiuhua.web.commands.demo.days import DAYS, STARTS_AT
from xiuhua.web.commands.demo.people import FOUNDED_AT, FOUNDED_ON, Account
from xiuhua.web.commands.demo.plans import Planner
from xiuhua.web.commands.demo.world import World, numbers_of
from xiuhua.web.shared.block_values import values_of

CODE = "429901001"  # no prefecture has 4299: a code of the right form that is nobody's
NAME, NAME_EN = "锦绣街道（演示）", "Jinxiu Subdistrict (demonstration)"
SEED = 20210506
SEAL_EVERY = dt.timedelta(days=10)
# by community, as numbered
ZONES = ("old_community", "old_community", "construction", "old_community", "expo", "old_community")
ZONE_NAMES = {
    "old_community": "老旧社区片区",
    "construction": "在建工地片区",
    "expo": "会展中心片区",
}

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    cases: int
    shops: int
    components: int
    scenes: int
    walked_grids: int
    walked_days: int


FULL = Size(cases=2400, shops=497, components=1500, scenes=16, walked_grids=16, walked_days=14)
SMALL = Size(cases=80, shops=60, components=120, scenes=3, walked_grids=4, walked_days=2)


@dataclass(frozen=True)
class Loaded:
    """What was made, and the accounts: their passwords are known here and nowhere else."""

    numbers: Mapping[str, Any]
    accounts: list[Account]


def load(size: Size, seed: int, bar: Bar) -> Loaded:
    """Load everything. Refuses: demo_on_real_database, demo_already_loaded."""
    check_empty()
    with transaction.atomic():
        subdistrict = _found()
        drawn = ground.lay_out(seed)
        _draw(subdistrict, drawn)
        namer, chance = names.Namer(Random(f"{seed}:names")), Random(f"{seed}:people")
        staff = people.settle(subdistrict, namer, chance)
        five.fix(subdistrict, staff, seed)
        modes.past_flood(subdistrict, staff, seed)
        team.file_lines(staff)
        roster.plan(subdistrict, staff, seed)
        roster.hand_over(STARTS_AT, STARTS_AT.astimezone(ZoneInfo(subdistrict.time_zone)).date())
        with bar(str(_("演示街道的商铺与部件")), size.shops + size.components) as advance:
            counts = (size.shops, size.components)
            scatter = Random(f"{seed}:things")
            things = places.furnish(subdistrict, drawn, staff, scatter, namer, counts, advance)
        world = World(subdistrict, staff, FOUNDED_AT, seed, size.scenes)
        planner = Planner(subdistrict, drawn, things, Random(f"{seed}:plans"))
        for plan in (*planner.ordinary(size.cases), *planner.of_this_morning()):
            world.enter(plan)
        patrols.lay_out(world, size.walked_grids)
        patrols.send_out(world, size.walked_days, seed)
        _live(world, bar)
        numbers = numbers_of(world)
        start_demo_clock(STARTS_AT)
    return Loaded(numbers, staff.accounts)


def check_empty() -> None:
    """A demonstration is loaded into an empty database only, and once."""
    check_not_real()
    if Subdistrict.objects.exists():
        raise Refused("demo_already_loaded")


def check_not_real() -> None:
    """Refuse a database in which a real subdistrict lives."""
    if Subdistrict.objects.filter(is_demo=False).exists():
        raise Refused("demo_on_real_database")


def _found() -> Subdistrict:
    load_calendars(by=None, at=FOUNDED_AT)
    load_catalogue(at=FOUNDED_AT)
    subdistrict, _made = use_or_make(
        code=CODE,
        name=NAME,
        name_en=NAME_EN,
        case_prefix="JX",
        time_zone="Asia/Shanghai",
        projected_epsg=ground.EPSG,
        at=FOUNDED_AT,
        is_demo=True,
    )
    return subdistrict


def _draw(subdistrict: Subdistrict, drawn: ground.Ground) -> None:
    """Boundary, communities, thirds, blocks and roads; then the grids, proposed and adopted."""
    how = {"by": None, "at": FOUNDED_AT}
    areas.set_boundary(subdistrict, drawn.boundary, **how)
    community_codes = [f"{CODE}{n:03}" for n in range(1, len(drawn.communities) + 1)]
    drafts = {
        "communities": [
            AreaDraft(kind="communities", code=code, geometry=area, name=f"{name}社区")
            for code, name, area in zip(
                community_codes, names.COMMUNITIES, drawn.communities, strict=True
            )
        ],
        "zones": _zones(drawn),
        "blocks": [
            AreaDraft(kind="blocks", code=f"B{n:03}", geometry=block)
            for n, block in enumerate(drawn.blocks, 1)
        ],
    }
    for kind, listed in drafts.items():
        areas.adopt(subdistrict, kind, listed, from_on=FOUNDED_ON, **how)
    roads.take_in(subdistrict, drawn.roads(), drawn.segments(), **how)
    _divide(subdistrict)


def _divide(subdistrict: Subdistrict) -> None:
    """Propose grids inside the communities, as the subdistrict would, and adopt them from the first day."""
    blocks = blocks_on(subdistrict, FOUNDED_ON)
    values = values_of(blocks, FOUNDED_AT)
    result, weight = proposing.divide(
        blocks, values, ground.SHARES, count=ground.GRIDS, deviation=0.1, seed=1,
        inside_limits=True, stop=ground.QUICK,
    )  # fmt: skip
    how = {"by": None, "at": FOUNDED_AT}
    pk = proposals.keep(
        blocks, result, name="首次划分方案", origin=GridProposal.Origin.SOLVED, deviation=0.1,
        shares=ground.SHARES, weight=weight, values=values, seed=1, **how,
    )  # fmt: skip
    proposals.adopt(GridProposal.objects.get(pk=pk), from_on=FOUNDED_ON, **how)


def _zones(drawn: ground.Ground) -> list[AreaDraft]:
    kinds = dict.fromkeys(ZONES)
    drafts = []
    for n, kind in enumerate(kinds, 1):
        members = [area for area, own in zip(drawn.communities, ZONES, strict=True) if own == kind]
        area = ground.dissolve(members)
        extra = {"zone_kind": str(Zone.Kind(kind))}
        name = ZONE_NAMES[kind]
        drafts.append(AreaDraft(kind="zones", code=f"Z{n}", geometry=area, name=name, extra=extra))
    return drafts


def _live(world: World, bar: Bar) -> None:
    sealed_at = FOUNDED_AT
    days = 0
    with bar(str(_("演示街道 120 天的案卷")), DAYS) as advance:

        def each_day(at: dt.datetime) -> None:
            nonlocal sealed_at, days
            days += 1
            advance(days)
            outbox.send_due(at, {})
            if at - sealed_at >= SEAL_EVERY:
                seal(at)
                sealed_at = at

        world.live_until(STARTS_AT, each_day)
    outbox.send_due(STARTS_AT, {})
    _read_old_messages(world)
    seal(STARTS_AT)


def _read_old_messages(world: World) -> None:
    """What came before this morning has been read; the rest is new."""
    night = STARTS_AT.replace(hour=5, minute=0)
    people = [f"user:{user.pk}" for users in world.staff.by_role.values() for user in users]
    units = [f"unit:{pk}" for pk in world.unit_kinds]
    old = outbox.inbox([*people, *units]).filter(created_at__lt=night).first()
    if old is not None:
        outbox.mark_seen([*people, *units], upto_id=old.pk, at=night)
