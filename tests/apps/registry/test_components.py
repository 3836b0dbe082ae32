"""Components: placed, identified, corrected, found by what is painted on them, counted, imported."""

import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from PIL import Image

from tests import builders
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.records.models import Event, StoredFile
from xiuhua.apps.registry import actions, queries
from xiuhua.apps.registry.component_file import COLUMNS, read_rows
from xiuhua.apps.registry.models import Component
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.cells import cell

AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2021, 5, 6)
HEADS = [head for head, _, _ in COLUMNS]


def add(street, slug: str = "component.utilities.street_light", **more) -> Component:
    given = {
        "subdistrict_id": street.id,
        "case_class_id": class_by_slug(slug).pk,
        "lon": 114.2651,
        "lat": 30.5451,
        "census_on": TODAY,
        "source": "测试普查",
        "by": None,
        "at": AT,
        "key": "",
        **more,
    }
    return Component.objects.get(pk=actions.add_component(**given)["id"])


def jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(made, "JPEG")
    return made.getvalue()


def test_a_component_gets_identifier_cell_grid_and_history(street) -> None:
    lamp = add(street, label="127", road_id=street.road.pk, photo=jpeg())
    assert lamp.identifier == street.subdistrict.code[:6] + "0137" + "000001"
    assert (lamp.grid_id, lamp.cell) == (street.left.pk, cell(lamp.lon, lamp.lat))
    assert lamp.photo.media_type == "image/jpeg"
    event = Event.objects.get(object_kind="component", object_id=lamp.pk)
    assert (event.kind, event.subdistrict_id) == ("component.added", street.id)
    assert (lamp.history_seq, lamp.history_head) == (1, event.hash)
    assert add(street).identifier.endswith("000002")


def test_an_identifier_given_elsewhere_is_not_given_again(street) -> None:
    taken = street.subdistrict.code[:6] + "0137000001"
    add(street, identifier=taken)
    assert add(street).identifier.endswith("000002")
    with pytest.raises(Refused) as refused:
        add(street, identifier=taken)
    assert refused.value.code == "component_identifier_taken"


def test_a_point_of_a_phone_map_is_converted_once(street) -> None:
    lamp = add(street, lon=114.2706, lat=30.5428, crs="GCJ-02")
    assert 0.003 < 114.2706 - lamp.lon < 0.008
    assert lamp.grid_id == street.left.pk


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"lon": 113.0}, "point_outside"),
        ({"lon": "nirgends"}, "coordinate_not_a_number"),
        ({"lon": 0, "lat": 0}, "coordinates_are_zero"),
        ({"crs": "EPSG:3857"}, "crs_unknown"),
        ({"slug": "event.street_order.outdoor_trading"}, "component_class_unknown"),
        ({"identifier": "12345"}, "code_wrong_length"),
        ({"state": "shiny"}, "component_state_unknown"),
        ({"source": " "}, "source_needed"),
        ({"label": "x" * 41}, "component_label_too_long"),
        ({"road_id": 0}, "road_unknown"),
        ({"owner_unit_id": 0}, "unit_unknown"),
        ({"photo": b"<svg/>"}, "photo_kind"),
    ],
)
def test_a_component_that_cannot_be_is_refused_and_nothing_is_written(street, given, code) -> None:
    with pytest.raises(Refused) as refused:
        add(street, **given)
    assert refused.value.code == code
    assert not Component.objects.exists() and not StoredFile.objects.exists()


def test_the_state_changes_with_a_photo_and_history_says_what_it_was(street) -> None:
    lamp = add(street)
    actions.set_state(lamp.pk, state="damaged", photo=jpeg(), by=None, at=AT, key="")
    lamp.refresh_from_db()
    assert lamp.state == "damaged" and lamp.photo is not None
    data = Event.objects.get(kind="component.state").data
    assert '"before":"good"' in data and lamp.photo.sha256 in data


def test_a_component_is_corrected_and_moved_and_history_keeps_where_it_was(street) -> None:
    lamp = add(street, label="127")
    actions.change_component(
        lamp.pk, label="128", point=(114.275, 30.545, "EPSG:4490"), by=None, at=AT, key=""
    )
    lamp.refresh_from_db()
    assert (lamp.label, lamp.grid_id) == ("128", street.right.pk)
    assert '"lon":114.2651' in Event.objects.get(kind="component.changed").data
    with pytest.raises(Refused) as refused:
        actions.change_component(lamp.pk, identifier="1", by=None, at=AT, key="")
    assert refused.value.code == "component_field_unknown"


