"""What is wrong with an installation, and how to mend it: one module per kind of trouble.

    examine()    # every finding, the good ones too

Each check reads and judges; none of them mends. Whoever adds one gives its sentence and the command or the
setting that helps, in both languages.
"""

from collections.abc import Callable, Iterable

from xiuhua.web.commands.doctor import around, database, running, setting
from xiuhua.web.commands.doctor.findings import Finding

Check = Callable[[], Iterable[Finding]]

# Without a database that answers, and without our tables in it, later ones could say nothing.
WITHOUT_DATABASE: tuple[Check, ...] = (
    *(setting.unsafe, setting.lenient, around.disk, around.permissions, around.certificate),
    *(around.file_clock, around.network_clock, running.last_backup),
)
WITH_DATABASE: tuple[Check, ...] = (database.durability, database.database_clock)
WITH_TABLES: tuple[Check, ...] = (
    *(database.calendar_years, database.seals, running.worker, running.queue),
    *(running.given_up, running.missing_files),
)


def examine() -> list[Finding]:
    """All that can be looked at, in the order in which it is best mended."""
    found = list(database.reached())
    checks = list(WITHOUT_DATABASE)
    if found[0].is_fine:
        checks += WITH_DATABASE
        migrated = list(database.migrated())
        found += migrated
        if migrated[0].is_fine:
            checks += WITH_TABLES
    for check in checks:
        found += check()
    return found
