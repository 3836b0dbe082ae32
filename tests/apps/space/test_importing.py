"""Streets out of files: each form, what is bad, and that a second run adds nothing."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
import xlsxwriter
from shapely.geometry import shape

from tests.apps.space.conftest import CENTRE, EAST, MIDDLE, NORTH, SOUTH, WEST, box, moment
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.space import checking
from xiuhua.apps.space.importing import Report, import_files
from xiuhua.apps.space.models import Community, Grid, Place, Road, Segment, Zone
from xiuhua.apps.space.searching import search_places
from xiuhua.apps.space.sources import excel
from xiuhua.apps.space.sources.reading import Reading
from xiuhua.rulebook.coordinates import Crs, Point, shifted
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import length_m

MAY = moment("2021-05-06T09:00")
ON = dt.date(2021, 5, 6)

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6"><note>invented</note>
 <node id="1" lat="30.562" lon="114.220"/>
 <node id="2" lat="30.562" lon="114.222"><tag k="highway" v="traffic_signals"/></node>
 <node id="3" lat="30.562" lon="114.224"/>
 <node id="4" lat="30.564" lon="114.222"/>
 <node id="5" lat="30.5605" lon="114.2205"><tag k="highway" v="bus_stop"/><tag k="name" v="虚构路"/></node>
 <node id="6" lat="30.561" lon="114.221"><tag k="highway" v="street_lamp"/><tag k="ref" v="127"/></node>
 <node id="7" lat="30.561" lon="114.223"><tag k="shop" v="bakery"/><tag k="name" v="虚构面包房"/><tag k="alt_name" v="小面包;转角店"/></node>
 <way id="11"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="虚构大道"/><tag k="lanes" v="6"/><tag k="old_name" v="老大道"/></way>
 <way id="12"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="虚构大道"/><tag k="width" v="24"/></way>
 <way id="13"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="name" v="虚构北路"/></way>
 <way id="14"><nd ref="1"/><nd ref="4"/><tag k="highway" v="service"/></way>
 <way id="15"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="16"><nd ref="1"/><nd ref="99"/><tag k="highway" v="tertiary"/><tag k="name" v="断头路"/></way>
 <way id="17"><nd ref="1"/><nd ref="4"/><tag k="highway" v="tertiary"/><tag k="name" v="怪路"/><tag k="width" v="wide"/></way>
</osm>
"""


def run(street: Subdistrict, *paths: Path, **given) -> Report:
    how = {"from_on": ON, "by": None, "at": MAY}
    reading = Reading(**{name: given.pop(name) for name in list(given) if name in READING})
    return import_files(street, list(paths), reading, **{**how, **given})


READING = {"kind", "crs", "bbox", "source"}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def collection(path: Path, *features: tuple[dict, dict | None]) -> Path:
    data = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for properties, geometry in features
        ],
    }
    return written(path, json.dumps(data, ensure_ascii=False))


def everything() -> tuple[int, ...]:
    models = (Road, Segment, Place, Grid, Community, Zone, Event)
    return tuple(model.objects.count() for model in models)


@pytest.fixture
def osm(tmp_path: Path) -> Path:
    return written(tmp_path / "invented.osm", OSM)


def test_osm_ways_become_roads_with_classes_lengths_and_widths(street, osm):
    report = run(street, osm)
    road = Road.objects.get(name="虚构大道")
    assert (road.road_class, road.code[:5]) == ("main", "XGDD-")
    assert "OpenStreetMap" in road.source and "估算" in road.source
    by_lanes, by_width = Segment.objects.filter(road=road).order_by("code")
    assert (by_lanes.width_m, by_width.width_m) == (21.0, 24.0)
    assert by_lanes.length_m == pytest.approx(length_m(shape(by_lanes.geometry), 4547), abs=0.1)
    assert by_lanes.length_m == pytest.approx(191.9, abs=1)
    assert by_lanes.area_m2 == pytest.approx(by_lanes.length_m * 21, abs=0.1)
    assert Road.objects.get(name="虚构北路").road_class == "branch"
    assert Segment.objects.get(code="osm-w14").road is None
    assert not Segment.objects.filter(code="osm-w15").exists()
    assert report.ignored == 1
    rejected = {reject.where: reject.refused.code for reject in report.rejects}
    assert rejected == {"way 16": "way_without_nodes", "way 17": "number_unreadable"}


