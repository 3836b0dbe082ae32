"""Patrols are started, followed by their own phone and finished; batches of points may come late and twice.

Points count only for a patrol that the person started, and only between its start and its end; all others are
dropped and their number is said. What was walked is reckoned at each batch and stays when the points are erased.
Nobody is reported for standing still: no act here looks at pauses.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.models import GridRound, Patrol, TrackPoint, WalkedStretch
from xiuhua.apps.duty.on_duty import grids_to_walk
from xiuhua.apps.duty.walking import Stretch, ground_of, lines_of
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.streets import zone_name
from xiuhua.apps.space.models import Grid, Road
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project_xy
from xiuhua.solvers.rounds.tracks import walked_shares

WALK = "patrols.walk"
SKEW = dt.timedelta(minutes=2)
MOST_POINTS = 1000
LONGEST_NOTE = 200
NOT_WALKED = (Road.RoadClass.EXPRESSWAY,)


class Point(NamedTuple):
    """Where the phone was, by its own clock; degrees of EPSG:4490."""

    at: dt.datetime
    lon: float
    lat: float
    accuracy_m: float | None = None


def start(
    *, grid_id: int, round_id: int | None = None, by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Begin a patrol of a grid that one is on duty for, by a round or by all its roads."""
    body = {"grid": grid_id, "round": round_id}
    with act("patrol.start", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        User.objects.select_for_update().get(pk=by.pk)  # one open patrol each
        grid = Grid.objects.select_related("subdistrict").filter(pk=grid_id).first()
        if grid is None:
            raise Refused("grid_unknown", given=grid_id)
        check_may(by, WALK)
        check_on_duty(by, grid, at)
        _close_forgotten(by, at)
        todo, todo_m = _todo(grid, round_id, at)
        patrol = Patrol.objects.create(
            subdistrict_id=grid.subdistrict_id, grid=grid, round_id=round_id, user=by, started_at=at,
            todo=todo, todo_m=todo_m,
        )  # fmt: skip
        append(
            patrol, "patrol.started", at=at, actor_id=by.pk, subdistrict_id=grid.subdistrict_id,
            data={"grid_id": grid.pk, "round_id": round_id, "todo_m": round(todo_m, 1)},
        )  # fmt: skip
        return this.keep({"id": patrol.pk, "todo_m": round(todo_m, 1)})


def check_on_duty(by: User, grid: Grid, at: dt.datetime) -> None:
    """Refuse unless the person is on duty in the grid now: by a shift of the roster, or by answering for it."""
    held = grids_to_walk(by.pk, grid.subdistrict_id, at)
    if by.subdistrict_id != grid.subdistrict_id or not ({grid.pk, None} & held):
        day = local_day(zone_name(grid.subdistrict_id), at)
        raise Refused("patrol_not_on_duty", grid=grid.code, day=day.isoformat())


def add_points(
    patrol_id: int, points: Sequence[Point], *, by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Take in a batch; how many were new, how many dropped, and what is walked by now.

    The same batch twice changes nothing. Points outside the patrol's time are dropped, not refused: a phone that was
    offline must not be stuck on one bad point.
    """
    if len(points) > MOST_POINTS:
        raise Refused("patrol_points_too_many", most=MOST_POINTS)
    body = {"patrol": patrol_id, "points": [list(point) for point in points]}
    with act("patrol.points", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        patrol = _own(patrol_id, by)
        if patrol.track_erased_at is not None:
            raise Refused("patrol_track_erased")
        rules = rules_in_force(patrol.subdistrict_id, patrol.started_at)
        begins, ends = patrol.started_at - SKEW, (patrol.ended_at or at) + SKEW
        ends = min(ends, patrol.started_at + dt.timedelta(hours=rules.patrol_most_hours))
        good = [point for point in points if begins <= point.at <= ends and _is_place(point)]
        before = TrackPoint.objects.filter(patrol=patrol).count()
        TrackPoint.objects.bulk_create(
            [TrackPoint(patrol=patrol, **point._asdict()) for point in good], ignore_conflicts=True
        )
        patrol.point_count = TrackPoint.objects.filter(patrol=patrol).count()
        _walk(patrol, rules.track_tolerance_m, rules.walked_share_percent / 100)
        patrol.save(update_fields=["point_count", "walked_m"])
        return this.keep(
            {
                "new": patrol.point_count - before, "dropped": len(points) - len(good),
                "points": patrol.point_count, "walked_m": round(patrol.walked_m, 1),
                "todo_m": round(patrol.todo_m, 1),
            }
        )  # fmt: skip


def finish(
    patrol_id: int, *, note: str = "", by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """End a patrol: from now on its phone records nothing more; points still under way may follow."""
    body = {"patrol": patrol_id, "note": note}
    with act("patrol.finish", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        patrol = _own(patrol_id, by)
        if patrol.ended_at is not None:
            raise Refused("patrol_already_finished")
        if len(note) > LONGEST_NOTE:
            raise Refused("patrol_note_too_long", most=LONGEST_NOTE)
        patrol.note = note.strip()
        _end(patrol, at, by.pk)
        return this.keep({"id": patrol.pk, "walked_m": round(patrol.walked_m, 1)})


def old_tracks(
    subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool, batch: int = 200
) -> int:
    """Erase the points of patrols that ended so many days ago; how many points. What was walked stays."""
    limit = at - dt.timedelta(days=days)
    old = Patrol.objects.filter(
        subdistrict_id=subdistrict_id, started_at__lt=limit, track_erased_at=None
    ).exclude(ended_at__gte=limit)
    if dry_run:
        return TrackPoint.objects.filter(patrol__in=old).count()
    removed = 0
    while rows := list(old.order_by("pk")[:batch]):
        for patrol in rows:
            removed += _erase(patrol, days, at)
    return removed


def _erase(patrol: Patrol, days: int, at: dt.datetime) -> int:
    with act("patrol.erase_track", scope="system", key="", body={"patrol": patrol.pk}):
        count = TrackPoint.objects.filter(patrol=patrol).delete()[0]
        patrol.track_erased_at = at
        patrol.save(update_fields=["track_erased_at"])
        append(
            patrol, "patrol.track_erased", at=at, actor_id=None, subdistrict_id=patrol.subdistrict_id,
            data={"rule": "track_kept_days", "days": days, "points": count},
        )  # fmt: skip
    return count


def _own(patrol_id: int, by: User) -> Patrol:
    patrol = Patrol.objects.select_for_update(of=("self",)).filter(pk=patrol_id, user=by).first()
    if patrol is None:
        raise Refused("patrol_unknown")
    return patrol


def _is_place(point: Point) -> bool:
    return -180 <= point.lon <= 180 and -90 < point.lat < 90


def _close_forgotten(by: User, at: dt.datetime) -> None:
    """A patrol left open longer than any may last ended by itself; one that may still go on stands in the way."""
    patrol = Patrol.objects.select_for_update(of=("self",)).filter(user=by, ended_at=None).first()
    if patrol is None:
        return
    hours = rules_in_force(patrol.subdistrict_id, patrol.started_at).patrol_most_hours
    last = patrol.started_at + dt.timedelta(hours=hours)
    if last > at:
        raise Refused("patrol_already_open", patrol=patrol.pk)
    _end(patrol, last, None)


def _end(patrol: Patrol, at: dt.datetime, actor_id: int | None) -> None:
    patrol.ended_at = max(at, patrol.started_at)
    patrol.save(update_fields=["ended_at", "note"])
    append(
        patrol, "patrol.finished", at=patrol.ended_at, actor_id=actor_id,
        subdistrict_id=patrol.subdistrict_id,
        data={"walked_m": round(patrol.walked_m, 1), "todo_m": round(patrol.todo_m, 1)},
    )  # fmt: skip


def _todo(grid: Grid, round_id: int | None, at: dt.datetime) -> tuple[list[Stretch], float]:
    """What is to be walked: what counts in the round, or every road in or along the grid."""
    if round_id is not None:
        one = GridRound.objects.filter(pk=round_id, grid=grid, replaced_at=None).first()
        if one is None:
            raise Refused("round_unknown")
        found = list(dict.fromkeys((s[0], s[1], s[2]) for s in one.steps if s[4]))
    else:
        ground = ground_of(Subdistrict.objects.get(pk=grid.subdistrict_id))
        border_m = rules_in_force(grid.subdistrict_id, at).round_border_m
        inside = ground.inside(grid, border_m)
        found = [
            ground.key(stretch)
            for stretch, own in zip(ground.network.stretches, inside, strict=True)
            if own and ground.classes[stretch.line] not in NOT_WALKED
        ]
    if not found:
        raise Refused("round_has_no_roads")
    return found, sum(to_m - from_m for _, from_m, to_m in found)


def _walk(patrol: Patrol, tolerance_m: float, share: float) -> None:
    """Write down what the points so far went along; what is written stays."""
    known = {
        (segment_id, round(from_m, 2))
        for segment_id, from_m in WalkedStretch.objects.filter(patrol=patrol).values_list(
            "segment_id", "from_m"
        )
    }
    left = [(s[0], s[1], s[2]) for s in patrol.todo if (s[0], s[1]) not in known]
    points = list(
        TrackPoint.objects.filter(patrol=patrol).order_by("at").values_list("at", "lon", "lat", "accuracy_m")
    )  # fmt: skip
    # A point that may be anywhere proves nothing.
    points = [point for point in points if point[3] is None or point[3] <= 3 * tolerance_m]
    if not points or not left:
        return
    epsg = Subdistrict.objects.values_list("projected_epsg", flat=True).get(
        pk=patrol.subdistrict_id
    )
    lines = lines_of(left, epsg)
    track = np.column_stack(project_xy([p[1] for p in points], [p[2] for p in points], epsg))
    seconds = np.array([point[0].timestamp() for point in points])
    shares, nearest = walked_shares(
        [np.array(line.coords) for line in lines.values()], track, seconds, tolerance_m
    )
    fresh = [
        WalkedStretch(
            patrol=patrol, segment_id=stretch[0], from_m=stretch[1], to_m=stretch[2],
            at=points[nearest[n]][0],
        )
        for n, stretch in enumerate(lines)
        if shares[n] >= share
    ]  # fmt: skip
    WalkedStretch.objects.bulk_create(fresh, ignore_conflicts=True)
    patrol.walked_m += sum(row.to_m - row.from_m for row in fresh)
