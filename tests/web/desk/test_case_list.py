"""Lists of cases: order, filters, statements, exports, sending and the points of a map."""

import pytest
from django.urls import reverse

from tests.case_builders import at, dispatched, reported
from xiuhua.apps.cases.actions import intake
from xiuhua.apps.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_the_list_is_late_first_and_filters_stand_in_the_address(place, signed_in):
    late = reported(place, "2021-05-05 09:00")
    fresh = reported(place, "2021-05-06 09:29", grid=2)
    client = signed_in(place.clerk)
    shown = client.get(reverse("desk_cases")).content.decode()
    assert shown.index(late.number) < shown.index(fresh.number)
    only = client.get(reverse("desk_cases"), {"grid": place.grids[2].code}).content.decode()
    assert fresh.number in only
    assert late.number not in only
    assert client.get(reverse("desk_cases"), {"state": "nonsense"}).status_code == 400


def test_the_list_costs_the_same_statements_for_two_and_for_forty(
    place, signed_in, django_assert_max_num_queries
):
    client = signed_in(place.clerk)
    for number in range(40):
        reported(place, grid=number % 4)
    client.get(reverse("desk_cases"))
    with django_assert_max_num_queries(5):  # session, person, the page, new messages, grids
        page = client.get(reverse("desk_cases"))
    assert page.content.decode().count("data-id=") == 40


def test_exports_hold_no_formula(place, signed_in):
    reported(place, words='=HYPERLINK("http://x")')
    client = signed_in(place.clerk)
    text = client.get(reverse("desk_cases_export", args=["csv"])).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    book = client.get(reverse("desk_cases_export", args=["xlsx"])).content
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[1][4] == '=HYPERLINK("http://x")'


def test_export_needs_its_permission(place, signed_in):
    answer = signed_in(place.officer).get(reverse("desk_cases_export", args=["csv"]))
    assert answer.status_code == 403


def test_ten_files_are_sent_where_the_system_proposes(place, signed_in):
    cases = [reported(place) for _ in range(3)]
    for case in cases:
        intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    client = signed_in(place.clerk)
    page = client.get(reverse("desk_sending"))
    rows = page.context["rows"]
    form = {"case": [str(r.case.pk) for r in rows]}
    for row in rows:
        pk = row.case.pk
        form |= {
            f"unit-{pk}": row.unit_id,
            f"officer-{pk}": row.officer_id,
            f"key-{pk}": row.key,
            f"seq-{pk}": row.case.history_seq,
        }
    assert client.post(reverse("desk_sending"), form).status_code == 302
    assert set(Case.objects.values_list("state", "unit_id", "officer_id")) == {
        ("dispatched", place.centre.pk, place.officer.pk)
    }


def test_points_of_a_box_say_state_and_label(place, signed_in):
    case = dispatched(place)
    client = signed_in(place.clerk)
    answer = client.get(reverse("desk_case_points"), {"bbox": "114.1,30.5,114.3,30.7"}).json()
    (feature,) = answer["features"]
    assert case.number in feature["properties"]["label"]
    assert feature["geometry"]["coordinates"] == list(place.point())
    assert client.get(reverse("desk_case_points"), {"bbox": "x"}).status_code == 400
