"""What will happen to whom: plans for the lives of 120 days, and for those that must stand open this morning.

Noise: source and moment by rhythm, class by share and season, place by hot spot or chance, turns of fate by
small shares. The morning's plans are fixed in kind, so that each state, each petition and each stage of an
order can be seen, late and near ones among them.
"""

import datetime as dt
from dataclasses import dataclass
from random import Random

from shapely.geometry import Point

from xiuhua.apps.cases.placing import place
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.web.commands.demo.acting import Plan, Spot
from xiuhua.web.commands.demo.days import STARTS_AT, moments
from xiuhua.web.commands.demo.ground import Ground
from xiuhua.web.commands.demo.places import Things, beside
from xiuhua.web.commands.demo.stories import STORIES, Story

TWISTS = {
    "refuse": 0.025,
    "absent": 0.02,
    "return": 0.035,
    "push_up": 0.08,
    "hand_over": 0.03,
    "extend": 0.03,
    "suspend": 0.012,
    "force": 0.004,
    "key": 0.008,
    "twin": 0.03,
    "refer": 0.01,
    "appeal": 0.006,
    "reopen": 0.012,
}
ON_SPOT = 0.34
HOT_SPOTS, HOT_SHARE, SCATTER_DEG = 18, 0.42, 0.00025
OUTCOMES_OF_ORDERS = (("returned", 0.05), ("withdrawn", 0.02))
# minutes before the start, class, source, the state it stays in, turns of fate, stage of its order
MORNING: tuple[tuple[float, str, str, str, tuple[str, ...], str], ...] = (
    (6, "shared_bikes", "resident_portal", "reported", (), ""),
    (14, "exposed_refuse", "grid_member", "reported", (), ""),
    (21, "street_vendor", "phone", "reported", (), ""),
    (95, "construction_disturbance", "resident_portal", "reported", (), ""),
    (50, "discarded_furniture", "resident_portal", "verifying", (), ""),
    (900, "cluttered_balcony", "resident_portal", "verifying", (), ""),
    (130, "commercial_noise", "phone", "verified", (), ""),
    (16, "illegal_posters", "grid_member", "filed", (), ""),
    (33, "heaped_goods", "officer", "filed", (), ""),
    (760, "damaged_road", "grid_member", "filed", (), ""),
    (118, "street_vendor", "grid_member", "dispatched", (), ""),
    (112, "outdoor_trading", "officer", "dispatched", (), ""),
    (60, "street_lamp", "grid_member", "referred", (), ""),
    (215, "exposed_refuse", "grid_member", "dispatched", (), ""),
    (1080, "overflowing_bin", "grid_member", "dispatched", (), ""),
    (1290, "bike_parking", "officer", "dispatched", ("key",), ""),
    (8 * 1440, "damaged_road", "grid_member", "dispatched", (), ""),
    (2 * 1440, "blocked_fire_lane", "community", "dispatched", (), ""),
    (14 * 1440, "illegal_structure", "officer", "", ("extend", "ask_extension"), ""),
    (6 * 1440, "illegal_structure", "community", "", ("suspend", "ask_suspension"), ""),
    (5 * 1440, "site_hoarding", "grid_member", "", ("force", "ask_force_close"), ""),
    (150, "dirty_road", "grid_member", "handled", (), ""),
    (240, "outdoor_trading", "officer", "handled", (), ""),
    (1500, "illegal_banner_spot", "grid_member", "handled", (), ""),
    (260, "illegal_posters", "grid_member", "checked", (), ""),
    (5 * 1440, "damaged_road", "grid_member", "suspended", ("suspend",), ""),
    (9 * 1440, "illegal_structure", "officer", "suspended", ("suspend",), ""),
    (4 * 1440, "street_lamp", "grid_member", "referred", (), ""),
    (7 * 1440, "sewer_cover", "grid_member", "referred", (), ""),
    (180, "shared_bikes", "resident_portal", "refused", ("refuse",), ""),
    (170, "exposed_refuse", "grid_member", "dispatched", ("twin",), ""),
    (130, "overflowing_bin", "grid_member", "", ("on_spot",), ""),
    (3 * 1440, "outdoor_trading", "officer", "closed", (), ""),
    (2 * 1440, "street_vendor", "officer", "", ("force",), ""),
    (3 * 1440, "heaped_goods", "officer", "", ("appeal", "ask_appeal"), ""),
    (6 * 1440, "exposed_refuse", "grid_member", "", ("reopen",), ""),
    (6 * 1440, "outdoor_trading", "officer", "", ("return", "late"), ""),
    (5 * 1440, "unsorted_refuse", "grid_member", "", ("push_up",), ""),
    (25, "construction_disturbance", "hotline_12345", "", (), "received"),
    (420, "unauthorised_cables", "hotline_12345", "verifying", (), "contacted"),
    (1400, "damaged_road", "hotline_12345", "dispatched", (), "contacted"),
    (4 * 1440, "exposed_refuse", "hotline_12345", "", (), "replied"),
    (5 * 1440, "commercial_noise", "hotline_12345", "", (), "returned"),
    (6 * 1440, "site_dust", "hotline_12345", "", (), "withdrawn"),
)  # fmt: skip
# For every grid one for its officer, for every community one for its desk, one more for each company.
FOR_OFFICERS = ("street_vendor", "heaped_goods", "shared_bikes", "bike_parking")
FOR_DESKS = ("unauthorised_cables", "street_drying", "unsorted_refuse")
FOR_COMPANIES = ("exposed_refuse", "dirty_road", "damaged_road", "street_tree")
ALIASES = {"street_lamp": "street_light", "illegal_banner_spot": "accumulated_rubble"}


