"""What is confirmed is on the disk: how the databases are set, and how a full disk is told."""

import errno

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection

from tests.street import on_postgres
from xiuhua.apps.records import durability


@pytest.mark.skipif(on_postgres(), reason="the other database has its own test below")
def test_sqlite_as_we_open_it_keeps_what_it_confirms(run_process):
    said = run_process(
        """
        from django.db import connection
        from xiuhua.apps.records import durability
        before = [weak.setting for weak in durability.weaknesses()]
        level = connection.cursor().execute("PRAGMA synchronous").fetchone()[0]
        connection.cursor().execute("PRAGMA synchronous = NORMAL")
        after = [(weak.setting, weak.found) for weak in durability.weaknesses()]
        print(json.dumps([level, before, after]))
        """
    )
    assert said == [2, [], [["synchronous", "NORMAL"]]]


@pytest.mark.postgres
def test_a_server_that_confirms_before_it_has_written_is_told_otherwise(db):
    """The tests' own server has everything off; our sessions wait for the disk all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        assert cursor.fetchone() == ("on", "off")
    found = {weak.setting: weak.found for weak in durability.weaknesses()}
    assert found == {"fsync": "off", "full_page_writes": "off"}


@pytest.mark.postgres
@pytest.mark.parametrize("level", ["local", "remote_write", "remote_apply", "on"])
def test_a_level_that_somebody_chose_stays(db, level):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', %s, false)", [level])
        durability.confirm_when_written(None, connection)
        cursor.execute("SELECT current_setting('synchronous_commit')")
        assert cursor.fetchone() == (level,)
        cursor.execute("SELECT set_config('synchronous_commit', 'on', false)")


def test_each_weakness_says_what_to_do():
    for setting in durability.SENTENCES:
        weak = durability.Weakness(setting, "off")
        assert "off" in str(weak.words) % {"found": weak.found}


class Driver(Exception):
    def __init__(self, **said):
        self.__dict__.update(said)


def caused(error, **said):
    error.__cause__ = Driver(**said)
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EFBIG, "File too large"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (caused(OperationalError("database or disk is full"), sqlite_errorcode=13), True),
        (caused(OperationalError("disk I/O error"), sqlite_errorcode=778), True),
        (caused(OperationalError("database is locked"), sqlite_errorcode=5), False),
        (caused(OperationalError("could not extend file"), sqlstate="53100"), True),
        (caused(IntegrityError("twice"), sqlstate="23505"), False),
        (DatabaseError("no cause"), False),
        (ValueError("no disk at all"), False),
    ],
)
def test_a_full_disk_is_known_by_its_code(error, full):
    assert durability.is_disk_full(error) is full