def test_osm_names_become_places_with_old_names_and_crossings(street, osm):
    run(street, osm)
    kinds = dict(Place.objects.values_list("name", "kind"))
    assert kinds.pop("虚构路") == "bus_stop"
    assert kinds.pop("127号灯杆") == "lamp_post"
    assert kinds.pop("虚构北路虚构大道路口") == "crossing"
    assert kinds.pop("老大道") == "old_name"
    assert (kinds.pop("小面包"), kinds.pop("转角店")) == ("by_name", "by_name")
    assert kinds == {"虚构大道": "road", "虚构北路": "road", "虚构面包房": "shop"}
    assert Place.objects.get(name="老大道").same_as.name == "虚构大道"
    assert search_places(street.pk, "ldd")[0].same_as == "虚构大道"


@pytest.mark.parametrize("form", ["osm", "osm.gz", "osm.pbf"])
def test_twice_adds_nothing_in_any_form(street, osm, form, tmp_path):
    again = tmp_path / f"again.{form}"
    if form == "osm.pbf":
        osmium = pytest.importorskip("osmium")
        with osmium.SimpleWriter(str(again)) as writer:
            for thing in osmium.FileProcessor(str(osm)):
                writer.add(thing)
    else:
        raw = OSM.encode()
        again.write_bytes(gzip.compress(raw) if form.endswith("gz") else raw)
    first = run(street, osm)
    assert first.added == 2 + 4 + 9
    before = everything()
    assert run(street, again).added == 0
    assert everything() == before


def test_a_dry_run_keeps_nothing(street, osm):
    before = everything()
    report = run(street, osm, dry_run=True)
    assert report.written["roads"]["added"] == 2
    assert everything() == before


def test_a_box_takes_what_touches_it(street, osm):
    report = run(street, osm, bbox=(114.2222, 30.5619, 114.2239, 30.5621))
    assert [segment.code for segment in Segment.objects.all()] == ["osm-w12"]
    assert report.ignored > 3


