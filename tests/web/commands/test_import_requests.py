"""The command: one line of JSON, a rejects file, and exit code 2 with a sentence where nothing can be read."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from xiuhua.apps.cases.models import Case
from xiuhua.web.shared.refusals import TABLE, importing

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
FILE, MAPPING = str(EXAMPLES / "hotline_12345_invented.tsv"), str(EXAMPLES / "hotline_12345.toml")
KEYS = ["read", "imported", "known", "rejected", "with_location", "routed", "area_agrees",
        "on_time_known", "on_time_agrees", "rows_per_s"]  # fmt: skip


def test_json_is_one_line_and_nothing_else(capsys) -> None:
    call_command("import_requests", FILE, mapping=MAPPING, json=True)
    said = capsys.readouterr()
    (line,) = said.out.splitlines()
    assert list(json.loads(line)) == KEYS
    assert said.err == ""
    assert Case.objects.count() == json.loads(line)["imported"] == 21


def test_people_get_sentences(capsys) -> None:
    call_command("import_requests", FILE, mapping=MAPPING, dry_run=True)
    said = capsys.readouterr().out
    assert "读了 24 行" in said and "21" in said and "没有写入" in said
    assert not Case.objects.exists()


def test_rejects_are_a_file_that_a_spreadsheet_may_open(tmp_path, capsys) -> None:
    text = Path(FILE).read_text(encoding="gb18030").replace("噪音扰民", "=1+1")
    given = tmp_path / "given.tsv"
    given.write_text(text, encoding="gb18030")
    rejects = tmp_path / "rejects.csv"
    call_command("import_requests", str(given), mapping=MAPPING, rejects=str(rejects), json=True)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["line", "reason", "sentence", "row"]
    assert [(row[0], row[1]) for row in rows] == [
        ("8", "class_not_mapped"),
        ("12", "closes_before_opening"),
        ("22", "moment_not_as_mapped"),
    ]
    assert "=1+1" in rows[0][2] and "'=1+1" in rows[0]
    assert rows[1][3] == "WX202100011"
    assert json.loads(capsys.readouterr().out)["rejected"] == {
        "class_not_mapped": 1,
        "closes_before_opening": 1,
        "moment_not_as_mapped": 1,
    }


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda folder: {"file": str(folder / "none.csv")}, "none.csv"),
        (lambda folder: {"mapping": str(folder / "none.toml")}, "none.toml"),
        (lambda folder: {"mapping": _written(folder, 'sytem = "a"\n')}, "sytem"),
        (lambda folder: {"mapping": _written(folder, 'system = "a\n')}, "1"),
        (lambda folder: {"areas": _written(folder, "{")}, "areas"),
        (lambda folder: {"file": _written(folder, "编号,时间\n1,2\n")}, "工单编号"),
        (lambda folder: {"rejects": str(folder / "no" / "such.csv")}, "such.csv"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_a_sentence(tmp_path, change, named: str) -> None:
    given = {"file": FILE, "mapping": MAPPING, **change(tmp_path)}
    with pytest.raises(CommandError) as error:
        call_command("import_requests", given.pop("file"), **given)
    assert error.value.returncode == 2
    assert named in str(error.value) and "。" in str(error.value)
    assert not Case.objects.exists()


def _written(folder: Path, text: str) -> str:
    path = folder / "given"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_refusal_of_the_import_is_worded() -> None:
    assert set(importing.SENTENCES) <= set(TABLE)
    assert len(importing.SENTENCES) > 30
