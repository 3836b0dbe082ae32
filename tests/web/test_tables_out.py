"""Hostile words through every export: none is a formula, and each file is one to be saved."""

import csv
import io
import zipfile

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.apps.records.test_spreadsheets import FORMULAS
from tests.case_builders import at, reported, street
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.spreadsheets import harmless

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(monkeypatch):
    """The list of a street whose every text begins like a formula, in a format."""
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))
    place = street()
    place.centre.name, place.officer.full_name = "=unit()", "=person()"
    place.centre.save()
    place.officer.save()
    for nth, text in enumerate(FORMULAS):
        reported(place, f"2021-05-06 09:{nth:02}", words=text, place_words=text)
    client = Client()
    client.force_login(place.clerk, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return lambda kind: client.get(f"/desk/cases/export.{kind}?scope=all")


def test_no_cell_of_the_csv_is_a_formula(exported) -> None:
    answer = exported("csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + len(FORMULAS)
    assert all(harmless(cell) == cell for row in rows for cell in row)


def test_no_cell_of_the_workbook_is_a_formula(exported) -> None:
    answer = exported("xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<f>" not in sheet and "<f " not in sheet and "hyperlink" not in sheet.lower()
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert len(rows.to_python()) == 1 + len(FORMULAS)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_saved_and_never_shown(exported, kind) -> None:
    answer = exported(kind)
    assert answer["Content-Disposition"] == f'attachment; filename="cases.{kind}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
