"""What people see of rounds and patrols: the rounds in force, one's own open patrol, and what is still to walk.

Points of a track are shown to nobody, not even here: pages show stretches. Nothing here writes.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xiuhua.apps.accounts.areas import AreaScope
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.duty.models import GridRound, Patrol, RoundSlot, WalkedStretch
from xiuhua.apps.space.models import Segment

VIEW = "patrols.view"


class Left(NamedTuple):
    """A road with what of it is still to walk."""

    road: str
    left_m: float
    todo_m: float


def patrols_visible_to(user: User) -> QuerySet[Patrol]:
    """One's own patrols, and those of the places where one may look at them."""
    scope: AreaScope = areas(user, VIEW)
    seen = scope.as_q(grid="grid__code", community="grid__community__code") | Q(user_id=user.pk)
    return Patrol.objects.filter(seen).select_related("grid", "user", "round__slot")


def rounds_visible_to(user: User) -> QuerySet[GridRound]:
    """Rounds of the grids where one may look at patrols."""
    scope = areas(user, VIEW).as_q(grid="grid__code", community="grid__community__code")
    return GridRound.objects.filter(scope).select_related("grid", "slot")


def rounds_on(rounds: QuerySet[GridRound], day: dt.date) -> QuerySet[GridRound]:
    """Those in force on a day, by grid, slot and number."""
    held = Q(valid_to=None) | Q(valid_to__gte=day)
    found = rounds.filter(held, valid_from__lte=day, replaced_at=None)
    return found.order_by("grid__code", "slot__starts", "number")


def slots_on(subdistrict_id: int, day: dt.date) -> QuerySet[RoundSlot]:
    """The slots of a subdistrict on a day, by their hour."""
    held = Q(valid_to=None) | Q(valid_to__gte=day)
    found = RoundSlot.objects.filter(held, subdistrict_id=subdistrict_id, valid_from__lte=day)
    return found.order_by("starts", "code")


def open_patrol(user: User) -> Patrol | None:
    """The patrol this person is on."""
    return Patrol.objects.filter(user=user, ended_at=None).select_related("grid").first()


def walked_of(patrol: Patrol) -> set[tuple[int, float]]:
    """The walked stretches of a patrol, by segment and where they begin."""
    rows = WalkedStretch.objects.filter(patrol=patrol).values_list("segment_id", "from_m")
    return {(segment, round(from_m, 2)) for segment, from_m in rows}


def left_by_road(patrol: Patrol, walked: set[tuple[int, float]]) -> list[Left]:
    """What is still to walk, by road, the longest first; roads that are done come last."""
    names = _road_names({stretch[0] for stretch in patrol.todo})
    sums: dict[str, list[float]] = {}
    for segment, from_m, to_m in patrol.todo:
        mine = sums.setdefault(names.get(segment, ""), [0.0, 0.0])
        mine[1] += to_m - from_m
        if (segment, from_m) not in walked:
            mine[0] += to_m - from_m
    found = [Left(road, *metres) for road, metres in sums.items()]
    return sorted(found, key=lambda one: (-one.left_m, one.road))


def _road_names(segments: set[int]) -> dict[int, str]:
    rows = Segment.objects.filter(pk__in=segments).values_list("pk", "road__name")
    return {pk: name or "" for pk, name in rows}


def stretches_of(patrol: Patrol, walked: set[tuple[int, float]]) -> list[dict[str, Any]]:
    """The stretches with whether each is walked, for the map."""
    return [{"stretch": (s[0], s[1], s[2]), "walked": (s[0], s[1]) in walked} for s in patrol.todo]
