"""A bad row is named with its line and reason, and stops nothing."""

import pytest

from tests.apps.cases.importing.conftest import AT, OPEN
from xiuhua.apps.cases.actions.importing import Reject, import_requests
from xiuhua.apps.cases.models import Case

pytestmark = pytest.mark.django_db

BAD_ROWS = {
    "row_wrong_width": "1,2021-05-06 09:00",
    "row_without_id": " ,2021-05-06 09:00,,,Noise,,,,",
    "row_without_report": "1,,,,Noise,,,,",
    "moment_not_as_mapped": "1,6 May,,,Noise,,,,",
    "closes_before_opening": "1,2021-05-06 09:00,,2021-05-06 08:00,Noise,,,,",
    "row_without_class": "1,2021-05-06 09:00,,, ,,,,",
    "row_text_too_long": f"{'1' * 41},2021-05-06 09:00,,,Noise,,,,",
    "coordinate_not_a_number": "1,2021-05-06 09:00,,,Noise,east,30.5,,",
    "coordinate_out_of_range": "1,2021-05-06 09:00,,,Noise,214.2,30.5,,",
    "coordinate_missing": "1,2021-05-06 09:00,,,Noise,114.2,,,",
    "coordinates_are_zero": "1,2021-05-06 09:00,,,Noise,0,0,,",
}


@pytest.mark.parametrize("code", BAD_ROWS)
def test_a_bad_row_is_named_and_stops_nothing(csv_file, mapping_file, code: str) -> None:
    rejects: list[Reject] = []
    path = csv_file(BAD_ROWS[code], OPEN)
    tally = import_requests(path, mapping_file(), at=AT, on_reject=rejects.append)
    assert [(one.line, one.reason.code) for one in rejects] == [(2, code)]
    assert list(Case.objects.values_list("external_id", flat=True)) == ["2"]
    assert tally.imported + tally.known + sum(tally.rejected.values()) == tally.read


def test_state_and_closing_date_must_agree(csv_file, mapping_file) -> None:
    mapping = mapping_file(
        ("[on_time]", '[state]\ncolumn = "timely"\nclosed = "done"\nopen = ["", "new"]\n[on_time]')
    )
    start = "2021-05-06 09:00,"
    path = csv_file(
        f"1,{start},,Noise,,,,done",
        f"2,{start},2021-05-07 09:00,Noise,,,,new",
        f"3,{start},,Noise,,,,lost",
        f"4,{start},2021-05-07 09:00,Noise,,,,done",
        f"5,{start},,Noise,,,,",
    )
    tally = import_requests(path, mapping, at=AT)
    assert dict(tally.rejected) == {
        "closed_without_moment": 1,
        "open_with_closing": 1,
        "state_word_unknown": 1,
    }
    assert dict(Case.objects.values_list("external_id", "state")) == {"4": "closed", "5": "filed"}