def test_an_estimate_does_not_take_a_measured_width_away(street, osm):
    run(street, osm)
    Segment.objects.filter(code="osm-w13").update(width_m=9.3)
    run(street, osm)
    assert Segment.objects.get(code="osm-w13").width_m == 9.3


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("broken.osm", b"<osm version='0.6'>\n<node id='1' lat='30'\n<", "line 3"),
        ("empty.osm", b"", ""),
        ("no.osm.gz", b"not gzip at all", ""),
        ("no.osm.pbf", b"\x00\x01\x02", ""),
        ("broken.geojson", b'{"type": "FeatureCollection",\n "features": [}', "line 2"),
        ("list.geojson", b"[1, 2]", "line 1"),
        ("bytes.geojson", b"\xff\xfe\x00", ""),
        ("cut.geojson.gz", gzip.compress(b'{"features": []}' * 99, mtime=0)[:30], ""),
        ("no.xlsx", b"PK\x03\x04 broken", ""),
    ],
)
def test_an_unreadable_file_is_refused_and_changes_nothing(
    street, osm, tmp_path, name, content, where
):
    bad = tmp_path / name
    bad.write_bytes(content)
    before = everything()
    with pytest.raises(Refused) as refused:
        run(street, osm, bad)
    assert refused.value.code == "street_file_unreadable"
    assert refused.value.facts["file"] == name
    assert where in refused.value.facts["where"]
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("none.osm", "street_file_missing"), ("roads.shp", "street_file_unknown_form")],
)
def test_a_file_of_no_known_form_is_refused(street, tmp_path, name, code):
    if name.endswith("shp"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(Refused) as refused:
        run(street, tmp_path / name)
    assert refused.value.code == code


GRIDS = [
    ({"网格编码": "G1", "名称": "西"}, box(WEST, SOUTH, MIDDLE, NORTH)),
    ({"网格编码": "G2", "名称": "东"}, box(MIDDLE, SOUTH, EAST, NORTH)),
]


def test_geojson_grids_take_community_and_third_of_where_they_lie(street, tmp_path):
    report = run(street, collection(tmp_path / "网格.geojson", *GRIDS))
    assert report.written["grids"]["added"] == 2
    assert Grid.objects.get(code="G1").community.code == "990105006001"
    assert run(street, collection(tmp_path / "grids.geojson", *GRIDS)).added == 0


def test_grids_without_codes_are_numbered_by_the_pattern_north_west_first(subdistrict, tmp_path):
    quarters = [
        ({}, box(MIDDLE, SOUTH, EAST, CENTRE)),
        ({}, box(WEST, CENTRE, MIDDLE, NORTH)),
        ({}, box(MIDDLE, CENTRE, EAST, NORTH)),
        ({}, box(WEST, SOUTH, MIDDLE, CENTRE)),
    ]
    path = collection(tmp_path / "q.geojson", *quarters)
    run(subdistrict, path, kind="grids")
    codes = {
        code: shape(g).centroid.coords[0]
        for code, g in Grid.objects.values_list("code", "geometry")
    }
    assert sorted(codes) == ["ZT-01", "ZT-02", "ZT-03", "ZT-04"]
    assert codes["ZT-01"] == pytest.approx((114.221, 30.563))
    assert codes["ZT-04"] == pytest.approx((114.223, 30.561))
    assert run(subdistrict, path, kind="grids").added == 0


def test_bad_features_are_rejected_with_their_number_and_the_others_go_on(street, tmp_path):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    path = collection(
        tmp_path / "mixed.geojson",
        ({"layer": "grids", "code": "G1"}, box(WEST, SOUTH, EAST, NORTH)),
        ({"layer": "grids", "code": "G2"}, bow),
        ({"layer": "grids", "code": "G3"}, None),
        ({"layer": "grids", "code": "G4"}, {"type": "Polygon", "coordinates": "no"}),
        ({"code": "G5"}, box(WEST, SOUTH, EAST, NORTH)),
        ({"layer": "grids", "code": "G1"}, box(WEST, SOUTH, EAST, NORTH)),
        (
            {"name": "虚构路", "highway": "moonway"},
            {"type": "LineString", "coordinates": [[114.22, 30.56], [114.23, 30.56]]},
        ),
        ({"name": ""}, {"type": "Point", "coordinates": [114.22, 30.56]}),
        ({"layer": "zones", "code": "Z9", "zone_kind": "月亮"}, box(WEST, SOUTH, EAST, NORTH)),
    )
    report = run(street, path)
    assert {reject.where: reject.refused.code for reject in report.rejects} == {
        "feature 2": "area_drawn_wrong",
        "feature 3": "shape_missing",
        "feature 4": "shape_unreadable",
        "feature 5": "layer_unclear",
        "feature 6": "area_code_twice",
        "feature 7": "road_class_unknown",
        "feature 8": "place_name_missing",
        "feature 9": "zone_kind_unknown",
    }
    assert Grid.objects.filter(code="G1").count() == 1


def test_a_projected_file_is_refused_or_rejected(street, tmp_path):
    data = {
        "type": "FeatureCollection",
        "features": [],
        "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::4547"}},
    }
    with pytest.raises(Refused) as refused:
        run(street, written(tmp_path / "p.geojson", json.dumps(data)))
    assert refused.value.code == "geojson_not_in_degrees"
    metres = box(500_000, 3_380_000, 501_000, 3_381_000)
    report = run(street, collection(tmp_path / "grids.geojson", ({"code": "M"}, metres)))
    assert [reject.refused.code for reject in report.rejects] == ["shape_not_in_degrees"]


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_shifted_coordinates_are_converted_once(street, tmp_path, crs):
    there = shifted(Point(114.221, 30.563), crs)
    path = collection(
        tmp_path / "p.geojson",
        ({"name": "虚构桥"}, {"type": "Point", "coordinates": [there.lon, there.lat]}),
    )
    run(street, path, crs=crs)
    place = Place.objects.get(name="虚构桥")
    assert (place.lon, place.lat) == pytest.approx((114.221, 30.563), abs=1e-6)
    assert run(street, path, crs=crs).added == 0


def test_the_boundary_may_come_in_pieces(street, tmp_path):
    halves = [({}, box(WEST, SOUTH, MIDDLE, NORTH)), ({}, box(MIDDLE, SOUTH, EAST, NORTH))]
    run(street, collection(tmp_path / "b.geojson", *halves), kind="boundary")
    assert shape(Subdistrict.objects.get(pk=street.pk).boundary).equals(
        shape(box(WEST, SOUTH, EAST, NORTH))
    )


