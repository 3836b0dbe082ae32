"""Codes: worked examples of the standard's forms, every refusal, and what is made is read back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.rulebook import numbering
from xiuhua.rulebook.numbering import UNIT_CELL, UNIT_CELL_2005, CodePattern
from xiuhua.rulebook.refusal import Refused


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code, caught.value.facts


# --- places


def test_a_subdistrict_and_a_community_are_taken_apart():
    street = numbering.parse_place("420105006")
    assert (street.district, street.street, street.community) == ("420105", "006", None)
    community = numbering.parse_place("420105006009")
    assert community.subdistrict_code == "420105006"
    assert (community.community, str(community)) == ("009", "420105006009")
    assert numbering.make_place("420105", "006", "009") == "420105006009"
    assert numbering.make_place("420105", "006") == "420105006"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("42010500", ("code_wrong_length", "found", 8)),
        ("4201050061", ("code_wrong_length", "expected", [9, 12])),
        ("42010500X", ("code_not_digits", "position", 9)),
        ("42010５006", ("code_not_digits", "found", "５")),
        ("", ("code_wrong_length", "found", 0)),
        ("990105006", ("code_unknown_province", "found", "99")),
        ("420105000", ("code_part_is_zero", "part", "street")),
        ("420105006000", ("code_part_is_zero", "part", "community")),
    ],
)
def test_a_bad_place_code_is_refused_with_what_is_wrong(code, wrong):
    name, fact, value = wrong
    found, facts = refusal(numbering.parse_place, code)
    assert (found, facts[fact], facts["given"]) == (name, value, code)


def test_every_province_of_the_standard_is_known_and_no_other():
    assert len(numbering.PROVINCES) == 34
    assert {"11", "42", "31", "54", "71", "82"} <= numbering.PROVINCES
    assert not {"10", "16", "47", "55", "66", "83"} & numbering.PROVINCES


# --- grids


def test_a_unit_cell_has_fifteen_digits_and_in_the_old_form_fourteen():
    assert UNIT_CELL.make(1, community="420105006001") == "420105006001001"
    assert UNIT_CELL.parse("420105006001001") == ({"community": "420105006001"}, 1)
    assert (UNIT_CELL.length, UNIT_CELL_2005.length) == (15, 14)
    assert UNIT_CELL_2005.make(7, community="420105006001") == "42010500600107"


def test_a_place_may_write_its_grids_otherwise():
    sixteen = CodePattern("{subdistrict}{seq:02}")
    assert [sixteen.make(n, subdistrict="420105006") for n in (1, 16)] == [
        "42010500601",
        "42010500616",
    ]
    short = CodePattern("ZT-{seq:02}")
    assert short.make(9) == "ZT-09"
    assert short.parse("ZT-16") == ({}, 16)
    four_digit_streets = CodePattern("{community:013}{seq:03}")
    assert four_digit_streets.make(12, community="1408020003001") == "1408020003001012"


@pytest.mark.parametrize(
    ("pattern", "code", "wrong"),
    [
        ("ZT-{seq:02}", "ZT-1", "code_wrong_length"),
        ("ZT-{seq:02}", "ZT-001", "code_wrong_length"),
        ("ZT-{seq:02}", "XX-01", "code_unknown_prefix"),
        ("ZT-{seq:02}", "zt-01", "code_unknown_prefix"),
        ("ZT-{seq:02}", "ZT-0O", "code_not_digits"),
        ("ZT-{seq:02}", "ZT-00", "code_part_is_zero"),
        ("{subdistrict}{seq:02}", "4201O500601", "code_not_digits"),
    ],
)
def test_a_grid_code_of_another_form_is_refused(pattern, code, wrong):
    found, facts = refusal(CodePattern(pattern).parse, code)
    assert found == wrong
    assert facts["given"] == code


def test_the_refused_digit_is_named_by_its_place_in_the_whole_code():
    assert refusal(CodePattern("ZT-{seq:02}").parse, "ZT-0O")[1]["position"] == 5


def test_a_code_of_another_subdistrict_is_refused():
    pattern = CodePattern("{subdistrict}{seq:02}")
    assert pattern.check("42010500601", subdistrict="420105006") == "42010500601"
    found, facts = refusal(pattern.check, "42010500701", subdistrict="420105006")
    assert (found, facts["found"]) == ("code_unknown_prefix", "420105007")


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("ZT-{seq:02", "code_pattern_malformed"),
        ("ZT-}{seq:02}", "code_pattern_malformed"),
        ("{seq:02}{seq:02}", "code_pattern_malformed"),
        ("{seq:02d}", "code_pattern_malformed"),
        ("ZT-01", "code_pattern_without_sequence"),
        ("ZT-{seq}", "code_pattern_without_sequence"),
        ("", "code_pattern_without_sequence"),
        ("{street}{seq:02}", "code_pattern_unknown_part"),
        ("{}{seq:02}", "code_pattern_unknown_part"),
    ],
)
def test_a_bad_pattern_is_refused_when_it_is_set(pattern, wrong):
    assert refusal(CodePattern, pattern) == (
        wrong,
        {"pattern": pattern}
        | ({"part": pattern[1 : pattern.index("}")]} if "part" in wrong else {}),
    )


@pytest.mark.parametrize("seq", [0, -1, 100])
def test_a_sequence_that_does_not_fit_is_refused_and_not_cut(seq):
    assert refusal(CodePattern("ZT-{seq:02}").make, seq) == (
        "code_sequence_out_of_range",
        {"sequence": seq, "largest": 99},
    )


def test_a_part_that_is_missing_or_too_short_is_refused():
    assert refusal(UNIT_CELL.make, 1)[0] == "code_part_missing"
    assert refusal(UNIT_CELL.make, 1, community="420105006")[0] == "code_wrong_length"


@given(st.integers(1, 999), st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_made_cell_code_reads_back(seq, community):
    code = UNIT_CELL.make(seq, community=community)
    assert len(code) == 15
    assert UNIT_CELL.parse(code) == ({"community": community}, seq)


def test_cells_are_numbered_in_rows_from_north_to_south_and_west_to_east_within():
    # Three rows of three, each row slightly aslant, given in a mixed order.
    grid = [(x, -y - 0.1 * x) for y in range(3) for x in range(3)]
    mixed = [grid[i] for i in (4, 0, 8, 2, 6, 1, 5, 3, 7)]
    assert [mixed[i] for i in numbering.order_cells(mixed)] == grid
    codes = numbering.number_cells(CodePattern("ZT-{seq:02}"), mixed)
    assert codes[mixed.index((0, 0))] == "ZT-01"
    assert codes[mixed.index(grid[8])] == "ZT-09"


def test_a_given_row_height_decides_what_is_one_row():
    cells = [(1.0, 0.0), (0.0, -0.4)]
    assert numbering.order_cells(cells, row_height=0.5) == [1, 0]
    assert numbering.order_cells(cells, row_height=0.1) == [0, 1]


@given(st.lists(st.tuples(st.floats(100, 120), st.floats(20, 40)), max_size=40))
def test_each_cell_gets_one_place_in_the_order(cells):
    order = numbering.order_cells(cells)
    assert sorted(order) == list(range(len(cells)))


@given(
    st.lists(st.tuples(st.floats(100, 120), st.floats(20, 40)), unique=True, max_size=20),
    st.randoms(),
)
def test_the_order_does_not_hang_on_how_cells_were_listed(cells, chance):
    mixed = chance.sample(cells, len(cells))
    assert [cells[i] for i in numbering.order_cells(cells)] == [
        mixed[i] for i in numbering.order_cells(mixed)
    ]


# --- components


def test_a_component_is_its_category_and_a_sequence():
    assert numbering.make_category("420105", "01", "37") == "4201050137"
    assert numbering.make_component("4201050137", 127) == "4201050137000127"
    lamp = numbering.parse_component("4201050137000127")
    assert (lamp.category.major, lamp.category.minor, lamp.seq) == ("01", "37", 127)
    assert str(lamp) == "4201050137000127"


def test_extension_classes_are_codes_like_others():
    assert str(numbering.parse_category("4201052199")) == "4201052199"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("420105013700012", "code_wrong_length"),
        ("42010501370001271", "code_wrong_length"),
        ("420105013700O127", "code_not_digits"),
        ("9901050137000127", "code_unknown_province"),
        ("4201050037000127", "code_part_is_zero"),
        ("4201050100000127", "code_part_is_zero"),
        ("4201050137000000", "code_part_is_zero"),
    ],
)
def test_a_bad_component_id_is_refused(code, wrong):
    assert refusal(numbering.parse_component, code)[0] == wrong


def test_a_component_sequence_ends_at_six_digits():
    assert numbering.make_component("4201050137", 999_999).endswith("999999")
    assert refusal(numbering.make_component, "4201050137", 1_000_000)[0] == (
        "code_sequence_out_of_range"
    )


# --- cases


def test_a_case_number_carries_the_local_day_and_at_least_six_digits():
    assert numbering.make_case_number("ZT", date(2021, 5, 7), 123) == "ZT-20210507-000123"
    assert numbering.make_case_number("ZT", date(2021, 5, 7), 1_234_567) == "ZT-20210507-1234567"


def test_many_case_numbers_are_those_made_one_by_one():
    on, seqs = date(2021, 5, 7), [1, 10, 999_999, 1_234_567]
    made = numbering.make_case_numbers("A000001", on, iter(seqs))
    assert made == [numbering.make_case_number("A000001", on, seq) for seq in seqs]
    for prefix, wrong in (("ZT", [1, 0]), ("zt", [1])):
        with pytest.raises(Refused):
            numbering.make_case_numbers(prefix, on, wrong)


def test_a_moment_is_no_day():
    with pytest.raises(TypeError):
        numbering.make_case_number("ZT", datetime(2021, 5, 7, 16, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    "typed",
    ["zt-20210507-000123", " ＺＴ－２０２１０５０７－０００１２３ ", "ZT – 20210507 — 000123"],
)
def test_a_case_number_is_read_as_people_type_it(typed):
    number = numbering.parse_case_number(typed, prefixes={"ZT"})
    assert number == ("ZT", date(2021, 5, 7), 123)
    assert str(number) == "ZT-20210507-000123"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", "case_number_malformed"),
        ("ZT20210507000123", "case_number_malformed"),
        ("ZT-20210507-000123-1", "case_number_malformed"),
        ("洲头-20210507-000123", "case_prefix_malformed"),
        ("TOOLONGPREFIX-20210507-000123", "case_prefix_malformed"),
        ("XX-20210507-000123", "case_number_unknown_prefix"),
        ("ZT-20210231-000123", "case_number_bad_date"),
        ("ZT-2021057-000123", "case_number_bad_date"),
        ("ZT-00210507-000123", "case_number_bad_date"),
        ("ZT-20210507-123", "case_number_bad_sequence"),
        ("ZT-20210507-0000123", "case_number_bad_sequence"),
        ("ZT-20210507-000000", "case_number_bad_sequence"),
        ("ZT-20210507-00012B", "case_number_bad_sequence"),
    ],
)
def test_a_bad_case_number_is_refused_with_what_is_wrong(typed, wrong):
    assert refusal(numbering.parse_case_number, typed, {"ZT"})[0] == wrong


def test_a_number_is_not_made_from_a_bad_prefix_or_sequence():
    assert refusal(numbering.make_case_number, "zt", date(2021, 5, 7), 1)[0] == (
        "case_prefix_malformed"
    )
    assert refusal(numbering.make_case_number, "ZT", date(2021, 5, 7), 0)[0] == (
        "code_sequence_out_of_range"
    )


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{0,7}", fullmatch=True),
    st.dates(date(1900, 1, 1)),
    st.integers(1, 10**12),
)
def test_a_made_case_number_reads_back(prefix, on, seq):
    assert numbering.parse_case_number(numbering.make_case_number(prefix, on, seq)) == (
        prefix,
        on,
        seq,
    )


@given(st.text(max_size=24))
def test_no_text_at_all_breaks_a_reader(text):
    for read in (
        numbering.parse_place,
        numbering.parse_component,
        numbering.parse_case_number,
        UNIT_CELL.parse,
        CodePattern,
    ):
        try:
            read(text)
        except Refused:
            pass
