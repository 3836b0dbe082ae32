"""Loading: what ships is complete, a second run adds nothing, a broken file is refused as a whole."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from xiuhua.apps.catalogue import queries, tables
from xiuhua.apps.catalogue.actions import change_standard, load_catalogue
from xiuhua.apps.catalogue.models import CaseClass, ClassCode, ClockRule, Standard
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
DAY = dt.date(2021, 5, 6)

CLASSES = (
    "slug,kind,parent,name,name_en,gbt30428,cjt214,actions,cures,streams,source\n"
    "event.order,event,,秩序,Order,04,05,,,,invented\n"
    "event.order.stall,event,event.order,摆摊,Stall,0406,0506,tidy,disorder,city_management,invented\n"
)
STANDARDS = (
    "class,order,filing_condition,close_condition,limit_value,limit_unit,calendar,responsible,"
    "legal_basis,principle,source,confidence,valid_from\n"
    "event.order.stall,1,占道,清理,2,urgent_hour,7x16,,,严格,invented,L,2010-01-01\n"
    "event.order.stall,1,占道,清理,4,urgent_hour,7x16,,,严格,invented,L,2020-01-01\n"
)


def folder(tmp_path: Path, **files: str) -> Path:
    made = tmp_path / "catalogue"
    made.mkdir(exist_ok=True)
    for name, text in {"classes": CLASSES, "standards": STANDARDS, **files}.items():
        (made / f"{name}.csv").write_text(text, encoding="utf-8")
    return made


def test_what_ships_is_loaded_with_history_and_a_second_run_adds_nothing() -> None:
    first = load_catalogue(at=AT)
    assert first["added"]["classes"] == CaseClass.objects.count() > 130
    assert first["added"]["standards"] == Standard.objects.count() > 120
    assert first["added"]["rules"] == ClockRule.objects.count() == first["read"]["rules"]
    chained = first["added"]["classes"] + first["added"]["standards"] + first["added"]["rules"]
    assert Event.objects.count() == chained
    one = Standard.objects.order_by("id").last()
    event = Event.objects.get(object_kind="standard", object_id=one.pk)
    assert (one.history_seq, one.history_head) == (1, event.hash)
    assert set(load_catalogue(at=AT)["added"].values()) == {0}


def test_every_class_that_ships_can_be_judged_and_tagged() -> None:
    load_catalogue(at=AT)
    for _, minors in queries.class_tree():
        for minor in minors:
            assert queries.standards_in_force(minor.pk, None, DAY), minor.slug
            families = queries.tags(minor.pk)
            assert families["action"] and families["stream"] and families["cure"], minor.slug


def test_04_and_05_change_places_between_the_two_systems() -> None:
    load_catalogue(at=AT)
    assert queries.class_by_code("gbt30428", "0405").slug == "event.street_order.outdoor_trading"
    assert queries.class_by_code("cjt214", "0505").slug == "event.street_order.outdoor_trading"
    assert queries.class_by_code("gbt30428", "05").slug == "event.emergency"
    assert queries.class_by_code("cjt214", "05").slug == "event.street_order"
    assert queries.class_by_code("gbt30428", "4201050137", "component").name == "路灯"
    assert queries.class_by_code("gbt30428", "0137").name == "动物尸体"
    with pytest.raises(Refused) as refused:
        queries.class_by_code("gbt30428", "0999")
    assert refused.value.code == "class_code_unknown"


@pytest.mark.parametrize(
    ("slug", "limits"),
    [
        ("event.appearance.illegal_structure", [(2, "natural_day"), (15, "work_day")]),
        ("event.street_order.outdoor_trading", [(2, "urgent_hour")]),
        ("event.emergency.burst_water_main", [(1, "urgent_hour"), (5, "work_day")]),
        ("event.construction.site_hoarding", [(3, "work_day"), (2, "work_day"), (1, "work_day")]),
        (
            "component.utilities.sewer_cover",
            [(2, "urgent_hour"), (4, "work_hour"), (2, "work_day"), (5, "work_day")],
        ),
        ("component.utilities.street_light", [(2, "work_day"), (1, "work_day")]),
        # No limit of its own in the published table: that of its major class.
        ("component.utilities.vending_machine", [(5, "work_day")]),
    ],
)
def test_limits_are_those_of_the_published_table(
    slug: str, limits: list[tuple[float, str]]
) -> None:
    load_catalogue(at=AT)
    found = queries.standards_in_force(queries.class_by_slug(slug).pk, None, DAY)
    assert [(s.limit_value, s.limit_unit) for s in found] == limits
    assert all(s.source and s.confidence in "ML" for s in found)


def test_a_folder_of_ones_own_is_added_beside_and_older_rows_end(tmp_path: Path) -> None:
    load_catalogue(at=AT)
    answer = load_catalogue(
        folder(
            tmp_path,
            classes=CLASSES.replace("event.order", "event.other")
            .replace("event.other,event,,", "event.other,event,,")
            .replace("04,05", "06,06")
            .replace("0406,0506", "0680,0680"),
            standards=STANDARDS.replace("event.order", "event.other"),
        ),
        at=AT,
    )
    assert answer["added"]["classes"] == 1
    rows = queries.standards_of(queries.class_by_slug("event.other.stall").pk, None)
    assert [(s.limit_value, s.valid_to) for s in rows] == [(2, dt.date(2019, 12, 31)), (4, None)]


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    answer = load_catalogue(folder(tmp_path), at=AT, dry_run=True)
    assert answer["added"] == {
        "classes": 2,
        "codes": 4,
        "tags": 3,
        "standards": 2,
        "rules": 0,
        "sources": 0,
    }
    assert not CaseClass.objects.exists() and not Event.objects.exists()


def test_the_same_key_answers_the_same_and_loads_once(tmp_path: Path) -> None:
    place = folder(tmp_path)
    first = load_catalogue(place, at=AT, key="k1")
    assert load_catalogue(place, at=AT, key="k1") == first
    (place / "classes.csv").write_text(CLASSES.replace("摆摊", "地摊"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_catalogue(place, at=AT, key="k1")
    assert refused.value.code == "key_reused"


def test_loading_again_leaves_what_an_administrator_changed() -> None:
    load_catalogue(at=AT)
    own = queries.class_by_slug("event.appearance.dirty_road")
    standard = queries.default_standard(own.pk, None, DAY)
    change_standard(
        standard.pk, from_on=DAY, subdistrict_id=None, by=None, at=AT, key="", limit_value=3
    )
    assert set(load_catalogue(at=AT)["added"].values()) == {0}
    assert queries.default_standard(own.pk, None, DAY).limit_value == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("standards", ",2,urgent_hour", ",two,urgent_hour", 2, "limit_value"),
        ("standards", ",2,urgent_hour", ",-2,urgent_hour", 2, "limit_value"),
        ("standards", ",2,urgent_hour", ",nan,urgent_hour", 2, "limit_value"),
        ("standards", ",4,urgent_hour", ",4,fortnight", 3, "limit_unit"),
        ("standards", "2020-01-01", "2020-13-01", 3, "valid_from"),
        ("standards", "2020-01-01", "2010-01-01", 3, "valid_from"),
        ("standards", "占道,清理,4", ",清理,4", 3, "filing_condition"),
        (
            "standards",
            "event.order.stall,1,占道,清理,4",
            "event.order.none,1,占道,清理,4",
            3,
            "class",
        ),
        ("standards", ",invented,L,2020-01-01", ",invented,L", 3, "confidence"),
        (
            "classes",
            "event.order.stall,event,event.order",
            "event.order.stall,event,event.nowhere",
            3,
            "parent",
        ),
        ("classes", "event.order.stall,event", "Event Stall,event", 3, "slug"),
        ("classes", "event.order.stall,event", "event.order.stall,component", 3, "kind"),
        ("classes", "tidy", "neat", 3, "actions"),
        ("classes", "0406", "04x6", 3, "gbt30428"),
        ("classes", "event.order.stall,", "event.order,", 3, "slug"),
        ("classes", ",streams,", ",rivers,", 1, "streams"),
        ("classes", "摆摊", '"摆摊', 3, ""),
    ],
)
def test_a_broken_file_names_file_line_and_column_and_changes_nothing(
    tmp_path: Path, file: str, old: str, new: str, line: int, column: str
) -> None:
    text = {"classes": CLASSES, "standards": STANDARDS}[file]
    assert old in text
    with pytest.raises(Refused) as refused:
        load_catalogue(folder(tmp_path, **{file: text.replace(old, new, 1)}), at=AT)
    assert refused.value.code == "catalogue_file_broken"
    facts = refused.value.facts
    assert (facts["file"], facts["line"], facts["column"]) == (f"{file}.csv", line, column)
    assert not CaseClass.objects.exists() and not Standard.objects.exists()


def test_a_code_of_another_class_is_refused(tmp_path: Path) -> None:
    load_catalogue(at=AT)
    before = ClassCode.objects.count()
    with pytest.raises(Refused) as refused:
        load_catalogue(folder(tmp_path), at=AT)
    assert refused.value.code == "catalogue_file_broken"
    assert refused.value.facts["column"] == "gbt30428"
    assert ClassCode.objects.count() == before


def test_a_rule_with_a_value_it_cannot_have_is_refused(tmp_path: Path) -> None:
    rules = "name,value,source,valid_from\ncheck_limit,2 weeks,invented,2010-01-01\n"
    with pytest.raises(Refused) as refused:
        load_catalogue(folder(tmp_path, rules=rules), at=AT)
    assert (refused.value.facts["line"], refused.value.facts["column"]) == (2, "value")


def test_a_folder_that_is_none_or_empty_or_no_text_is_refused(tmp_path: Path) -> None:
    for place, code in (
        (tmp_path / "nowhere", "catalogue_folder_missing"),
        (tmp_path, "catalogue_folder_empty"),
    ):
        with pytest.raises(Refused) as refused:
            load_catalogue(place, at=AT)
        assert refused.value.code == code
    made = folder(tmp_path)
    (made / "classes.csv").write_bytes(CLASSES.encode("gbk"))
    with pytest.raises(Refused) as refused:
        load_catalogue(made, at=AT)
    assert refused.value.code == "catalogue_file_unreadable"


def test_the_command_reports_as_json_and_says_what_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_catalogue", "--dry-run", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["dry_run"] and said["added"]["classes"] == len(tables.read_folder().classes)
    assert not CaseClass.objects.exists()
    call_command("load_catalogue")
    assert "classes: +" in capsys.readouterr().out
    broken = folder(tmp_path, standards=STANDARDS.replace("urgent_hour", "hour"))
    with pytest.raises(CommandError, match="standards.csv.*line 2.*column limit_unit"):
        call_command("load_catalogue", str(broken))