@dataclass
class Planner:
    """Draws plans; `chance` belongs to it alone."""

    subdistrict: Subdistrict
    ground: Ground
    things: Things
    chance: Random

    def __post_init__(self) -> None:
        self._number = 0
        self._hot = self.chance.sample(self.ground.crossings, HOT_SPOTS)
        self._ways = [w for w in self.ground.ways if w.name and w.road_class != "expressway"]
        self._lengths = [w.line.length for w in self._ways]
        self._by_slug = {story.slug.rsplit(".", 1)[1]: story for story in STORIES}

    def ordinary(self, count: int) -> list[Plan]:
        """The plans of 120 days."""
        return [self._ordinary(at, source) for at, source in moments(count, self.chance)]

    def of_this_morning(self) -> list[Plan]:
        """Those that must be seen."""
        seen = [self._staged(*line) for line in MORNING]
        rows = Grid.objects.filter(subdistrict=self.subdistrict).order_by("pk")
        first_of: dict[int | None, int] = {}
        for grid_id, community_id in rows.values_list("pk", "community_id"):
            seen.append(self._waiting(FOR_OFFICERS, "grid_member", grid_id))
            first_of.setdefault(community_id, grid_id)
        for home in first_of.values():
            seen.append(self._waiting(FOR_DESKS, "community", home))
        seen += [self._waiting((slug,), "grid_member", 0) for slug in FOR_COMPANIES]
        return seen

    def _ordinary(self, at: dt.datetime, source: str) -> Plan:
        chance = self.chance
        here = [s for s in STORIES if at.month in s.seasons]
        story = chance.choices(here, [s.weight for s in here])[0]
        twists = {twist for twist, share in TWISTS.items() if chance.random() < share}
        finds = source in ("grid_member", "officer")
        if finds and story.can_fix and chance.random() < ON_SPOT:
            twists = {"on_spot"}
        if "absent" in twists and finds:
            twists.discard("absent")
        order_stop = ""
        if source == "hotline_12345":
            lot = chance.random()
            for stage, share in OUTCOMES_OF_ORDERS:
                if not order_stop and lot < share:
                    order_stop = stage
                lot -= share
        return self._plan(at, source, story, frozenset(twists), order_stop=order_stop)

    def _staged(
        self, minutes: float, slug: str, source: str, stop: str, twists: tuple[str, ...], order: str
    ) -> Plan:
        at = STARTS_AT - dt.timedelta(minutes=minutes)
        story = self._by_slug[ALIASES.get(slug, slug)]
        return self._plan(
            at, source, story, frozenset(twists), stop=stop, brisk=True, order_stop=order
        )

    def _waiting(self, slugs: tuple[str, ...], source: str, grid_id: int) -> Plan:
        """One that a unit holds this morning, dispatched since half past six."""
        at = STARTS_AT - dt.timedelta(minutes=self.chance.uniform(20, 140))
        story = self._by_slug[self.chance.choice(slugs)]
        nothing: frozenset[str] = frozenset()
        return self._plan(
            at, source, story, nothing, stop="dispatched", brisk=True, grid_id=grid_id
        )

    def _plan(self, at, source, story, twists, grid_id=0, **more):  # type: ignore[no-untyped-def]
        self._number += 1
        spot = self._spot(story, at, grid_id)
        return Plan(
            number=self._number,
            born_at=at,
            source=source,
            story=story,
            spot=spot,
            twists=twists,
            **more,
        )

    # ---- where

    def _spot(self, story: Story, at: dt.datetime, grid_id: int = 0) -> Spot:
        while True:
            lon, lat, words, more = self._point(story, grid_id)
            if not self.ground.boundary.contains(Point(lon, lat)):
                continue
            placed = place(self.subdistrict.pk, lon, lat, "", at)
            if placed.inside and placed.grid_id and grid_id in (0, placed.grid_id):
                return Spot(placed=placed, words=words, **more)

    def _point(self, story: Story, grid_id: int) -> tuple[float, float, str, dict[str, object]]:
        chance = self.chance
        standing = self.things.components.get(story.where, [])
        if standing:
            thing = chance.choice(standing)
            words = f"{self._road_near(thing.lon, thing.lat)}路边"
            return thing.lon, thing.lat, words, {"thing": thing.label, "component_id": thing.id}
        if story.where == "shop":
            shop = self.things.shops[int(len(self.things.shops) * chance.random() ** 1.7)]
            words = f"{self._road_near(shop.lon, shop.lat)}“{shop.label}”门前"
            return shop.lon, shop.lat, words, {"thing": shop.label, "premises_id": shop.id}
        if chance.random() < HOT_SHARE and not grid_id:
            title, lon, lat = self._hot[int(HOT_SPOTS * chance.random() ** 1.5)]
            x, y = chance.gauss(lon, SCATTER_DEG), chance.gauss(lat, SCATTER_DEG)
            return round(x, 6), round(y, 6), f"{title}附近", {}
        way = chance.choices(self._ways, self._lengths)[0]
        away = chance.choice((-1, 1)) * (way.width_m / 2 + chance.uniform(1, 9))
        lon, lat = beside(way.line, chance.random(), away)
        return (
            lon,
            lat,
            f"{way.name}{chance.choice(('人行道', '路边', '中段', '弄堂口', '公交站旁'))}",
            {},
        )

    def _road_near(self, lon: float, lat: float) -> str:
        here = Point(lon, lat)
        return min(self._ways, key=lambda way: way.line.distance(here)).name
