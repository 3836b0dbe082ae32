"""An upgrade that can only end in one of two ways: all done and proved, or everything as it was before.

First a backup, read through. Then every migration and every proof in one transaction: what fails, also a
power cut, leaves the database exactly as it was, without needing the backup. The backup stays as the
second net. A migration that cannot stand in a transaction is refused before anything is done.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from xiuhua.apps.records import kept, proof
from xiuhua.apps.records.backup import digest, making, tables, verifying
from xiuhua.rulebook.refusal import Refused

Told = Callable[[str], None]


@dataclass
class Upgraded:
    """What an upgrade did."""

    steps: list[str]
    backup: making.Made | None = None
    tables_unchanged: int = 0
    events: int = 0


class _Wrong(Exception):
    """A proof failed: ends the transaction, and never leaves this module."""


def upgrade(
    folder: Path, *, at: dt.datetime, passphrase: str = "", told: Told = lambda step: None
) -> Upgraded:
    """Back up, migrate, prove; refuses, with everything as it was, if any of it fails."""
    tables.reach(DEFAULT_DB_ALIAS)
    plan = tables.pending(DEFAULT_DB_ALIAS)
    if not plan:
        return Upgraded([])
    tables.targets(tables.applied(DEFAULT_DB_ALIAS), DEFAULT_DB_ALIAS)  # refuses a newer database
    for migration in plan:
        if not migration.atomic:
            raise Refused("upgrade_not_reversible", migration=str(migration))
    told("backup")
    made = making.make(folder, at=at, passphrase=passphrase)
    told("verify_backup")
    verifying.verify(made.path, passphrase=passphrase)
    result = Upgraded([str(migration) for migration in plan], made)
    at_step = ["backup"]

    def step(name: str) -> None:
        at_step[0] = name
        told(name)

    try:
        with _everything_or_nothing():
            _migrate(plan, step)
            _prove(plan, result, step)
    except Exception as error:
        detail = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        raise Refused(
            "upgrade_failed", step=at_step[0], detail=detail, backup=str(made.path)
        ) from error
    kept.forget_all()
    return result


@contextmanager
def _everything_or_nothing() -> Iterator[None]:
    """One transaction in which tables may be altered, on both databases."""
    # SQLite alters tables only with foreign keys off, and this can be said only outside a transaction.
    is_off = connection.vendor == "sqlite" and connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    finally:
        if is_off:
            connection.enable_constraint_checking()


def _migrate(plan: list[Any], step: Told) -> None:
    def progress(action: str, migration: Any = None, fake: bool = False) -> None:
        if action == "apply_start":
            step(str(migration))
        elif action == "apply_success":
            # PostgreSQL alters no table on which deferred checks still wait.
            connection.check_constraints()

    executor = MigrationExecutor(connection, progress)
    state = executor.migrate(executor.loader.graph.leaf_nodes())
    step("post_migrate")
    emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS, apps=state.apps, plan=[])


def _prove(plan: list[Any], result: Upgraded, step: Told) -> None:
    """The system check, the history, and that no table changed whose app had nothing to migrate."""
    step("check")
    try:
        call_command("check", verbosity=0)
    except SystemCheckError as error:
        raise _Wrong(str(error).strip().splitlines()[0]) from error
    step("verify_history")
    report = proof.verify()
    if not report.holds:
        raise _Wrong(f"{report.first_broken or report.unguarded}")
    result.events = report.events
    step("digest")
    touched = {migration.app_label for migration in plan}
    state = tables.applied(DEFAULT_DB_ALIAS)
    models = [
        model
        for model in tables.models_at(state, DEFAULT_DB_ALIAS)
        if model._meta.app_label not in touched
    ]
    before = result.backup.digest.tables if result.backup else {}
    for name, found in digest.of_tables(models).items():
        if before.get(name) != found:
            raise _Wrong(name)
        result.tables_unchanged += 1
