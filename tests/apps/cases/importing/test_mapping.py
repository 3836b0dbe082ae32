"""A slip in a mapping is refused by its full key, never read as an empty column."""

import pytest

from tests.apps.cases.importing.conftest import BOSTON_MAPPING, HOTLINE_MAPPING
from xiuhua.apps.cases.importing.mapping import read_mapping
from xiuhua.rulebook.refusal import Refused


def test_the_examples_can_be_read() -> None:
    boston, hotline = read_mapping(BOSTON_MAPPING), read_mapping(HOTLINE_MAPPING)
    assert boston.times.reported == ("open_dt",)
    assert boston.time_zone == "America/New_York"
    assert boston.on_time.no == ("OVERDUE", "")
    assert hotline.times.closed == ("办结日期", "办结时间")
    assert hotline.location.no_location == ((0.0, 0.0),)
    assert "办结时间" in hotline.needed_columns()


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('due = "due"', 'deu = "due"', "mapping_key_unknown", "times.deu"),
        ("[areas]", "[area]", "mapping_key_unknown", "area"),
        ('id = "no"', "", "mapping_key_missing", "columns.id"),
        ('system = "other"\norigin', "origin", "mapping_key_missing", "system"),
        ('id = "no"', "id = 7", "mapping_value_wrong", "columns.id"),
        ('reported = "opened"', "reported = []", "mapping_value_wrong", "times.reported"),
        ("= 2021-01-01", '= "2021-01-01"', "mapping_value_wrong", "areas.valid_from"),
        ("[[114.3, 30.5]]", "[114.3, 30.5]", "mapping_value_wrong", "location.no_location"),
        ("create = true", 'create = "yes"', "mapping_value_wrong", "classes.create"),
        ('"Asia/Shanghai"', '"Wuhan"', "mapping_value_wrong", "subdistrict.time_zone"),
        ('lat = "lat"', 'lat = "lat"\ncrs = "gcj"', "mapping_value_wrong", "location.crs"),
        (
            "[subdistrict]",
            '[file]\nencoding = "gbkk"\n[subdistrict]',
            "mapping_value_wrong",
            "file.encoding",
        ),
        (
            "[subdistrict]",
            '[file]\ndelimiter = ";;"\n[subdistrict]',
            "mapping_value_wrong",
            "file.delimiter",
        ),
        (
            'system = "other"\norigin',
            'system = "Other City"\norigin',
            "mapping_value_wrong",
            "system",
        ),
    ],
)
def test_a_slip_is_named_by_its_key(mapping_file, old, new, code, key) -> None:
    with pytest.raises(Refused) as refused:
        read_mapping(mapping_file((old, new)))
    assert (refused.value.code, refused.value.facts["key"]) == (code, key)
    assert refused.value.facts["file"] == "map.toml"


def test_broken_toml_is_named_by_its_line(mapping_file) -> None:
    with pytest.raises(Refused) as refused:
        read_mapping(mapping_file(text='system = "a"\norigin = "b\n'))
    assert refused.value.code == "mapping_not_toml"
    assert refused.value.facts["line"] == 2


def test_a_mapping_in_another_encoding_is_refused(mapping_file) -> None:
    path = mapping_file()
    path.write_bytes('system = "a"\nname = "街道"\n'.encode("gb18030"))
    with pytest.raises(Refused) as refused:
        read_mapping(path)
    assert (refused.value.code, refused.value.facts["line"]) == ("file_wrong_encoding", 2)


def test_prefix_and_projection_are_checked_by_the_rulebook(mapping_file) -> None:
    with pytest.raises(Refused, match="case_prefix_malformed"):
        read_mapping(mapping_file(('"CS"', '"街"')))
    with pytest.raises(Refused, match="projection_not_metric"):
        read_mapping(mapping_file(("4547", "4490")))