def test_a_census_moves_the_date_on_and_never_back(street) -> None:
    lamps = [add(street, census_on=day) for day in (dt.date(2020, 5, 1), dt.date(2021, 5, 6))]
    ids = [lamp.pk for lamp in lamps]
    answer = actions.record_census(ids, on=dt.date(2021, 5, 1), by=None, at=AT, key="")
    assert answer == {"counted": 1}
    days = Component.objects.order_by("id").values_list("census_on", flat=True)
    assert list(days) == [dt.date(2021, 5, 1), dt.date(2021, 5, 6)]


@pytest.mark.parametrize(
    "typed", ["路灯127", "127", "路灯 127", "路灯127号", "１２７", "路灯杆127", "127号"]
)
def test_lamp_post_127_is_found_by_what_is_painted_on_it(street, typed: str) -> None:
    lamp = add(street, label="127")
    add(street, label="128")
    assert queries.find_component(street.id, typed) == lamp


def test_a_component_is_found_by_identifier_but_only_in_its_own_street(street) -> None:
    lamp = add(street, label="127")
    assert queries.find_component(street.id, lamp.identifier) == lamp
    other = builders.subdistrict()
    assert queries.find_component(other.pk, lamp.identifier) is None
    assert queries.find_component(street.id, "9" * 16) is None


def test_several_that_fit_are_a_choice_and_what_was_removed_is_none(street) -> None:
    lamp = add(street, label="7")
    cover = add(street, slug="component.utilities.sewer_cover", label="7")
    assert queries.find_component(street.id, "7") is None
    assert set(queries.find_components(street.id, "7")) == {lamp, cover}
    assert queries.find_component(street.id, "污水井盖7") == cover
    assert queries.find_component(street.id, "路灯007") == lamp
    actions.set_state(cover.pk, state="removed", by=None, at=AT, key="")
    assert queries.find_component(street.id, "7") == lamp
    for typed in ("", "路灯", "树7", "7; DROP TABLE"):
        assert queries.find_component(street.id, typed) is None


def test_counts_per_grid_road_and_class_say_how_many_are_faulty(street) -> None:
    add(street, road_id=street.road.pk)
    add(street, road_id=street.road.pk, state="damaged")
    add(street, slug="component.sanitation.dustbin", lon=114.275)
    head = builders.user("head", street.subdistrict)
    rows = queries.components_visible_to(head)
    by_grid = queries.component_counts(rows, "grid")
    assert [(r["code"], r["count"], r["faulty"]) for r in by_grid] == [
        (street.left.code, 2, 1),
        (street.right.code, 1, 0),
    ]
    assert [(r["name"], r["count"]) for r in queries.component_counts(rows, "road")] == [
        ("测试大道", 2),
        (None, 1),
    ]
    assert {r["name"]: r["count"] for r in queries.component_counts(rows, "class")} == {
        "路灯": 2,
        "垃圾箱（果皮箱、桶）": 1,
    }


def test_a_list_holds_the_own_area_only(street) -> None:
    left, right = add(street), add(street, lon=114.275)
    place = street.subdistrict
    assert queries.components_visible_to(builders.user("head", place)).count() == 2
    one_grid = builders.user("grid_member", ("grid", street.left.code), of=place)
    assert list(queries.components_visible_to(one_grid)) == [left]
    neighbour = builders.user("head", builders.subdistrict())
    assert not queries.components_visible_to(neighbour).exists()
    assert not queries.components_visible_to(builders.user("assistant", place)).exists()
    owner = builders.unit(place)
    actions.change_component(right.pk, owner_unit_id=owner.pk, by=None, at=AT, key="")
    worker = builders.user("officer", owner, of=place)
    assert list(queries.components_visible_to(worker)) == [right]


def test_only_who_keeps_the_registry_of_that_place_may_write(street) -> None:
    place = street.subdistrict
    member = builders.user("grid_member", ("grid", street.left.code), of=place)
    lamp = add(street, by=member, key="k1")
    for by, where in (
        (member, 114.275),
        (builders.user("inspector", place), 114.265),
        (builders.user("system_admin", builders.subdistrict()), 114.265),
    ):
        with pytest.raises(Refused) as refused:
            add(street, by=by, lon=where, key="k2")
        assert refused.value.code == "not_permitted"
    with pytest.raises(Refused) as refused:
        actions.change_component(lamp.pk, point=(114.275, 30.545, ""), by=member, at=AT, key="k3")
    assert refused.value.code == "not_permitted"
    lamp.refresh_from_db()
    assert lamp.grid_id == street.left.pk


def test_the_same_key_adds_once_and_with_another_body_is_refused(street) -> None:
    person = builders.user("system_admin", street.subdistrict)
    assert add(street, by=person, key="k") == add(street, by=person, key="k")
    assert Component.objects.count() == 1
    with pytest.raises(Refused) as refused:
        add(street, by=person, key="k", label="9")
    assert refused.value.code == "key_reused"


# --- import -----------------------------------------------------------------------------------


