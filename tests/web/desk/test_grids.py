"""The page of grids and the layers of every map: what one sees, what one does not, and how cheaply."""

import datetime as dt

import pytest
from shapely.geometry import LineString, shape  # noqa: I001

from tests import builders
from tests.apps.space.conftest import CENTRE, EAST, MIDDLE, NORTH, SOUTH, WEST, box, moment
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.space.actions import areas, roads
from xiuhua.apps.space.drafts import AreaDraft, RoadDraft, SegmentDraft
from xiuhua.apps.space.models import Community, Grid, Zone

pytestmark = pytest.mark.django_db
PAGE = "/desk/grids/"
LAYERS = "/desk/map/areas.geojson"
DAY = dt.date(2021, 1, 1)
MAY = moment("2021-05-06T09:00")


@pytest.fixture
def home():
    home = builders.subdistrict(
        grid_code_pattern="ZT-{seq:02}", boundary=box(WEST, SOUTH, EAST, NORTH)
    )
    west = Community.objects.create(
        subdistrict=home,
        code="990105006001",
        name="虚构一社区",
        geometry=box(WEST, SOUTH, MIDDLE, NORTH),
        valid_from=DAY,
    )
    Zone.objects.create(
        subdistrict=home,
        code="Z1",
        kind="expo",
        geometry=box(MIDDLE, SOUTH, EAST, NORTH),
        valid_from=DAY,
    )
    drafts = [
        AreaDraft(kind="grids", code="ZT-01", name="西网格", geometry=shape(box(WEST, SOUTH, MIDDLE, NORTH))),
        AreaDraft(kind="grids", code="ZT-02", name="东网格", geometry=shape(box(MIDDLE, SOUTH, EAST, CENTRE))),
        AreaDraft(kind="grids", code="ZT-010", name="北网格", geometry=shape(box(MIDDLE, CENTRE, EAST, NORTH))),
    ]  # fmt: skip
    areas.adopt(home, "grids", drafts, from_on=DAY, by=None, at=MAY)
    lines = [
        SegmentDraft(
            code="s1", road_code="R1", line=LineString([(WEST, CENTRE), (MIDDLE, CENTRE)])
        ),
        SegmentDraft(
            code="s2", road_code="R1", line=LineString([(MIDDLE, CENTRE), (EAST, CENTRE)])
        ),
    ]
    road = RoadDraft(code="R1", name="虚构大道", road_class="main")
    roads.take_in(home, [road], lines, by=None, at=MAY)
    assert Grid.objects.get(code="ZT-01").community == west
    return home


def sign_in(client, home, role="head", area=None):
    person = builders.user(role, area or home, of=home)
    client.force_login(person)
    return person


def layer(client, name: str) -> list[dict]:
    answer = client.get(LAYERS, {"layer": name})
    assert answer["Content-Type"] == "application/geo+json"
    return answer.json()["features"]


def codes(client, name: str) -> list[str]:
    return [feature["properties"]["code"] for feature in layer(client, name)]


def test_the_page_shows_grids_with_area_community_third_leader_and_findings(client, home):
    leader = builders.user(of=home, full_name="虚构网格长")
    GridDuty.objects.create(
        subdistrict=home,
        grid=Grid.objects.get(code="ZT-01"),
        part="leader",
        unit=builders.unit(home),
        user=leader,
        valid_from=DAY,
    )
    sign_in(client, home)
    page = client.get(PAGE).content.decode()
    for words in ("ZT-01", "西网格", "虚构一社区", "会展中心", "虚构网格长", "主干道"):
        assert words in page
    assert "编码不合规则" in page and "ZT-010" in page


def test_a_clean_division_says_so(client, home):
    Grid.objects.filter(code="ZT-010").update(code="ZT-03")
    sign_in(client, home)
    page = client.get(PAGE).content.decode()
    assert "notice--done" in page and "编码不合规则" not in page


def test_the_page_costs_the_same_for_any_number_of_grids(
    client, home, django_assert_max_num_queries
):
    sign_in(client, home)
    client.get(PAGE)
    with django_assert_max_num_queries(9):
        client.get(PAGE)


