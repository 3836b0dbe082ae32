"""Secrets come from a variable or from a file, and a mistake in either is said in words."""

import pytest

from xiuhua import environment

NAMES = ("XIUHUA_SECRET_KEY", "XIUHUA_SECRET_KEY_FILE")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in (*NAMES, "DATABASE_URL", "DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_a_secret_is_the_first_line_of_its_file(monkeypatch, tmp_path) -> None:
    path = tmp_path / "key"
    path.write_text("the secret \nanother line\n")
    assert environment.secret(*NAMES) == ""
    monkeypatch.setenv(NAMES[1], str(path))
    assert environment.secret(*NAMES) == environment.secret_key(tmp_path) == "the secret"
    assert not (tmp_path / "secret_key").exists()


def test_both_at_once_and_a_file_that_is_not_there_are_said(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(NAMES[1], str(tmp_path / "missing"))
    with pytest.raises(SystemExit, match="missing"):
        environment.secret(*NAMES)
    monkeypatch.setenv(NAMES[0], "given")
    with pytest.raises(SystemExit, match="only one"):
        environment.secret(*NAMES)


def test_the_database_may_be_named_in_a_file(monkeypatch, tmp_path) -> None:
    path = tmp_path / "url"
    path.write_text("postgres://xiuhua:p%40ss@db.lan:5433/street\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(path))
    found = environment.database(tmp_path)
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.lan", 5433, "p@ss")


def test_the_files_that_hold_secrets_are_known(monkeypatch, tmp_path) -> None:
    (tmp_path / "tls").mkdir()
    names = ("secret_key", "carriers.toml", "demo_accounts.txt", "tls/ca.key", "elsewhere")
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "elsewhere"))
    found = {str(path.relative_to(tmp_path)) for path in environment.secret_files(tmp_path)}
    assert found == set(names)