def workbook(path: Path, rows: list[list], heads: list[str] = HEADS) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for line, row in enumerate([heads, *rows]):
        sheet.write_row(line, 0, row)
    book.close()
    return path


def row(**given) -> list:
    defaults = {
        "标识码": "",
        "杆号或编号": "127",
        "部件小类": "路灯",
        "经度": 114.2651,
        "纬度": 30.5451,
        "普查日期": "2021-05-06",
        "来源": "测试",
    }
    merged = {**defaults, **given}
    return [merged.get(head, "") for head in HEADS]


def test_an_import_adds_good_rows_names_bad_ones_and_twice_adds_nothing(
    street, tmp_path: Path
) -> None:
    own = street.subdistrict.code[:6]
    owner = builders.unit(street.subdistrict)
    rows = [
        row(),
        row(标识码=f"{own}0137000009", 杆号或编号=128, 道路="测试大道", 权属单位=owner.code),
        row(部件小类=137, 杆号或编号="130", 状态="损坏"),
        row(部件小类="飞碟"),
        row(经度=30.5, 纬度=114.2),
        row(经度=113.2),
        row(普查日期="昨天"),
        row(道路="不存在路"),
        row(权属单位="不存在单位"),
        row(标识码="42010501370000x1"),
        row(来源=""),
        row(状态="还行"),
        ["" for _ in HEADS],
    ]
    file = workbook(tmp_path / "list.xlsx", rows)
    result = actions.import_components(file, subdistrict_id=street.id, by=None, at=AT)
    assert (result.read, result.added, result.there) == (12, 3, 0)
    assert [(line, refused.code) for line, refused in result.rejects] == [
        (5, "component_class_unknown"),
        (6, "coordinate_out_of_range"),
        (7, "point_outside"),
        (8, "import_date_invalid"),
        (9, "import_road_unknown"),
        (10, "import_unit_unknown"),
        (11, "code_not_digits"),
        (12, "source_needed"),
        (13, "component_state_unknown"),
    ]
    lamp = Component.objects.get(label="128")
    assert (lamp.identifier, lamp.road_id, lamp.owner_unit_id) == (
        f"{own}0137000009",
        street.road.pk,
        owner.pk,
    )
    assert Component.objects.get(label="130").state == "damaged"
    events = Event.objects.filter(kind="component.imported")
    assert events.count() == 3
    assert lamp.history_head == events.get(object_id=lamp.pk).hash
    again = actions.import_components(file, subdistrict_id=street.id, by=None, at=AT)
    assert (again.added, again.there) == (0, 3)
    assert Component.objects.count() == 3 and events.count() == 3


def test_a_trial_run_writes_nothing_and_says_the_same(street, tmp_path: Path) -> None:
    file = workbook(tmp_path / "list.xlsx", [row(), row(经度=1)])
    result = actions.import_components(file, subdistrict_id=street.id, by=None, at=AT, dry_run=True)
    assert (result.added, result.rejected) == (1, {"point_outside": 1})
    assert not Component.objects.exists()


def test_the_template_can_be_read_back_and_its_example_is_a_row(street, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    call_command("import_components", str(file), "--template")
    (example,) = read_rows(file)
    assert (example.text("label"), example.day("census_on")) == ("127", TODAY)
    with pytest.raises(CommandError):
        call_command("import_components", str(file), "--template")


def test_the_command_reports_and_writes_the_rejects(street, tmp_path: Path, capsys) -> None:
    import json

    file = workbook(tmp_path / "list.xlsx", [row(), row(部件小类="=HYPERLINK(1)")])
    call_command("import_components", str(file), "--subdistrict", street.subdistrict.code, "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["read"], said["imported"], said["rejected"]) == (
        2,
        1,
        {"component_class_unknown": 1},
    )
    lines = (tmp_path / said["rejects_file"]).read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("3,component_class_unknown,given: ")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p: p.write_bytes(b"no workbook"), "import_file_unreadable"),
        (lambda p: None, "import_file_unreadable"),
        (lambda p: workbook(p, [], heads=[]), "import_file_empty"),
        (lambda p: workbook(p, [], heads=["标识码"]), "import_columns_missing"),
    ],
)
def test_a_file_that_is_no_list_is_refused(street, tmp_path: Path, make, code: str) -> None:
    file = tmp_path / "list.xlsx"
    make(file)
    with pytest.raises(Refused) as refused:
        actions.import_components(file, subdistrict_id=street.id, by=None, at=AT)
    assert refused.value.code == code


def test_an_import_into_a_neighbours_street_is_refused(street, tmp_path: Path) -> None:
    file = workbook(tmp_path / "list.xlsx", [row()])
    stranger = builders.user("system_admin", builders.subdistrict())
    with pytest.raises(Refused) as refused:
        actions.import_components(file, subdistrict_id=street.id, by=stranger, at=AT)
    assert refused.value.code == "not_permitted"
