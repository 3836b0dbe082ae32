"""Roads kept by hand: added, edited, measured; by those who keep the street, and with history."""

import pytest
from shapely.geometry import LineString

from tests import builders
from tests.apps.space.conftest import CENTRE, EAST, WEST, moment
from xiuhua.apps.records.models import Event
from xiuhua.apps.space.actions import roads
from xiuhua.apps.space.drafts import RoadDraft, SegmentDraft
from xiuhua.apps.space.models import Road, Segment
from xiuhua.apps.space.queries import lengths_by_class
from xiuhua.rulebook.refusal import Refused

MAY = moment("2021-05-06T09:00")
LINE = LineString([(WEST, CENTRE), (EAST, CENTRE)])


@pytest.fixture
def keeper(street):
    return builders.user("system_admin", street)


def add(street, by, **given) -> int:
    said = {"code": "R1", "name": "虚构路", "road_class": "branch", **given}
    return roads.add_road(street, by=by, at=MAY, **said)


def refusal(act) -> str:
    before = (Road.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        act()
    assert (Road.objects.count(), Event.objects.count()) == before
    return refused.value.code


def test_a_road_is_added_once_and_edited_with_history(street, keeper):
    pk = add(street, keeper, key="a")
    assert add(street, keeper, key="a") == pk
    road = Road.objects.get(pk=pk)
    roads.edit_road(road, name="虚构大路", road_class="main", by=keeper, at=MAY)
    road.refresh_from_db()
    assert (road.name, road.road_class, road.history_seq) == ("虚构大路", "main", 2)
    kinds = Event.objects.filter(object_kind="road").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["road.added", "road.edited"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": " "}, "road_code_missing"),
        ({"code": "R" * 33}, "road_code_missing"),
        ({"name": ""}, "road_name_missing"),
        ({"road_class": "street"}, "road_class_unknown"),
    ],
)
def test_a_bad_road_is_refused(street, keeper, given, code):
    assert refusal(lambda: add(street, keeper, **given)) == code


def test_a_code_is_used_once(street, keeper):
    add(street, keeper)
    assert refusal(lambda: add(street, keeper)) == "road_code_taken"


def test_a_measured_width_changes_the_area_and_outlives_an_estimate(street, keeper):
    draft = SegmentDraft(code="s1", line=LINE, road_code="R1", width_m=7.0, width_is_estimated=True)
    named = [RoadDraft(code="R1", name="虚构路", road_class="branch")]
    roads.take_in(street, named, [draft], by=None, at=MAY)
    segment = Segment.objects.get()
    roads.set_width(segment, width_m=8.5, by=keeper, at=MAY)
    roads.take_in(street, named, [draft], by=None, at=MAY)
    segment.refresh_from_db()
    assert segment.width_m == 8.5
    assert segment.area_m2 == pytest.approx(segment.length_m * 8.5, abs=0.1)
    (by_class,) = lengths_by_class(street.pk)
    assert by_class["roads"] == 1 and by_class["length_m"] == segment.length_m
    for width in (0, -1, 201, float("nan")):
        act = lambda width=width: roads.set_width(segment, width_m=width, by=keeper, at=MAY)  # noqa: E731
        assert refusal(act) == "road_width_impossible"


def test_a_segment_of_no_known_road_is_refused_with_all_others(street):
    drafts = [SegmentDraft(code="s1", line=LINE, road_code="nowhere")]
    assert refusal(lambda: roads.take_in(street, [], drafts, by=None, at=MAY)) == "road_unknown"


@pytest.mark.parametrize("role", ["officer", "head", "desk_clerk"])
def test_others_may_not_touch_roads(street, keeper, role):
    road = Road.objects.get(pk=add(street, keeper))
    person = builders.user(role, street)
    neighbour = builders.user("system_admin", builders.subdistrict())
    for by in (person, neighbour):
        assert refusal(lambda by=by: add(street, by, code="R2")) == "not_permitted"
        act = lambda by=by: roads.edit_road(road, name="别名", road_class="main", by=by, at=MAY)  # noqa: E731
        assert refusal(act) == "not_permitted"
