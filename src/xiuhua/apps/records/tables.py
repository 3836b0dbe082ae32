"""Before a command touches the database: is it there, and are its tables those of this version?

Every command of ours that needs tables stands on `TablesCommand`, so that a fresh or an older database gives a
sentence that says what to run, and no traceback. It must not migrate by itself.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

PENDING = _("数据库结构还不是最新（%(count)s 步未完成）。请先运行：xiuhua migrate")
UNREACHABLE = _(
    "连不上数据库：%(detail)s。请核对 DATABASE_URL 和 XIUHUA_HOME，并确认数据库已启动。"
)
NOT_DONE = 2
# Databases found complete; what is migrated stays so while this process lives.
_complete: set[str] = set()


def check_migrated() -> None:
    """Refuse a database that cannot be reached, or whose tables are not those of this version."""
    from xiuhua.apps.records.progress import in_both

    name = str(connection.settings_dict["NAME"])
    if name in _complete:
        return
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        detail = str(error).strip().splitlines()[0]
        raise CommandError(in_both(UNREACHABLE, detail=detail), returncode=NOT_DONE) from error
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if steps:
        raise CommandError(in_both(PENDING, count=len(steps)), returncode=NOT_DONE)
    _complete.add(name)


class TablesCommand(BaseCommand):
    """A command that works on our tables."""

    needs_tables = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Look before anything is done."""
        if self.needs_tables:
            check_migrated()
        return super().execute(*args, **options)
