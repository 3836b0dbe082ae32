"""A file that would break off in the middle is refused before its first row is written."""

import gzip
from pathlib import Path

import pytest

from xiuhua.apps.cases.importing.mapping import FileForm
from xiuhua.apps.cases.importing.reading import check_file
from xiuhua.rulebook.refusal import Refused

COLUMNS = ("no", "text")


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return path


def refusal(tmp_path: Path, content: bytes, form: FileForm | None = None) -> Refused:
    with pytest.raises(Refused) as refused:
        check_file(written(tmp_path, content), form or FileForm(), COLUMNS)
    assert refused.value.facts["file"] == "a.csv"
    return refused.value


def test_rows_know_the_line_they_begin_on(tmp_path) -> None:
    content = b'no,text\r\n1,a\r\n\r\n2,"b\r\nc"\r\n3,d\r\n'
    for packed in (content, gzip.compress(content), b"\xef\xbb\xbf" + content):
        checked = check_file(written(tmp_path, packed), FileForm(), COLUMNS)
        assert list(checked.rows()) == [(2, ["1", "a"]), (4, ["2", "b\r\nc"]), (6, ["3", "d"])]


def test_a_row_too_long_to_be_meant_is_one_bad_row(tmp_path) -> None:
    content = b'no,text\n1,"' + b"x" * 200_000 + b'"\n2,b\n'
    checked = check_file(written(tmp_path, content), FileForm(), COLUMNS)
    assert list(checked.rows()) == [(2, None), (3, ["2", "b"])]


def test_an_inch_mark_is_no_open_quote(tmp_path) -> None:
    checked = check_file(written(tmp_path, b'no,text\n1,pipe of 5" broken\n'), FileForm(), COLUMNS)
    assert list(checked.rows()) == [(2, ["1", 'pipe of 5" broken'])]


def test_other_encodings_and_delimiters(tmp_path) -> None:
    form = FileForm(encoding="gb18030", delimiter=";")
    content = "no;text\n1;暴露垃圾\n".encode("gb18030")
    assert list(check_file(written(tmp_path, content), form, COLUMNS).rows()) == [
        (2, ["1", "暴露垃圾"])
    ]


def test_a_cut_gzip(tmp_path) -> None:
    whole = gzip.compress(b"no,text\n" + bytes(str(list(range(5000))), "ascii"))
    assert refusal(tmp_path, whole[: len(whole) // 2]).code == "gzip_broken"
    assert refusal(tmp_path, whole[:40] + b"\0" * 40 + whole[80:]).code == "gzip_broken"


def test_a_missing_file(tmp_path) -> None:
    with pytest.raises(Refused, match="file_not_readable"):
        check_file(tmp_path / "none.csv", FileForm(), COLUMNS)


def test_another_encoding_is_named_by_line(tmp_path) -> None:
    content = "no,text\n1,a\n2,暴露垃圾\n".encode("gb18030")
    found = refusal(tmp_path, content)
    assert (found.code, found.facts["line"]) == ("file_wrong_encoding", 3)


def test_a_nul_byte_is_named_by_line(tmp_path) -> None:
    found = refusal(tmp_path, b"no,text\n1,a\n2,b\0\n")
    assert (found.code, found.facts["line"]) == ("file_has_nul", 3)


def test_a_quote_that_never_ends_is_named_by_line(tmp_path) -> None:
    found = refusal(tmp_path, b'no,text\n1,a\n2,"b\n3,c\n')
    assert (found.code, found.facts["line"]) == ("file_quote_open", 3)


@pytest.mark.parametrize("content", [b"", b"\n", b",,\n1,2,3\n"])
def test_an_empty_file_has_no_header(tmp_path, content: bytes) -> None:
    assert refusal(tmp_path, content).code == "file_header_missing"


def test_columns_that_are_not_there(tmp_path) -> None:
    found = refusal(tmp_path, b"1,a\n2,b\n")  # no header at all
    assert (found.code, found.facts["columns"]) == ("columns_missing", ["no", "text"])


def test_a_column_that_is_there_twice(tmp_path) -> None:
    found = refusal(tmp_path, b"no,text,no\n")
    assert (found.code, found.facts["column"]) == ("column_twice", "no")
