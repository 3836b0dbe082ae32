"""Which tables there are on a database, by the migrations applied to it.

Left out are tables that a new sign-in or `migrate` makes again: sessions, counts of failed sign-ins (axes),
Django's own lists of permissions and content types, the list of migrations itself, and signs of life.
"""

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from xiuhua.rulebook.refusal import Refused

LEFT_OUT = ("auth", "axes", "contenttypes", "sessions")
# Sessions are made anew by signing in, the counts of the map by the first fold of the background duties.
LEFT_OUT_TABLES = ("accounts_session", "cases_mapcount", "cases_mapdelta", "cases_mapfold")
SIGNS_OF_LIFE = "records_heartbeat"
Applied = list[tuple[str, str]]


def reach(using: str) -> None:
    """Refuse a database that does not answer, or a file that is none."""
    try:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        detail = (str(error).strip().splitlines() or [""])[0][:200]
        raise Refused("database_unreachable", detail=detail) from error


def applied(using: str) -> Applied:
    """The migrations applied to a database, (app, name), sorted; empty on an empty database."""
    return sorted(MigrationRecorder(connections[using]).applied_migrations())


def pending(using: str) -> list[Any]:
    """The migrations of this version that the database lacks, in order."""
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan]


def targets(state: Iterable[tuple[str, str]], using: str) -> list[tuple[str, str]]:
    """The last migration of each app in `state`; refuses one that this version does not know."""
    graph = MigrationExecutor(connections[using]).loader.graph
    wanted = {tuple(one) for one in state}
    if unknown := sorted(wanted - set(graph.nodes)):
        raise Refused("backup_newer", migration=".".join(unknown[0]))
    followed = {
        parent.key
        for key in wanted
        for parent in graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    return sorted(wanted - followed)


def models_at(state: Iterable[tuple[str, str]], using: str) -> list[Any]:
    """Historical models of every kept table after these migrations, sorted by table name."""
    # Clean: the executor's own loader knows what is applied, the state only what is asked for.
    loader = MigrationExecutor(connections[using]).loader
    registry = loader.project_state(targets(state, using)).apps
    models = [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT
        and model._meta.db_table not in LEFT_OUT_TABLES
        and model._meta.db_table != SIGNS_OF_LIFE
        and model._meta.managed
        and not model._meta.proxy
        and not model._meta.swapped
    ]
    return sorted(models, key=lambda model: model._meta.db_table)


def columns_of(model: Any) -> list[Any]:
    """The stored fields of a table in the order of their columns' names.

    By name, for the order of definition differs between a table made at once and one that grew.
    """
    return sorted(model._meta.local_concrete_fields, key=lambda field: field.column)
