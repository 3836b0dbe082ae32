"""Slots are set and rounds are drawn from a day on; what held before ends the day before and stays readable.

A round is reckoned outside the transaction, for it takes a second or two, and written inside it. Drawn twice for the
same day, the later drawing replaces the earlier.
"""

import datetime as dt
from typing import Any

import numpy as np
from django.db.models import Q
from shapely.geometry import LineString

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.models import GridRound, RoundSlot
from xiuhua.apps.duty.walking import Ground, drawn, ground_of
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid, Road
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project_xy
from xiuhua.solvers.rounds import Params, Problem, Result, Round, Stop, Way, solve

EDIT = "rounds.edit"
DAY = dt.timedelta(days=1)
MOST_TIMES = 12
FASTEST_M_MIN = 600.0


def set_slot(
    *,
    subdistrict_id: int,
    code: str,
    name: str,
    starts: dt.time,
    ends: dt.time,
    times: dict[str, int],
    speed_m_min: float,
    valid_from: dt.date,
    source: str,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """A slot as it holds from a day on; one of the same code that began earlier ends the day before."""
    body = {
        "subdistrict": subdistrict_id, "code": code, "name": name, "starts": starts, "ends": ends,
        "times": times, "speed": speed_m_min, "from": valid_from, "source": source,
    }  # fmt: skip
    _check_right(by, subdistrict_id)
    with act("round.set_slot", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        Subdistrict.objects.select_for_update().get(pk=subdistrict_id)
        _check_slot(code, name, starts, ends, times, speed_m_min, source)
        same = RoundSlot.objects.filter(subdistrict_id=subdistrict_id, code=code)
        newer = same.filter(valid_from__gte=valid_from).order_by("-valid_from").first()
        if newer is not None:
            raise Refused("round_slot_newer", valid_from=newer.valid_from.isoformat())
        for old in same.filter(valid_to=None):
            old.valid_to = valid_from - DAY
            old.save(update_fields=["valid_to"])
            append(old, "slot.ended", at=at, actor_id=_id(by), subdistrict_id=subdistrict_id,
                   data={"last_on": old.valid_to.isoformat()})  # fmt: skip
        slot = RoundSlot.objects.create(
            subdistrict_id=subdistrict_id, code=code, name=name, starts=starts, ends=ends, times=times,
            speed_m_min=speed_m_min, source=source, valid_from=valid_from,
        )  # fmt: skip
        append(
            slot, "slot.set", at=at, actor_id=_id(by), subdistrict_id=subdistrict_id,
            data={"code": code, "times": times, "valid_from": valid_from.isoformat()},
        )  # fmt: skip
        return this.keep({"id": slot.pk})


def _check_slot(
    code: str, name: str, starts: dt.time, ends: dt.time, times: dict[str, int], speed: float,
    source: str,
) -> None:  # fmt: skip
    if not code.isascii() or not code.isalnum() or len(code) > 16 or not name or len(name) > 40:
        raise Refused("round_slot_unnamed", code_given=code)
    if starts == ends or not source.strip():
        raise Refused("round_slot_incomplete")
    known = set(Road.RoadClass.values)
    bad = [one for one, n in times.items() if one not in known or not 0 <= n <= MOST_TIMES]
    if bad or not any(times.values()):
        raise Refused("round_times_invalid", classes=bad, most=MOST_TIMES)
    if not 0 < speed <= FASTEST_M_MIN:
        raise Refused("round_speed_invalid", speed_m_min=speed)


def draw(
    *,
    grid_id: int,
    slot_id: int,
    from_on: dt.date,
    seed: int = 1,
    start: tuple[float, float] | None = None,
    stop: Stop | None = None,
    ground: Ground | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """The rounds of a grid in a slot from a day on; how many, how long, and the bound.

    `start` (lon, lat): where rounds begin and end, at the nearest node of the roads walked. `ground` saves reading
    the roads again for each of many grids.
    """
    grid = Grid.objects.select_related("subdistrict").filter(pk=grid_id).first()
    if grid is None:
        raise Refused("grid_unknown", given=grid_id)
    _check_right(by, grid.subdistrict_id)
    slot = RoundSlot.objects.filter(pk=slot_id, subdistrict_id=grid.subdistrict_id).first()
    if slot is None:
        raise Refused("round_slot_unknown")
    body = {"grid": grid_id, "slot": slot_id, "from": from_on, "seed": seed, "start": start}
    actor = scope(by.pk if by else None)
    ground = ground or ground_of(grid.subdistrict)
    with act("round.draw", scope=actor, key=key, body=body) as this:
        if this.done:
            return this.answer
    found = reckon(ground, grid, slot, from_on, seed, start, stop)
    with act("round.draw", scope=actor, key=key, body=body) as this:
        if this.done:
            return this.answer
        Grid.objects.select_for_update().get(pk=grid_id)
        _end_old(grid, slot, from_on, by, at)
        rows = [
            _write(ground, grid, slot, number, one, found, from_on, seed)
            for number, one in enumerate(found.rounds, 1)
        ]
        for row in rows:
            append(
                row, "round.drawn", at=at, actor_id=_id(by), subdistrict_id=grid.subdistrict_id,
                data={"grid_id": grid.pk, "slot_id": slot.pk, "number": row.number,
                      "length_m": round(row.length_m, 1), "valid_from": from_on.isoformat()},
            )  # fmt: skip
        return this.keep(
            {
                "ids": [row.pk for row in rows], "rounds": len(rows),
                "length_m": round(found.length_m, 1), "required_m": round(found.required_m, 1),
                "bound_m": round(found.lower_bound_m, 1), "too_long": found.too_long,
            }
        )  # fmt: skip


def reckon(
    ground: Ground,
    grid: Grid,
    slot: RoundSlot,
    on: dt.date,
    seed: int = 1,
    start: tuple[float, float] | None = None,
    stop: Stop | None = None,
) -> Result:
    """The rounds alone, nothing written: every stretch in or along the grid as often as its class demands."""
    inside = ground.inside(grid, rules_in_force(grid.subdistrict_id, on).round_border_m)
    ways, walkable = [], []
    for number, stretch in enumerate(ground.network.stretches):
        times = slot.times.get(ground.classes[stretch.line])
        if times is None:
            continue  # expressways and the like: no foot goes there
        walkable.append(number)
        own = int(times) if inside[number] else 0
        ways.append(Way(stretch.a, stretch.b, stretch.length_m, own))
    node = None
    if start is not None:
        x, y = project_xy(*start, ground.epsg)
        nodes = sorted({end for way in ways for end in (way.a, way.b)})
        places = ground.network.nodes[nodes] if nodes else np.zeros((0, 2))
        if len(places):
            node = nodes[int(np.argmin(np.hypot(places[:, 0] - x, places[:, 1] - y)))]
    result = solve(
        Problem(ways, node), stop or Stop(8.0, 8), seed, Params(slot.minutes, slot.speed_m_min)
    )
    return _named(result, walkable)


def _named(result: Result, walkable: list[int]) -> Result:
    """The steps by their number among all stretches instead of among the walkable."""
    rounds = [
        Round(
            tuple(type(s)(walkable[s.way], s.is_forward, s.counts) for s in one.steps),
            one.length_m, one.required_m, one.minutes,
        )
        for one in result.rounds
    ]  # fmt: skip
    return Result(
        tuple(rounds), result.length_m, result.required_m, result.lower_bound_m, result.is_optimal,
        result.parts, result.too_long, result.seconds,
    )  # fmt: skip


def _write(
    ground: Ground, grid: Grid, slot: RoundSlot, number: int, one: Round, found: Result,
    from_on: dt.date, seed: int,
) -> GridRound:  # fmt: skip
    stretches = ground.network.stretches
    steps = [[*ground.key(stretches[s.way]), s.is_forward, s.counts] for s in one.steps]
    parts = [
        stretches[s.way].points if s.is_forward else stretches[s.way].points[::-1]
        for s in one.steps
    ]
    (path,) = drawn([_joined(parts)], ground.epsg)
    return GridRound.objects.create(
        subdistrict_id=grid.subdistrict_id, grid=grid, slot=slot, number=number, steps=steps, path=path,
        length_m=one.length_m, required_m=one.required_m, bound_m=found.lower_bound_m,
        minutes=one.minutes, seed=seed, valid_from=from_on,
    )  # fmt: skip


def _joined(parts: list[np.ndarray]) -> Any:
    points = [parts[0], *(part[1:] for part in parts[1:])]
    return LineString(np.concatenate(points))


def _end_old(
    grid: Grid, slot: RoundSlot, from_on: dt.date, by: User | None, at: dt.datetime
) -> None:
    """Rounds of this grid and slot code that would hold on the day: ended the day before, or replaced."""
    rows = GridRound.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=from_on),
        grid=grid,
        slot__code=slot.code,
        replaced_at=None,
    )
    for old in rows:
        if old.valid_from >= from_on:
            old.replaced_at = at
            old.save(update_fields=["replaced_at"])
        else:
            old.valid_to = from_on - DAY
            old.save(update_fields=["valid_to"])
        append(old, "round.ended", at=at, actor_id=_id(by), subdistrict_id=grid.subdistrict_id,
               data={"from_on": from_on.isoformat()})  # fmt: skip


def _check_right(by: User | None, subdistrict_id: int) -> None:
    if by is not None:
        check_may(by, EDIT, subdistrict_id=subdistrict_id)


def _id(by: User | None) -> int | None:
    return by.pk if by else None
