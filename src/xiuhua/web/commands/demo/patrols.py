"""Slots, rounds and patrols of the demonstration: invented people on real roads.

Rounds are drawn by the solver itself; patrols go along them through the same actions as a phone does. Noise:
when somebody sets out, how much of the round is walked, and a few metres beside it, all by the seed. Some grids are
left alone in the last days on purpose, so that blind spots are there to be seen.
"""

import datetime as dt
from collections.abc import Generator
from random import Random
from typing import TYPE_CHECKING, Any

from shapely.geometry import LineString

from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty.actions import patrols, rounds
from xiuhua.apps.duty.models import GridRound
from xiuhua.apps.duty.walking import ground_of
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.rounds import Stop
from xiuhua.web.commands.demo.days import STARTS_AT, ZONE
from xiuhua.web.commands.demo.people import FOUNDED_AT, FOUNDED_ON

if TYPE_CHECKING:
    from xiuhua.web.commands.demo.world import World

INVENTED = "演示数据，虚构"
NOTE = "演示巡查（虚构）"
# code, name, from, to, passes by road class
SLOTS = (
    (
        "am",
        "早班",
        dt.time(7),
        dt.time(10, 30),
        {"main": 2, "secondary": 1, "branch": 1, "lane": 1},
    ),
    ("pm", "中班", dt.time(14), dt.time(17), {"main": 1, "secondary": 1, "branch": 1, "lane": 0}),
)
FORSAKEN = (4, 11)
"""Grids, counted from 0, where nobody patrols in the last six days."""
POINT_EVERY_S = 20
STRAY_DEG = 0.00004


def lay_out(world: "World", grid_count: int) -> None:
    """The slots, and rounds for so many grids."""
    how: dict[str, Any] = {"by": None, "at": FOUNDED_AT, "key": ""}
    slots = [
        rounds.set_slot(
            subdistrict_id=world.subdistrict.pk, code=code, name=name, starts=starts, ends=ends,
            times=times, speed_m_min=70.0, valid_from=FOUNDED_ON, source=INVENTED, **how,
        )["id"]
        for code, name, starts, ends, times in SLOTS
    ]  # fmt: skip
    ground = ground_of(world.subdistrict)
    for grid in _grids(world)[:grid_count]:
        for slot in slots:
            try:
                rounds.draw(
                    grid_id=grid.pk, slot_id=slot, from_on=FOUNDED_ON, ground=ground, stop=Stop(3.0, 2), **how
                )  # fmt: skip
            except Refused as refused:  # a grid of lanes only has nothing to walk in the afternoon
                if refused.code != "round_has_no_roads":
                    raise


def send_out(world: "World", days: int, seed: int) -> None:
    """A patrol of each grid every day, mornings or afternoons, until the last evening."""
    last = STARTS_AT.astimezone(ZONE).date() - dt.timedelta(days=1)
    for number, grid in enumerate(_grids(world)):
        found = list(
            GridRound.objects.filter(grid=grid)
            .select_related("slot")
            .order_by("slot__starts", "number")
        )
        walker = world.staff.member_of_grid.get(grid.pk)
        if walker is None or not found:
            continue
        for back in range(days):
            chance = Random(f"{seed}:patrol:{grid.code}:{back}")
            if (number in FORSAKEN and back < 6) or chance.random() < 0.2:
                continue
            # Members hold two grids: the even ones are walked in the morning, the odd ones in the afternoon.
            wanted = "am" if number % 2 == 0 else "pm"
            mine = [one for one in found if one.slot.code == wanted] or found
            one = mine[back % len(mine)]
            out_at = dt.datetime.combine(last - dt.timedelta(days=back), one.slot.starts, ZONE)
            out_at += dt.timedelta(minutes=chance.uniform(2, 25))
            world.follow(out_at, _walk(world, one, walker, chance))


def _walk(
    world: "World", one: GridRound, walker: User, chance: Random
) -> Generator[dt.datetime, None, None]:
    begun_at = world.at
    try:
        patrol = patrols.start(
            grid_id=one.grid_id, round_id=one.pk, by=walker, at=begun_at, key=""
        )["id"]
    except Refused as refused:  # still out on the round before, or off duty by the roster
        if refused.code not in ("patrol_already_open", "patrol_not_on_duty"):
            raise
        return
    share = min(1.0, chance.uniform(0.55, 1.15))
    points = _points(one, begun_at, share, chance)
    yield points[-1].at + dt.timedelta(minutes=1)
    for first in range(0, len(points), patrols.MOST_POINTS):
        batch = points[first : first + patrols.MOST_POINTS]
        patrols.add_points(patrol, batch, by=walker, at=world.at, key="")
    patrols.finish(patrol, note=NOTE, by=walker, at=world.at, key="")


def _points(
    one: GridRound, begun_at: dt.datetime, share: float, chance: Random
) -> list[patrols.Point]:
    line = LineString(one.path["coordinates"])
    count = max(2, int(one.minutes * share * 60 / POINT_EVERY_S))
    found = []
    for n in range(count):
        spot = line.interpolate(share * n / (count - 1), normalized=True)
        found.append(
            patrols.Point(
                begun_at + dt.timedelta(seconds=n * POINT_EVERY_S),
                round(spot.x + chance.gauss(0, STRAY_DEG), 6),
                round(spot.y + chance.gauss(0, STRAY_DEG), 6),
                round(chance.uniform(4, 12), 1),
            )
        )
    return found


def _grids(world: "World") -> list[Grid]:
    return list(Grid.objects.filter(subdistrict=world.subdistrict).order_by("code"))
