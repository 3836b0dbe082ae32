"""The public's map: a simple plan that is fetched once, and open reports without anybody's words."""

import json

import pytest

from tests.builders import LONG_AGO
from tests.case_builders import SOUTH, STEP, WEST, reported, square
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Block, Road, Segment

BOX = f"{WEST},{SOUTH},{WEST + 2 * STEP},{SOUTH + 2 * STEP}"


def layers(answer) -> list[str]:
    return [feature["properties"]["layer"] for feature in answer.json()["features"]]


@pytest.fixture
def drawn(place):
    home = place.subdistrict
    Block.objects.create(subdistrict=home, code="B1", geometry=square(0, 0), valid_from=LONG_AGO)
    road = Road.objects.create(subdistrict=home, code="R1", name="测试路", road_class="main")
    Segment.objects.create(
        subdistrict=home, road=road, code="S1", length_m=100,
        geometry={"type": "LineString", "coordinates": [[WEST, SOUTH], [WEST + STEP, SOUTH]]},
    )  # fmt: skip
    return place


def test_the_plan_has_boundary_blocks_and_roads_and_nothing_surveyed(client, drawn) -> None:
    answer = client.get("/map/street.geojson")
    assert layers(answer) == ["boundary", "block", "road"]
    assert answer.json()["features"][2]["properties"]["name"] == "测试路"
    assert layers(client.get("/map/street.geojson?part=roads")) == ["road"]


def test_an_unchanged_plan_is_not_sent_again(client, drawn) -> None:
    first = client.get("/map/street.geojson")
    again = client.get("/map/street.geojson", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    Segment.objects.all().delete()
    assert client.get("/map/street.geojson", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_open_reports_are_masked(client, place) -> None:
    lon, lat = place.point()
    case = reported(place, words="隐私的话", place_words="三号楼 501", reporter_name="测试居民")
    answer = client.get(f"/map/nearby.geojson?bbox={BOX}")
    (feature,) = answer.json()["features"]
    assert feature["properties"] == {"id": "0", "state": "idle", "label": "店外经营 · 已收到"}
    shown = feature["geometry"]["coordinates"]
    assert abs(shown[0] - lon) <= 0.0001 and abs(shown[1] - lat) <= 0.0001
    for secret in ("隐私", "501", "居民", case.number):
        assert secret not in answer.content.decode()


def test_points_are_rounded_to_about_twenty_metres(client, place) -> None:
    from xiuhua.apps.cases.models import Case

    case = reported(place)
    Case.objects.filter(pk=case.pk).update(lon=WEST + 0.00137, lat=SOUTH + 0.00249)
    (feature,) = client.get(f"/map/nearby.geojson?bbox={BOX}").json()["features"]
    assert feature["geometry"]["coordinates"] == [
        pytest.approx(WEST + 0.0014),
        pytest.approx(SOUTH + 0.0024),
    ]


def test_reports_of_the_street_next_door_are_not_shown(client, place) -> None:
    reported(place)
    other = Subdistrict.objects.create(
        code="420105999", name="邻街", case_prefix="NX", projected_epsg=4547
    )
    asked = f"/map/nearby.geojson?bbox={BOX}&s={other.code}"
    assert client.get(asked).json()["features"] == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/map/nearby.geojson", 400),
        ("/map/nearby.geojson?bbox=1,2,3", 400),
        ("/map/nearby.geojson?bbox=nan,nan,nan,nan", 400),
        ("/map/nearby.geojson?bbox=9,9,1,1", 400),
        ("/map/street.geojson?part=components", 400),
        ("/map/street.geojson?s=nowhere", 404),
        ("/map/street.geojson?s=%00", 200),
    ],
)
def test_nonsense_in_the_address_is_refused(client, place, address, status) -> None:
    assert client.get(address).status_code == status


def test_the_answer_is_geojson(client, drawn) -> None:
    answer = client.get("/map/street.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    assert json.loads(answer.content)["type"] == "FeatureCollection"


def test_the_start_page_has_the_two_doors_and_the_one_for_staff(client, place) -> None:
    page = client.get("/").content.decode()
    for address in ('href="/report/"', 'href="/follow/"', 'href="/sign-in/"'):
        assert address in page