def test_the_template_can_be_imported_as_it_is(subdistrict, tmp_path):
    path = tmp_path / "template.xlsx"
    excel.write_template(path)
    report = run(subdistrict, path)
    assert report.rejects == []
    grid = Grid.objects.get()
    assert (grid.code, grid.community.code) == ("99010500601", "990105006001")
    assert Zone.objects.get().kind == "construction"
    assert Segment.objects.get().width_m == 24
    assert Place.objects.get(kind="lamp_post").name == "127号灯杆"
    assert run(subdistrict, path).added == 0


def test_bad_rows_of_a_sheet_are_rejected_with_sheet_and_row(street, tmp_path):
    path = tmp_path / "places.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("地名")
        rows = [
            ["名称", "类别", "经度", "纬度", "俗名"],
            ["虚构菜场", "地标", 114.221, 30.563, "老菜场、北菜场"],
            ["", "", "", "", ""],
            ["缺坐标", "地标", "", "", ""],
            ["反了", "地标", 30.563, 114.221, ""],
            ["怪类别", "城堡", "114°13'15\"", "30°33'46\"", ""],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.add_worksheet("说明").write(0, 0, "不读")
    report = run(street, path)
    assert {r.where: r.refused.code for r in report.rejects} == {
        "地名 4": "coordinate_missing",
        "地名 5": "coordinate_out_of_range",
        "地名 6": "place_kind_unknown",
    }
    assert set(Place.objects.values_list("name", flat=True)) == {"虚构菜场", "老菜场", "北菜场"}


def test_a_road_that_passes_through_is_named_inside_and_names_outside_are_left_out(
    street, tmp_path
):
    west = {"type": "LineString", "coordinates": [[114.1, 30.563], [WEST - 0.001, 30.563]]}
    through = {"type": "LineString", "coordinates": [[WEST - 0.001, 30.563], [MIDDLE, 30.563]]}
    path = collection(
        tmp_path / "r.geojson",
        ({"name": "虚构长路"}, west),
        ({"name": "虚构长路"}, through),
        ({"name": "远处", "曾用名": "老远处"}, {"type": "Point", "coordinates": [114.3, 30.56]}),
    )
    report = run(street, path)
    assert (report.ignored, report.rejects) == (2, [])
    (place,) = Place.objects.all()
    assert (place.name, place.lon) == ("虚构长路", pytest.approx((WEST + MIDDLE) / 2, abs=1e-6))
    assert Segment.objects.count() == 2
    assert run(street, path).added == 0


DEMO = Path(__file__).parents[3] / "src/xiuhua/web/commands/data/demo_roads.osm.gz"


def test_the_real_extract_of_the_demonstration(db):
    home = Subdistrict.objects.create(
        code="310101099", name="虚构街道", case_prefix="XG", projected_epsg=4549
    )
    report = run(home, DEMO)
    assert report.rejects == []
    assert (Road.objects.count(), Segment.objects.count()) == (130, 476)
    assert search_places(home.pk, "hnzl")[0].name == "河南中路"
    assert search_places(home.pk, "河南中路 福州路")[0].name == "河南中路福州路路口"
    total = sum(Segment.objects.values_list("length_m", flat=True))
    assert 60_000 < total < 110_000


@pytest.mark.data
def test_the_whole_road_network_of_the_centre(db):
    home = Subdistrict.objects.create(
        code="310101099", name="虚构街道", case_prefix="XG", projected_epsg=4549
    )
    path = Path(__file__).parents[4] / "shared/data/shanghai_centre_osm/shanghai_center.osm.gz"
    report = run(home, path)
    assert Segment.objects.count() == 4701
    # 4,228 ways have a name, and one more only name:zh.
    assert Segment.objects.filter(road__isnull=False).count() == 4229
    assert report.rejects == []
    assert run(home, path).added == 0


def test_the_example_street_is_clean_and_complete(db):
    home = Subdistrict.objects.create(
        code="990105006", name="虚构街道", case_prefix="XG", projected_epsg=4547
    )
    folder = Path(__file__).parents[3] / "examples/street"
    report = run(home, folder / "street.geojson")
    assert report.rejects == []
    assert set(report.written) == {
        *("boundary", "communities", "zones", "grids", "roads", "segments", "places")
    }
    assert checking.check(home, ON).is_clean
    grid = Grid.objects.get(code="99010500604")
    assert (grid.community.name, grid.zone_kind) == ("虚构二社区", "construction")
    assert search_places(home.pk, "dongfeng")[0].same_as == "虚构菜场"
    assert run(home, folder / "street.xlsx", dry_run=True).rejects == []
