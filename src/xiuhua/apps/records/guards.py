"""Tables that can only grow: triggers that refuse every other change, on both databases.

    class Migration(migrations.Migration):
        operations = [AppendOnly("registry_ledgerentry")]

What happened is written once; whoever wants to change it must first take the triggers away, and that is
seen (`missing`). Corrections, retention and erasure are not this module's business: they are new rows.
"""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.operations.base import Operation

KINDS = {"sqlite": ("update", "delete", "insert"), "postgresql": ("update", "delete", "truncate")}

# Class 23 (integrity), so that Django gives IntegrityError here as it does on SQLite.
PG_FUNCTION = """
CREATE OR REPLACE FUNCTION xiuhua_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append_only: % refuses %', TG_TABLE_NAME, TG_OP USING ERRCODE = '23001';
END $$
"""


class AppendOnly(Operation):
    """Migration operation: from here on `table` takes new rows and nothing else.

    `unique`: groups of columns besides `id` that identify a row. SQLite needs them because INSERT OR
    REPLACE takes the old row away without asking a delete trigger. A later migration that alters the table
    on SQLite builds it anew and loses the triggers: it must repeat this operation behind the alteration.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, unique: tuple[tuple[str, ...], ...] = ()) -> None:
        self.table, self.unique = table, tuple(tuple(columns) for columns in unique)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written into a migration file."""
        return type(self).__name__, [self.table], {"unique": self.unique} if self.unique else {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Put the triggers on."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(PG_FUNCTION, params=None)
        for statement in install_statements(
            schema_editor.connection.vendor, self.table, self.unique
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Take the triggers off: for a way back in an upgrade, never for a correction."""
        for statement in remove_statements(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """One line for `migrate --plan`."""
        return f"Refuse every change but new rows on {self.table}"


def trigger_name(table: str, kind: str) -> str:
    """`records_event_no_update`."""
    return f"{table}_no_{kind}"


def install_statements(vendor: str, table: str, unique: tuple[tuple[str, ...], ...]) -> list[str]:
    """The statements that guard one table."""
    if vendor == "postgresql":
        return [
            statement
            for kind in KINDS["postgresql"]
            for statement in (
                f'CREATE TRIGGER "{trigger_name(table, kind)}" BEFORE {kind.upper()} ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION xiuhua_append_only()",
                # Also where a session plays a replica, in which ordinary triggers keep still.
                f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{trigger_name(table, kind)}"',
            )
        ]
    there = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE '
        + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        + ")"
        for columns in (("id",), *unique)
    )
    return [_sqlite_trigger(table, kind, there) for kind in KINDS["sqlite"]]


def remove_statements(vendor: str, table: str) -> list[str]:
    """The statements that take the guard of one table away."""
    on = f' ON "{table}"' if vendor == "postgresql" else ""
    return [f'DROP TRIGGER IF EXISTS "{trigger_name(table, kind)}"{on}' for kind in KINDS[vendor]]


def guarded_tables() -> list[str]:
    """Tables of all models that say `append_only = True`."""
    models = [model for model in apps.get_models() if getattr(model, "append_only", False)]
    return sorted(model._meta.db_table for model in models)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Triggers that should stand on this database and do not, or that are switched off."""
    connection = connections[using]
    wanted = [trigger_name(t, kind) for t in guarded_tables() for kind in KINDS[connection.vendor]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in there]


def _sqlite_trigger(table: str, kind: str, there: str) -> str:
    when = f" WHEN {there}" if kind == "insert" else ""
    return (
        f'CREATE TRIGGER "{trigger_name(table, kind)}" BEFORE {kind.upper()} ON "{table}"{when} '
        f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} refuses {kind.upper()}'); END"
    )
