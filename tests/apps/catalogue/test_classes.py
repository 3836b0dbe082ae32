"""Classes: added, coded, retired, and found by what a clerk types with a ringing phone."""

import datetime as dt

import pytest

from xiuhua.apps.catalogue import queries
from xiuhua.apps.catalogue.actions import add_class, add_code, load_catalogue, retire_class
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_catalogue(at=AT)


def test_a_class_is_added_found_and_retired() -> None:
    parent = queries.class_by_slug("event.street_order")
    made = add_class(
        parent_id=parent.pk,
        part="kite_string",
        name="放风筝线缠绕",
        source="测试",
        tags={"action": ["tidy"]},
        by=None,
        at=AT,
        key="",
    )
    assert made["slug"] == "event.street_order.kite_string"
    assert queries.search_classes("风筝")[0].pk == made["id"]
    assert queries.tags(made["id"]) == {"action": ("tidy",)}
    retire_class(made["id"], by=None, at=AT, key="")
    assert all(found.pk != made["id"] for found in queries.search_classes("风筝"))
    assert queries.class_by_slug(made["slug"]).is_active is False
    with pytest.raises(Refused) as refused:
        retire_class(made["id"], by=None, at=AT, key="")
    assert refused.value.code == "class_already_retired"
    with pytest.raises(Refused) as refused:
        retire_class(parent.pk, by=None, at=AT, key="")
    assert refused.value.code == "class_has_minors"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"part": "Kite"}, "class_slug_invalid"),
        ({"part": "outdoor_trading"}, "class_slug_taken"),
        ({"name": " "}, "class_name_invalid"),
        ({"source": ""}, "source_needed"),
        ({"tags": {"action": ["neat"]}}, "tag_unknown"),
        ({"parent_id": 0}, "class_unknown"),
    ],
)
def test_a_class_that_cannot_be_is_refused(given: dict, code: str) -> None:
    parent = queries.class_by_slug("event.street_order")
    before = CaseClass.objects.count()
    defaults = {"parent_id": parent.pk, "part": "kite", "name": "风筝", "source": "测试"}
    with pytest.raises(Refused) as refused:
        add_class(**{**defaults, **given}, by=None, at=AT, key="")
    assert refused.value.code == code
    assert CaseClass.objects.count() == before


def test_a_code_belongs_to_one_class_and_a_class_has_one_code_per_system() -> None:
    trading_class = queries.class_by_slug("event.street_order.outdoor_trading")
    vendor = queries.class_by_slug("event.street_order.street_vendor")
    add_code(trading_class.pk, system="wuhan", code="A-17", by=None, at=AT, key="")
    assert queries.class_by_code("wuhan", "A-17") == trading_class
    for row, code, refusal in (
        (vendor, "A-17", "class_code_taken"),
        (trading_class, "A-18", "class_has_code"),
        (vendor, "一七", "class_code_invalid"),
    ):
        with pytest.raises(Refused) as refused:
            add_code(row.pk, system="wuhan", code=code, by=None, at=AT, key="")
        assert refused.value.code == refusal


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dwjy", "店外经营"),
        ("店外", "店外经营"),
        ("DWJY", "店外经营"),
        ("ｄｗｊｙ", "店外经营"),
        ("dianwai", "店外经营"),
        ("0405", "店外经营"),
        ("店外 经营", "店外经营"),
        ("出店经营", "店外经营"),
        ("路灯", "路灯"),
        ("xgg", "非法小广告"),
        ("litter", "绿地脏乱"),
        ("垃圾满", "垃圾满溢"),
        ("带泥", "施工工地车轮夹带"),
    ],
)
def test_a_clerk_finds_a_class_by_what_is_typed(typed: str, first: str) -> None:
    assert queries.search_classes(typed)[0].name == first


@pytest.mark.parametrize("typed", ["", "   ", "??", "qqqqqq", "氢氧化钠"])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert queries.search_classes(typed) == []
