"""Places and things of the demonstration: names for the gazetteer, shops with owners, components.

Shops and lamp posts stand beside the real roads at invented points. Noise: distance along and beside the
road, sizes, names and owners, all by the seed. Nothing here is a survey.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.registry.actions import components, parties, premises
from xiuhua.apps.space.actions import places
from xiuhua.apps.space.drafts import PlaceDraft
from xiuhua.apps.space.models import Road
from xiuhua.solvers.measure import project, unproject
from xiuhua.web.commands.demo import names
from xiuhua.web.commands.demo.ground import EPSG, SOURCE, Ground
from xiuhua.web.commands.demo.people import FOUNDED_AT, FOUNDED_ON, Staff

INVENTED = "演示数据，虚构"
CENSUS_ON = dt.date(2020, 12, 15)
SHOP_PHONE = "010-5550{:04}"  # 555: numbers of stories, of nobody
# class, metres between two, metres from the middle of the road beyond half its width, owner
COMPONENTS = (
    ("component.utilities.street_light", 38, 1.0, "GD"),
    ("component.utilities.sewer_cover", 70, -2.0, "GS"),
    ("component.utilities.storm_drain_cover", 60, -0.6, "GS"),
    ("component.sanitation.dustbin", 90, 2.2, "HW"),
    ("component.landscape.street_tree", 30, 1.6, "YL"),
    ("component.utilities.telecom_cabinet", 400, 2.6, "TX"),
    ("component.utilities.gas_cover", 260, -3.0, "RQ"),
)


@dataclass(frozen=True)
class Thing:
    """A shop or component, as far as a case needs it."""

    id: int
    kind: str
    lon: float
    lat: float
    label: str


@dataclass(frozen=True)
class Things:
    """Everything standing in the street."""

    shops: list[Thing]
    components: dict[str, list[Thing]]


Advance = Callable[[int], None]


def furnish(
    subdistrict: Subdistrict,
    ground: Ground,
    staff: Staff,
    chance: Random,
    namer: names.Namer,
    counts: tuple[int, int],
    advance: Advance,
) -> Things:
    """Put `counts` (shops, components) into the street and all names into the gazetteer."""
    shop_count, component_count = counts
    roads = dict(Road.objects.filter(subdistrict=subdistrict).values_list("name", "pk"))
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        advance(done)

    shops = _shops(subdistrict, ground, chance, namer, roads, shop_count, one_more)
    standing = _components(subdistrict, ground, staff, chance, roads, component_count, one_more)
    drafts = _drafts(subdistrict, ground, chance, shops, standing)
    places.take_in(subdistrict, drafts, by=None, at=FOUNDED_AT)
    return Things(shops, standing)


def beside(line: LineString, share: float, away_m: float) -> tuple[float, float]:
    """A point so far along a line, and so many metres to its left (negative: to its right)."""
    metric = project(line, EPSG)
    here = metric.interpolate(share, normalized=True)
    ahead = metric.interpolate(min(1.0, share + 0.01), normalized=True)
    behind = metric.interpolate(max(0.0, share - 0.01), normalized=True)
    way = np.array([ahead.x - behind.x, ahead.y - behind.y])
    way /= max(float(np.hypot(*way)), 1e-9)
    point = unproject(Point(here.x - way[1] * away_m, here.y + way[0] * away_m), EPSG)
    return round(point.x, 7), round(point.y, 7)


def _shops(subdistrict, ground, chance, namer, roads, count, one_more):  # type: ignore[no-untyped-def]
    ways = [way for way in ground.ways if way.name and way.road_class != "expressway"]
    weights = [way.line.length * (1.6 if way.road_class == "lane" else 1.0) for way in ways]
    numbers: Counter[str] = Counter()
    found: list[Thing] = []
    owner_id = 0
    while len(found) < count:
        way = chance.choices(ways, weights)[0]
        side = chance.choice((-1, 1))
        lon, lat = beside(way.line, chance.random(), side * (way.width_m / 2 + 6))
        if not ground.boundary.contains(Point(lon, lat)):
            continue
        sign, trade = namer.shop()
        numbers[way.name] += 2
        if not owner_id or chance.random() > 0.06:  # one in seventeen belongs to the owner before
            owner_id = parties.add_party(
                subdistrict_id=subdistrict.pk,
                kind="business",
                name=f"{sign}（{INVENTED}）",
                contacts=[("phone", SHOP_PHONE.format(len(found)), "门前责任书（演示）")],
                by=None,
                at=FOUNDED_AT,
                key="",
            )["id"]
        shop = premises.add_premises(
            subdistrict_id=subdistrict.pk,
            sign_name=sign,
            lon=lon,
            lat=lat,
            crs="",
            party_id=owner_id,
            code=f"P{len(found) + 1:04}",
            trade=trade,
            address=f"{way.name}{numbers[way.name] + (side > 0)}号",
            road_id=roads.get(way.name),
            valid_from=FOUNDED_ON,
            by=None,
            at=FOUNDED_AT,
            key="",
        )
        found.append(Thing(shop["id"], trade, lon, lat, sign))
        one_more()
    return found


def _components(subdistrict, ground, staff, chance, roads, count, one_more):  # type: ignore[no-untyped-def]
    """The first of each class along the roads, in the mix of their spacings, up to `count`."""
    spots = []
    for slug, spacing, away, owner in COMPONENTS:
        for way in ground.ways:
            if not way.name or way.road_class == "expressway":
                continue
            length = project(way.line, EPSG).length
            for n in range(int(length / spacing)):
                spots.append(
                    (chance.random(), slug, way, (n + 0.5) * spacing / length, away, owner)
                )
    spots.sort(key=lambda spot: spot[0])
    labels: Counter[str] = Counter()
    found: dict[str, list[Thing]] = {}
    for order, slug, way, share, away, owner in spots:
        if sum(map(len, found.values())) >= count:
            break
        side = 1 if order * 1e6 % 2 < 1 else -1
        lon, lat = beside(way.line, share, side * (way.width_m / 2 + away))
        if not ground.boundary.contains(Point(lon, lat)):
            continue
        labels[slug] += 1
        label = f"{labels[slug]:03}" if slug.endswith("street_light") else ""
        added = components.add_component(
            subdistrict_id=subdistrict.pk,
            case_class_id=class_by_slug(slug).pk,
            lon=lon,
            lat=lat,
            crs="",
            label=label,
            owner_unit_id=staff.units[owner].pk,
            road_id=roads.get(way.name),
            census_on=CENSUS_ON,
            source=INVENTED,
            by=None,
            at=FOUNDED_AT,
            key="",
        )
        found.setdefault(slug, []).append(Thing(added["id"], slug, lon, lat, label))
        one_more()
    return found


def _drafts(
    subdistrict: Subdistrict,
    ground: Ground,
    chance: Random,
    shops: list[Thing],
    standing: dict[str, list[Thing]],
) -> list[PlaceDraft]:
    """Every name one may say: roads, crossings, stops, communities, compounds, shops, lamp posts, by-names."""

    def draft(name: str, kind: str, lon: float, lat: float, of: str = INVENTED, same_as: str = ""):  # type: ignore[no-untyped-def]
        return PlaceDraft(name=name, kind=kind, lon=lon, lat=lat, source=of, same_as=same_as)

    drafts = []
    for road in ground.roads():
        line = max((w.line for w in ground.ways if w.name == road.name), key=lambda way: way.length)
        middle = line.interpolate(0.5, normalized=True)
        drafts.append(draft(road.name, "road", middle.x, middle.y, SOURCE))
    drafts += [draft(name, "crossing", x, y, SOURCE) for name, x, y in ground.crossings]
    drafts += [draft(f"{name}（公交站）", "bus_stop", x, y, SOURCE) for name, x, y in ground.stops]
    for name, area in zip(names.COMMUNITIES, ground.communities, strict=True):
        middle = area.representative_point()
        drafts.append(draft(f"{name}社区", "community", middle.x, middle.y))
    large = sorted(ground.blocks, key=lambda block: -block.area)[: 2 * len(names.COMPOUNDS)]
    homes = chance.sample(large, len(names.COMPOUNDS))
    for name, block in zip(names.COMPOUNDS, homes, strict=True):
        middle = (
            shapely.centroid(block)
            if block.contains(block.centroid)
            else block.representative_point()
        )
        drafts.append(draft(name, "compound", middle.x, middle.y))
    drafts += [draft(shop.label, "shop", shop.lon, shop.lat) for shop in shops]
    for post in standing.get("component.utilities.street_light", []):
        drafts.append(draft(f"{post.label}号路灯杆", "lamp_post", post.lon, post.lat))
    spots = chance.sample(ground.crossings, len(names.BY_NAMES))
    for name, (usual, x, y) in zip(names.BY_NAMES, spots, strict=True):
        drafts.append(draft(name, "by_name", x, y, same_as=usual))
    return drafts
