"""To PostgreSQL and back: the same digest on both sides, the source untouched."""

import pytest

from tests import street
from tests.apps.records.backup.conftest import Place, empty_place


def test_a_move_to_where_one_is_already_is_refused(loaded, tmp_path):
    if street.on_postgres():
        loaded.refuses("move_to_postgres", loaded.url)
    else:
        assert "SQLite" in loaded.refuses("move_to_sqlite", tmp_path / "new.sqlite3")


def test_bad_addresses_are_refused(loaded):
    assert "postgres://" in loaded.refuses("move_to_postgres", "mysql://x/y")


@pytest.mark.postgres
def test_there_and_back_is_equal(loaded, tmp_path):
    before = loaded.json("digest")
    path = tmp_path / "new.sqlite3"
    said = loaded.json("move_to_sqlite", path)
    assert said["source_sha256"] == said["target_sha256"] == before["tables_sha256"]
    on_file = Place(loaded.home, f"sqlite:///{path}")
    assert on_file.json("digest") == before == loaded.json("digest")
    assert on_file.json("verify_history")["holds"] is True
    assert on_file.refuses("move_to_postgres", loaded.url)  # not empty
    back = empty_place(tmp_path, "back")
    assert on_file.json("move_to_postgres", back.url)["target_sha256"] == before["tables_sha256"]
    again = Place(loaded.home, back.url)
    assert again.json("digest") == before
    assert again.json("verify_history")["holds"] is True


@pytest.mark.postgres
def test_a_backup_of_one_kind_restores_on_the_other(made, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    place = Place(home, f"sqlite:///{home / 'xiuhua.sqlite3'}")
    assert place.json("restore", made["path"])["history_holds"] is True
    assert place.json("digest")["sha256"] == made["sha256"]


def test_a_server_that_is_not_there_is_said(loaded, tmp_path):
    if not street.on_postgres():
        url = f"postgres://nobody@/nothing?host={tmp_path}"
        assert "连不上" in loaded.refuses("move_to_postgres", url)
