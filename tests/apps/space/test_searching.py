"""Names of real roads are found by sound, initials, mixtures and misspelling, the likeliest first."""

import time

import pytest

from tests.apps.space.conftest import moment
from xiuhua.apps.space.actions import places
from xiuhua.apps.space.drafts import PlaceDraft
from xiuhua.apps.space.naming import sound
from xiuhua.apps.space.searching import Found, NameIndex, search_places

ROADS = """成都北路 重庆北路 重庆中路 人民路 人民大道 西藏中路 西藏北路 新闸路 南京西路 南京东路 北京西路 延安东路 延安中路
厦门路 六合路 长沙路 凤阳路 黄河路 大田路 山海关路 石门二路 石门一路 威海路 大沽路 恒丰路 长安路 共和新路 海宁路 浙江中路
浙江北路 福建中路 河南中路 四川中路 江西中路 天目中路 光复路 苏州河北路 乌镇路 曲阜路 七浦路 安庆路 绿洲路 女贞路""".split()
MAY = moment("2021-05-06T09:00")


def index(*more: tuple[str, str]) -> NameIndex:
    named = [(name, "road") for name in ROADS] + list(more)
    return NameIndex(
        Found(n, name, kind, 121.47, 31.23, sound(name)[0], "")
        for n, (name, kind) in enumerate(named)
    )


def names(text: str, *more: tuple[str, str]) -> list[str]:
    return [found.name for found in index(*more).search(text, 10)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("成都北路", "成都北路"),  # as written
        ("北京", "北京西路"),  # a part
        ("chengdubeilu", "成都北路"),  # pinyin
        ("cheng du bei lu", "成都北路"),  # with spaces
        ("CDBL", "成都北路"),  # initials, upper case
        ("cdbei", "成都北路"),  # initials and pinyin
        ("人民lu", "人民路"),  # characters and pinyin
        ("人民l", "人民路"),
        ("renm", "人民路"),  # still typing the second syllable
        ("cqb", "重庆北路"),  # the right reading of 重
        ("zqb", "重庆北路"),  # the other one
        ("xiamen", "厦门路"),
        ("shamen", "厦门路"),
        ("lvzhou", "绿洲路"),
        ("nvzhen", "女贞路"),
        ("ｃｄｂｌ", "成都北路"),  # full width
        ("北路 成都", "成都北路"),  # parts in any order
        ("chengdobeilu", "成都北路"),  # one letter wrong
        ("chegndubeilu", "成都北路"),  # two changed places
        ("chengdubeil", "成都北路"),
        ("nanjinxilu", "南京西路"),  # one missing
        ("sanhaiguanlu", "山海关路"),  # s for sh
        ("城都北路", "成都北路"),  # a homophone
        ("福健中路", "福建中路"),
        ("新匣路", "新闸路"),  # a wrong character of another sound
    ],
)
def test_a_road_is_found_first(typed: str, expected: str) -> None:
    assert names(typed)[0] == expected


@pytest.mark.parametrize("typed", ["", " ", "，。", "%", "'; --", "qqqqqq", "龘"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert names(typed) == []


@pytest.mark.parametrize("typed", ["127", "灯杆127", "127号灯杆", "路灯127", "lamp post 127"])
def test_a_lamp_post_is_found_by_its_number(typed: str) -> None:
    posts = [(f"{n}号灯杆", "lamp_post") for n in (1, 12, 27, 126, 127, 128, 1127, 1270)]
    found = names(typed, *posts, ("大田路127号", "compound"))
    assert found[0] == "127号灯杆"
    assert "126号灯杆" not in found[:3]


def test_a_name_that_begins_like_the_query_comes_before_one_that_holds_it() -> None:
    found = names("人民", ("新人民商场", "shop"), ("人民公园", "landmark"))
    assert found.index("人民路") < found.index("新人民商场")
    assert found.index("人民公园") < found.index("新人民商场")


def test_very_long_queries_do_no_harm() -> None:
    assert names("a" * 10_000) == []
    assert names("成都北路" * 1000)[:1] in ([], ["成都北路"])


def test_places_of_the_database_are_found_and_followed(street, django_assert_num_queries):
    lon, lat = 114.221, 30.563
    drafts = [
        PlaceDraft(name="成都北路", kind="road", lon=lon, lat=lat, source="测试"),
        PlaceDraft(name="老成都", kind="old_name", lon=lon, lat=lat, source="", same_as="成都北路"),
    ]
    places.take_in(street, drafts, by=None, at=MAY)
    assert [found.name for found in search_places(street.pk, "cdb")] == ["成都北路"]
    with django_assert_num_queries(0):
        (old,) = search_places(street.pk, "laochengdu")
    assert (old.name, old.same_as) == ("老成都", "成都北路")
    assert search_places(street.pk + 1, "cdb") == []
    places.take_in(
        street,
        [PlaceDraft(name="长白路", kind="road", lon=lon, lat=lat, source="")],
        by=None,
        at=MAY,
    )
    assert [found.name for found in search_places(street.pk, "cbl")] == ["长白路"]


def test_it_answers_quickly_at_twenty_thousand_names() -> None:
    """Not a measurement: a guard against comparing every name one by one (some 100 ms)."""
    doors = [(f"{road}{n}号", "compound") for n in range(1, 500) for road in ROADS][:20_000]
    many = index(*doors)
    started = time.perf_counter()
    typed = ("lu", "zl", "cdbl", "chengdobeilu", "人民lu", "号", "12")
    for query in typed:
        assert many.search(query, 10)
    assert (time.perf_counter() - started) / len(typed) < 0.05