def test_layers_carry_what_the_map_draws(client, home):
    sign_in(client, home)
    (road,) = layer(client, "roads")
    assert road["properties"]["name"] == "虚构大道"
    assert road["properties"]["road_class"] == "main"
    assert road["geometry"]["type"] == "LineString", "segments of one road are drawn as one"
    (boundary,) = layer(client, "boundary")
    assert boundary["geometry"]["type"] == "Polygon"
    assert codes(client, "communities") == ["990105006001"]
    assert layer(client, "zones")[0]["properties"]["kind"] == "expo"
    grid = layer(client, "grids")[0]["properties"]
    assert grid["url"] == "/desk/cases/?grid=ZT-01"
    everything = client.get(LAYERS).json()["features"]
    assert len(everything) == 1 + 1 + 1 + 1 + 3


def test_a_map_opened_again_is_answered_without_reading(
    client, home, django_assert_max_num_queries
):
    sign_in(client, home)
    first = client.get(LAYERS)
    with django_assert_max_num_queries(3):  # session, person, grants
        again = client.get(LAYERS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"] and "no-cache" in first["Cache-Control"]


def test_an_adopted_grid_shows_at_once(client, home):
    sign_in(client, home)
    before = client.get(LAYERS)
    draft = AreaDraft(kind="grids", code="ZT-09", geometry=shape(box(WEST, SOUTH, EAST, NORTH)))
    areas.adopt(home, "grids", [draft], from_on=DAY, by=None, at=MAY)
    after = client.get(LAYERS, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "ZT-09" in codes(client, "grids")


def test_who_holds_one_grid_sees_that_grid_and_the_common_ground(client, home):
    sign_in(client, home, "grid_member", ("grid", "ZT-01"))
    assert codes(client, "grids") == ["ZT-01"], "ZT-010 begins alike and is another"
    assert codes(client, "communities") == ["990105006001"]
    assert len(layer(client, "roads")) == 1
    page = client.get(PAGE).content.decode()
    assert "西网格" in page and "北网格" not in page and "编码不合规则" not in page


def test_who_holds_a_community_sees_its_grids(client, home):
    sign_in(client, home, "community_worker", ("community", "990105006001"))
    assert codes(client, "grids") == ["ZT-01"]


def test_people_of_a_unit_see_the_whole_street(client, home):
    sign_in(client, home, "officer", builders.unit(home))
    assert len(codes(client, "grids")) == 3


def test_two_people_do_not_get_each_others_answer(client, home):
    sign_in(client, home)
    whole = client.get(LAYERS, {"layer": "grids"})
    sign_in(client, home, "grid_member", ("grid", "ZT-02"))
    single = client.get(LAYERS, {"layer": "grids"}, headers={"If-None-Match": whole["ETag"]})
    assert single.status_code == 200
    assert codes(client, "grids") == ["ZT-02"]


@pytest.mark.parametrize(
    ("role", "area"),
    [("head", None), ("grid_member", ("grid", "ZT-01")), ("officer", "unit")],
)
def test_another_subdistricts_person_gets_nothing(client, home, role, area):
    other = builders.subdistrict(code=home.code + "1")
    sign_in(client, other, role, builders.unit(other) if area == "unit" else area)
    assert client.get(LAYERS).json()["features"] == []
    page = client.get(PAGE).content.decode()
    assert "西网格" not in page and "虚构大道" not in page


def test_who_holds_no_right_to_the_map_or_is_signed_out(client, home):
    sign_in(client, home, "security_admin")
    assert client.get(LAYERS).status_code == 403
    assert client.get(PAGE).status_code == 403
    client.logout()
    assert client.get(LAYERS).status_code == 302
    assert client.get(PAGE).status_code == 302


def test_an_unknown_layer_is_refused(client, home):
    sign_in(client, home)
    assert client.get(LAYERS, {"layer": "secrets"}).status_code in (400, 409)


def test_findings_are_points_for_who_sees_the_whole_street_only(client, home):
    address = "/desk/grids/findings.geojson"
    sign_in(client, home)
    (point,) = client.get(address).json()["features"]
    assert "ZT-010" in point["properties"]["label"]
    sign_in(client, home, "grid_member", ("grid", "ZT-01"))
    assert client.get(address).status_code == 403
    sign_in(client, builders.subdistrict(code=home.code + "1"))
    assert client.get(address).json()["features"] == []
