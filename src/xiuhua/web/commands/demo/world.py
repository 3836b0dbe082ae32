"""The street while it is lived through: who is there, what time it is, and whose turn comes next.

All lives run side by side in order of time, as events did; `at` is the moment of the act under way. Noise:
which of several colleagues acts.
"""

import datetime as dt
import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.cases.models import Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.catalogue.queries import class_by_slug, standards_in_force
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.web.commands.demo import pictures
from xiuhua.web.commands.demo.acting import Plan, Spot
from xiuhua.web.commands.demo.life import Life
from xiuhua.web.commands.demo.orders import Desk
from xiuhua.web.commands.demo.people import Staff
from xiuhua.web.commands.demo.stories import Story

Moments = Generator[dt.datetime, None, None]
REPORTERS = {
    "phone": "acceptor",
    "video": "acceptor",
    "leader": "shift_head",
    "department": "desk_clerk",
}


@dataclass
class World:
    """Everything the lives ask for."""

    subdistrict: Subdistrict
    staff: Staff
    at: dt.datetime
    seed: int
    scenes: int
    unit_kinds: dict[int, str] = field(default_factory=dict)
    community_of_grid: dict[int, int] = field(default_factory=dict)
    twins: int = 0
    _kept: dict[tuple[str, int], Photo] = field(default_factory=dict)
    _queue: list[tuple[dt.datetime, int, Moments]] = field(default_factory=list)
    _entered: int = 0

    def __post_init__(self) -> None:
        self.unit_kinds = {unit.pk: unit.kind for unit in Unit.objects.all()}
        self.community_of_grid = dict(
            Grid.objects.filter(subdistrict=self.subdistrict).values_list("pk", "community_id")
        )

    # ---- time

    def enter(self, plan: Plan) -> None:
        """Let a life begin at its moment."""
        chance = Random(f"{self.seed}:case:{plan.number}")
        life = Life(self, plan, chance)
        self._put(plan.born_at, self._born(life))

    def follow(self, at: dt.datetime, moments: Moments) -> None:
        """Let something else than a case happen from a moment on."""
        self._put(at, moments)

    def _born(self, life: Life) -> Moments:
        plan = life.plan
        if plan.order_stop or (plan.source == "hotline_12345" and not plan.twin_of):
            desk = Desk(self, plan.number, Random(f"{self.seed}:order:{plan.number}"))
            return desk.run(life)
        return life.run()

    def _put(self, at: dt.datetime, moments: Moments) -> None:
        self._entered += 1
        heapq.heappush(self._queue, (at, self._entered, moments))

    def live_until(self, end: dt.datetime, each_day: Callable[[dt.datetime], None]) -> None:
        """Let everybody act in order of time; what lies beyond the end never happens."""
        day = None
        while self._queue:
            at, _, moments = heapq.heappop(self._queue)
            if at > end:
                continue
            self.at = max(self.at, at)
            if at.date() != day:
                day = at.date()
                each_day(self.at)
            following = next(moments, None)
            if following is not None:
                self._put(max(following, self.at), moments)

    # ---- people

    def one(self, role: str, chance: Random) -> User:
        """Somebody of a role."""
        return chance.choice(self.staff.by_role[role])

    def member(self, spot: Spot, chance: Random) -> User:
        """The grid member of a spot."""
        return self.staff.member_of_grid.get(spot.placed.grid_id) or self.one("grid_member", chance)

    def reporter(self, source: str, spot: Spot, chance: Random) -> User | None:
        """Who writes the report down; nobody for the public."""
        grid_id = spot.placed.grid_id
        if source == "resident_portal":
            return None
        if source == "grid_member":
            return self.member(spot, chance)
        if source == "officer":
            return self.staff.officer_of_grid.get(grid_id) or self.one("officer", chance)
        if source == "community":
            return self.staff.worker_of_community[self._community(spot)]
        return self.one(REPORTERS.get(source, "desk_clerk"), chance)

    def handler(self, unit_id: int, spot: Spot) -> User:
        """Who in a unit takes the case."""
        if unit_id in self.staff.contractor_of_unit:
            return self.staff.contractor_of_unit[unit_id]
        if self.is_community(unit_id):
            return self.staff.worker_of_community[self._community(spot)]
        return self.staff.officer_of_grid[spot.placed.grid_id]

    def colleague(self, user: User | None, chance: Random) -> User | None:
        """Another officer of the centre."""
        officers = self.staff.by_role["officer"]
        if user not in officers:
            return None
        return chance.choice([other for other in officers if other != user])

    # ---- units

    @property
    def centre_id(self) -> int:
        """The enforcement centre."""
        return self.staff.units["ZF"].pk

    def unit_for(self, story: Story, spot: Spot) -> int:
        """Whose business it is: a unit of ours."""
        if story.unit == "SQ":
            return self.staff.desk_of_community[self._community(spot)].pk
        return self.staff.units[story.unit].pk

    def another_unit(self, unit_id: int, spot: Spot) -> int:
        """Where a case goes that was sent back."""
        if unit_id == self.centre_id:
            return self.staff.units["HW"].pk
        return self.centre_id

    def is_community(self, unit_id: int) -> bool:
        """Whether a unit is a community's desk."""
        return self.unit_kinds[unit_id] == Unit.Kind.COMMUNITY

    def is_outside(self, unit: str) -> bool:
        """Whether a story's unit is a body outside."""
        return unit != "SQ" and self.staff.units[unit].is_outside

    def outside_for(self, story: Story) -> int:
        """The body outside that gets a referral."""
        unit = story.unit if self.is_outside(story.unit) else "QCG"
        return self.staff.units[unit].pk

    def _community(self, spot: Spot) -> int:
        return spot.placed.community_id or self.community_of_grid[spot.placed.grid_id]

    # ---- things

    def standard_id(self, story: Story, at: dt.datetime) -> int | None:
        """The standard a story means; where there are fewer, the first."""
        found = standards_in_force(class_by_slug(story.slug).pk, self.subdistrict.pk, at)
        return found[story.standard - 1].pk if 0 < story.standard <= len(found) else None

    def phone(self, chance: Random) -> str:
        """A number of nobody (555 as in stories)."""
        return f"010-5550{chance.randrange(10**4):04}"

    def photo(self, role: str, scene: str, number: int) -> Photo:
        """A picture as an unsaved photo; one life shows one street, and each picture passes the real intake once."""
        look = "before" if scene in ("before", "site") else "after"
        drawn = number % self.scenes
        if (look, drawn) not in self._kept:
            image = pictures.draw(look, self.seed + drawn)
            (self._kept[look, drawn],) = keep_photos([image], role, self.at)
        kept = self._kept[look, drawn]
        return Photo(
            role=role,
            original=kept.original,
            public_copy=kept.public_copy,
            thumbnail=kept.thumbnail,
        )

    def bear_twin(self, life: Life) -> None:
        """Somebody else reports the same problem while it is open."""
        self.twins += 1
        born_at = self.at + dt.timedelta(
            minutes=life.chance.uniform(5, 20 if life.plan.brisk else 90)
        )
        plan = Plan(
            number=900_000 + life.plan.number,
            born_at=born_at,
            source="resident_portal",
            story=life.plan.story,
            spot=life.plan.spot,
            twin_of=life.case_number,
            brisk=life.plan.brisk,
        )
        self.enter(plan)


def numbers_of(world: World) -> dict[str, Any]:
    """What the loading reports at its end."""
    from django.db.models import Count

    from xiuhua.apps.cases.models import Case, InboundOrder

    states = dict(
        Case.objects.filter(subdistrict=world.subdistrict)
        .values_list("state")
        .annotate(count=Count("id"))
        .order_by("state")
    )
    orders = dict(
        InboundOrder.objects.filter(subdistrict=world.subdistrict)
        .values_list("state")
        .annotate(count=Count("id"))
        .order_by("state")
    )
    return {"cases": sum(states.values()), "states": states, "orders": orders}
