"""What the requests stand on: classes, source, subdistrict and grids, found or made, never bent."""

import datetime as dt

import pytest

from tests.apps.cases.importing.conftest import AT, CLOSED, LATE, OPEN, whole_database, write_areas
from xiuhua.apps.cases.actions.importing import import_requests
from xiuhua.apps.cases.models import Case
from xiuhua.apps.catalogue.models import CaseClass, ClassCode
from xiuhua.apps.records import proof
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


def test_classes_are_made_once_below_one_major_class(csv_file, mapping_file) -> None:
    import_requests(csv_file(CLOSED, OPEN), mapping_file(), at=AT)
    later = OPEN.replace("2,", "9,", 1).replace("Litter", "暴露垃圾")
    import_requests(csv_file(later), mapping_file(), at=AT)
    codes = dict(
        ClassCode.objects.filter(system="other.event").values_list("code", "case_class__slug")
    )
    assert codes == {
        "Noise": "event.from_other.noise",
        "Litter": "event.from_other.litter",
        "暴露垃圾": "event.from_other.bao_lu_la_ji",
    }
    assert CaseClass.objects.filter(parent__slug="event.from_other").count() == 3
    assert proof.verify().first_broken is None


def test_names_that_sound_alike_get_slugs_of_their_own(csv_file, mapping_file) -> None:
    lines = [OPEN.replace("Litter", name).replace("2,", f"{n},", 1)
             for n, name in enumerate(["Noise!", "Noise?", "噪声", "造声", "!!!", "1st"], 10)]  # fmt: skip
    import_requests(csv_file(*lines), mapping_file(), at=AT)
    slugs = set(
        CaseClass.objects.filter(parent__slug="event.from_other").values_list("slug", flat=True)
    )
    assert len(slugs) == 6
    assert {
        "event.from_other.noise",
        "event.from_other.zao_sheng",
        "event.from_other.c_1st",
    } <= slugs


def test_a_class_that_is_not_mapped_goes_to_the_rejects(csv_file, mapping_file) -> None:
    mapping = mapping_file(
        ("create = true", '[classes.map]\n"Noise" = "event.appearance.commercial_noise"')
    )
    tally = import_requests(csv_file(CLOSED, OPEN), mapping, at=AT)
    assert dict(tally.rejected) == {"class_not_mapped": 1}
    assert Case.objects.get().case_class.slug == "event.appearance.commercial_noise"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("create = true", '[classes.map]\n"a" = "event.no.such"', "mapping_class_unknown"),
        ("[columns]", '[source]\nslug = "nobody"\n[columns]', "mapping_source_unknown"),
        ('column = "kind"', 'column = "type"', "columns_missing"),
    ],
)
def test_a_mapping_that_does_not_fit_changes_nothing(
    csv_file, mapping_file, areas_file, old: str, new: str, code: str
) -> None:
    before = whole_database()
    with pytest.raises(Refused, match=code):
        import_requests(csv_file(OPEN), mapping_file((old, new)), areas_file, at=AT)
    assert whole_database() == before


def test_a_source_with_a_name_is_made(csv_file, mapping_file) -> None:
    mapping = mapping_file(
        ("[columns]", '[source]\nslug = "old"\nname = "旧系统"\nname_en = "Old"\n[columns]')
    )
    import_requests(csv_file(OPEN), mapping, at=AT)
    source = Case.objects.get().source
    assert (source.slug, source.name, source.needs_verification) == ("old", "旧系统", False)


def test_a_street_that_is_there_otherwise_is_refused(csv_file, mapping_file) -> None:
    import_requests(csv_file(OPEN), mapping_file(), at=AT)
    with pytest.raises(Refused) as refused:
        import_requests(csv_file(CLOSED), mapping_file(('"CS"', '"ZZ"')), at=AT)
    assert refused.value.code == "subdistrict_differs"
    assert refused.value.facts["field"] == "case_prefix"
    assert Case.objects.count() == Subdistrict.objects.count() == 1


def test_areas_become_grids_once_and_are_not_redrawn(
    csv_file, mapping_file, areas_file, tmp_path
) -> None:
    import_requests(csv_file(OPEN), mapping_file(), areas_file, at=AT)
    grid = Grid.objects.get(code="A2")
    assert (grid.system, grid.level, grid.valid_from) == (
        "urban",
        "responsibility",
        dt.date(2021, 1, 1),
    )
    assert grid.area_m2 == pytest.approx(959 * 1109, rel=0.01)
    other = write_areas(tmp_path / "other.geojson", A2=(114.21, 30.50, 114.23, 30.51))
    with pytest.raises(Refused, match="grid_differs"):
        import_requests(csv_file(CLOSED), mapping_file(), other, at=AT)
    more = write_areas(tmp_path / "more.geojson", A3=(114.22, 30.50, 114.23, 30.51))
    import_requests(csv_file(LATE), mapping_file(), more, at=AT)
    assert set(Grid.objects.values_list("code", flat=True)) == {"A1", "A2", "A3"}


def test_a_request_before_the_grids_has_none(csv_file, mapping_file, areas_file) -> None:
    early = OPEN.replace("2021-05-06", "2020-12-31")
    for dry_run in (True, False):
        tally = import_requests(csv_file(early), mapping_file(), areas_file, at=AT, dry_run=dry_run)
        assert (tally.with_location, tally.routed) == (1, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "areas_not_json"),
        ("[1, 2]", "areas_not_geojson"),
        ('{"features": []}', "areas_not_geojson"),
        ('{"features": [{"properties": {}}]}', "area_without_code"),
        ('{"features": [7]}', "area_without_code"),
        ('{"features": [{"properties": {"code": "A"}, "geometry": null}]}', "area_not_polygon"),
        (
            '{"features": [{"properties": {"code": "A"}, "geometry":'
            ' {"type": "Point", "coordinates": [1, 2]}}]}',
            "area_not_polygon",
        ),
        (
            '{"features": [{"properties": {"code": "A"}, "geometry": {"type": "Polygon",'
            ' "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}]}',
            "area_invalid",
        ),
        (
            '{"features": [{"properties": {"code": "A"}, "geometry": {"type": "Polygon",'
            ' "coordinates": [[[500000, 0], [500010, 0], [500010, 10], [500000, 0]]]}}]}',
            "not_in_degrees",
        ),
    ],
)  # fmt: skip
def test_unreadable_areas_change_nothing(csv_file, mapping_file, tmp_path, content, code) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(content)
    before = whole_database()
    with pytest.raises(Refused, match=code):
        import_requests(csv_file(OPEN), mapping_file(), path, at=AT)
    assert whole_database() == before


def test_areas_need_their_part_of_the_mapping(csv_file, mapping_file, areas_file) -> None:
    text = mapping_file().read_text(encoding="utf-8")
    without = text.split("[areas]")[0]
    with pytest.raises(Refused, match="mapping_key_missing"):
        import_requests(csv_file(OPEN), mapping_file(text=without), areas_file, at=AT)
