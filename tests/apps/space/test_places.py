"""Names of places: added where one may, never twice, kept under the old name when renamed."""

import pytest

from tests import builders
from tests.apps.space.conftest import moment
from xiuhua.apps.records.models import Event
from xiuhua.apps.space.actions import places
from xiuhua.apps.space.drafts import PlaceDraft
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.searching import search_places
from xiuhua.rulebook.coordinates import Crs, Point, canonical, shifted
from xiuhua.rulebook.refusal import Refused

MAY = moment("2021-05-06T09:00")
WEST_POINT, EAST_POINT = (114.221, 30.563), (114.223, 30.563)


def add(street, by, name="大树下", kind="by_name", point=WEST_POINT, **given) -> int:
    lon, lat = point
    return places.add(street, name=name, kind=kind, lon=lon, lat=lat, by=by, at=MAY, **given)


def refusal(act) -> str:
    before = (Place.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        act()
    assert (Place.objects.count(), Event.objects.count()) == before
    return refused.value.code


@pytest.fixture
def clerk(street):
    return builders.user("desk_clerk", street)


def test_a_name_added_is_found_at_once(street, clerk):
    pk = add(street, clerk, name="  大树  下 ")
    row = Place.objects.get(pk=pk)
    assert (row.name, row.pinyin, row.initials) == ("大树 下", "da shu xia", "dsx")
    assert [found.name for found in search_places(street.pk, "dsx")] == ["大树 下"]
    event = Event.objects.get(object_kind="place", object_id=pk)
    assert (event.kind, event.actor_id) == ("place.added", clerk.pk)
    assert "大树" not in event.data


def test_a_point_of_a_shifted_map_is_converted_once(street, clerk):
    there = shifted(Point(*WEST_POINT), Crs.GCJ02)
    pk = add(street, clerk, point=(there.lon, there.lat), crs=Crs.GCJ02)
    row = Place.objects.get(pk=pk)
    assert (row.lon, row.lat) == pytest.approx(WEST_POINT, abs=1e-6)
    assert canonical(Point(there.lon, there.lat, Crs.GCJ02)).lon == pytest.approx(row.lon, abs=1e-6)


def test_the_same_key_adds_once(street, clerk):
    assert add(street, clerk, key="k") == add(street, clerk, key="k")
    assert Place.objects.count() == 1
    assert refusal(lambda: add(street, clerk, name="别处", key="k")) == "key_reused"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "  "}, "place_name_missing"),
        ({"name": "很" * 121}, "place_name_too_long"),
        ({"name": "？！"}, "place_name_without_words"),
        ({"kind": "castle"}, "place_kind_unknown"),
        ({"point": (114.3, 30.563)}, "point_outside"),
        ({"point": ("", "")}, "coordinate_missing"),
        ({"point": ("abc", 30)}, "coordinate_not_a_number"),
        ({"point": (30.563, 114.221)}, "coordinate_out_of_range"),
    ],
)
def test_a_bad_name_or_point_is_refused(street, clerk, given, code):
    assert refusal(lambda: add(street, clerk, **given)) == code


def test_a_name_that_is_there_is_not_added_again(street, clerk):
    add(street, clerk)
    assert refusal(lambda: add(street, clerk)) == "place_already_there"
    add(street, clerk, point=EAST_POINT)  # 190 m away: a namesake


def test_rights_hold_at_the_point(street):
    member = builders.user("grid_member", ("grid", "ZT-01"), of=street)
    add(street, member)
    assert refusal(lambda: add(street, member, point=EAST_POINT)) == "not_permitted"
    worker = builders.user("community_worker", ("community", "990105006001"), of=street)
    add(street, worker, name="社区里", point=(114.221, 30.561))
    assert refusal(lambda: add(street, worker, name="对面", point=EAST_POINT)) == "not_permitted"


@pytest.mark.parametrize("role", ["head", "contractor", "auditor", "security_admin"])
def test_roles_without_the_right_add_nothing(street, role):
    assert refusal(lambda: add(street, builders.user(role, street))) == "not_permitted"


def test_another_subdistricts_person_adds_renames_and_closes_nothing(street, clerk):
    place = Place.objects.get(pk=add(street, clerk))
    other = builders.user("desk_clerk", builders.subdistrict())
    for act in (
        lambda: add(street, other, name="新名"),
        lambda: places.rename(place, name="新名", by=other, at=MAY),
        lambda: places.set_active(place, False, by=other, at=MAY),
    ):
        assert refusal(act) == "not_permitted"


def test_a_renamed_place_keeps_its_old_name(street, clerk):
    place = Place.objects.get(pk=add(street, clerk, name="西门", kind="landmark"))
    places.rename(place, name="朝晖门", by=clerk, at=MAY, key="r")
    places.rename(place, name="朝晖门", by=clerk, at=MAY, key="r")
    (found,) = search_places(street.pk, "zhm")
    assert (found.id, found.name) == (place.pk, "朝晖门")
    old = search_places(street.pk, "西门")[0]
    assert (old.kind, old.same_as) == ("old_name", "朝晖门")
    kinds = Event.objects.filter(object_kind="place").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["place.added", "place.added", "place.renamed"]
    assert refusal(lambda: places.rename(place, name="朝晖门", by=clerk, at=MAY)) == (
        "place_has_that_name"
    )


def test_a_place_out_of_use_is_not_found_and_comes_back(street, clerk):
    place = Place.objects.get(pk=add(street, clerk))
    places.set_active(place, False, by=clerk, at=MAY)
    assert search_places(street.pk, "大树下") == []
    places.set_active(place, False, by=clerk, at=MAY)
    places.set_active(place, True, by=clerk, at=MAY)
    assert len(search_places(street.pk, "大树下")) == 1
    assert Event.objects.filter(object_kind="place").count() == 3


def test_names_of_a_file_are_taken_once_and_near_ones_merged(street):
    def stop(lon: float, **given) -> PlaceDraft:
        return PlaceDraft(
            name="虚构站", kind="bus_stop", lon=lon, lat=30.563, source="测试", **given
        )

    drafts = [stop(114.2210), stop(114.2225), stop(114.2257)]  # 144 m apart, then 307 m
    assert places.take_in(street, drafts, by=None, at=MAY) == {"added": 2, "unchanged": 1}
    assert places.take_in(street, drafts, by=None, at=MAY) == {"added": 0, "unchanged": 3}
