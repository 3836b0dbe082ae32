"""Moving everything to another database and back, proved equal on both sides.

The source is held against writing while its rows are read, and is never written to. All rows are one
transaction on the target: a move that fails leaves it empty. Files stay where they are, for both databases
belong to the same home.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from xiuhua.apps.records.backup import digest, loading, reading, restoring, sequences, tables
from xiuhua.rulebook.refusal import Refused

TARGET = "target"
Progress = digest.Progress


def move(
    target: dict[str, Any], progress: Progress | None = None
) -> tuple[digest.Digest, digest.Digest]:
    """Copy all rows to the database described as Django's settings do; the digests of source and target."""
    with _connected(target):
        state = tables.applied(DEFAULT_DB_ALIAS)
        restoring.make_tables(state, TARGET)
        models = tables.models_at(state, DEFAULT_DB_ALIAS)
        with _held(models), transaction.atomic(using=TARGET):
            found, done = digest.Digest(), 0
            for model in models:
                running = digest.Running(reading.head_of(model))
                loading.load(model, _lines(model, running), TARGET)
                found.tables[model._meta.db_table] = running.close()
                done += running.rows
                if progress:
                    progress(done)
            sequences.write(models, sequences.read(models, DEFAULT_DB_ALIAS), TARGET)
            there = restoring.check_equal(found, models, TARGET)
    return found, there


def _lines(model: Any, running: digest.Running) -> Iterator[bytes]:
    yield reading.head_of(model)
    for line in reading.lines_of(model, DEFAULT_DB_ALIAS):
        running.add(line)
        yield line


@contextmanager
def _connected(target: dict[str, Any]) -> Iterator[None]:
    """The target as a second database of this process, for as long as it takes."""
    full = {**connections.settings[DEFAULT_DB_ALIAS], "TEST": {}, **target}
    connections.settings[TARGET] = full
    try:
        tables.reach(TARGET)
        with restoring.disk_may_be_full():
            yield
    finally:
        if hasattr(connections._connections, TARGET):
            connections[TARGET].close()
            del connections[TARGET]
        del connections.settings[TARGET]


@contextmanager
def _held(models: list[Any]) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(reading.held(DEFAULT_DB_ALIAS, models))
        except OperationalError as error:
            raise Refused("move_source_busy") from error
        yield
