"""Whether what is confirmed would survive a power cut: how the database is set, and when a disk is full.

    durability.weaknesses()      # [] is good; else what is set wrongly, with a sentence for each

Files see to themselves (`files.py`); how a report travels is not known here. Nothing is mended here but our own
session: a server set to confirm before it has written is told otherwise for each of our connections.
"""

import errno
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A file larger than the system lets us write (EFBIG) leaves no more room than a full disk.
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PG_DISK_FULL = "53100"
# SQLITE_FULL; then IOERR_WRITE and IOERR_SHMSIZE, which is how a limit on sizes and a full shared index look.
SQLITE_FULL = {13, 778, 4874}

SENTENCES: dict[str, Promise] = {
    "fsync": _(
        "PostgreSQL 的 fsync 是 %(found)s：断电会损坏数据库。请在 postgresql.conf 里改成 on。"
    ),
    "full_page_writes": _(
        "PostgreSQL 的 full_page_writes 是 %(found)s：断电可能损坏数据页。请改成 on。"
    ),
    "synchronous_commit": _(
        "PostgreSQL 的 synchronous_commit 是 %(found)s：断电会丢掉刚刚确认的办理。请改成 on。"
    ),
    "synchronous": _(
        "SQLite 的 synchronous 是 %(found)s：断电会丢掉刚刚确认的办理。请重新启动绣花。"
    ),
    "journal_mode": _(
        "SQLite 的 journal_mode 是 %(found)s，应为 wal：请确认数据库文件在本机磁盘上，不在网络盘上。"
    ),
    "clock_shift": _(
        "程序的时钟被测试设置 XIUHUA_CLOCK_SHIFT_FILE_FOR_TESTS 改动：%(found)s。请去掉这个设置再启动。"
    ),
}


@dataclass(frozen=True)
class Weakness:
    """One setting under which something confirmed could be lost."""

    setting: str
    found: str

    @property
    def words(self) -> Promise:
        """What is wrong and how to mend it; its facts are this object's own."""
        return SENTENCES[self.setting]


def weaknesses() -> list[Weakness]:
    """What is set wrongly on this connection's database, and a clock that a test has set wrong."""
    clock = (
        [Weakness("clock_shift", settings.CLOCK_SHIFT_FILE)] if settings.CLOCK_SHIFT_FILE else []
    )
    on_postgres = connection.vendor == "postgresql"
    return clock + (_weak_postgres() if on_postgres else _weak_sqlite())


def _weak_sqlite() -> list[Weakness]:
    found = []
    with connection.cursor() as cursor:
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if level < 2:
        found.append(Weakness("synchronous", {0: "OFF", 1: "NORMAL"}[level]))
    if mode != "wal":
        found.append(Weakness("journal_mode", str(mode)))
    return found


def _weak_postgres() -> list[Weakness]:
    names = ("fsync", "full_page_writes", "synchronous_commit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
        values = zip(names, cursor.fetchone(), strict=True)
        return [Weakness(name, value) for name, value in values if value == "off"]


def confirm_when_written(sender: Any, connection: Any, **_more: Any) -> None:
    """Each new connection to PostgreSQL answers a commit only when it is on the disk, whatever the server says.

    Stronger settings (`remote_apply`, `remote_write`, `local`) were somebody's choice and stay.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the system or of the database means that there is no room left."""
    if isinstance(error, OSError):
        return error.errno in NO_SPACE
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    on_sqlite = getattr(cause, "sqlite_errorcode", None) in SQLITE_FULL
    return on_sqlite or getattr(cause, "sqlstate", None) == PG_DISK_FULL
