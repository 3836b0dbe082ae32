"""Append-only tables refuse every kind of change, whichever way it comes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.writer import OperationWriter

from xiuhua.apps.records import guards, history
from xiuhua.apps.records.models import Event, Seal, SealedChain
from xiuhua.apps.records.seal import seal

TABLES = ("records_event", "records_seal", "records_sealedchain")


@pytest.fixture
def sealed(subdistrict, at):
    """One event and one seal over it."""
    history.append(subdistrict, "subdistrict.made", at=at, actor_id=None)
    seal(at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Checks the keys now, as a commit would; TRUNCATE is refused while a check is waiting.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refuses(statement: str) -> bool:
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return True


@pytest.mark.parametrize("table", TABLES)
def test_update_is_refused(sealed, table):
    assert refuses(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", TABLES)
def test_delete_is_refused(sealed, table):
    assert refuses(f"DELETE FROM {table}")


def test_the_orm_is_refused_too(sealed):
    event = Event.objects.get()
    event.data = '{"a":1}'
    for change in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        Event.objects.update(data="{}")
    assert Event.objects.get().data == "{}"


@pytest.mark.parametrize("table", TABLES)
def test_truncation_is_refused(sealed, table):
    if connection.vendor == "postgresql":
        assert refuses(f"TRUNCATE {table} CASCADE")
    else:  # SQLite's truncation is a DELETE without WHERE, which triggers see one by one
        assert refuses(f"DELETE FROM {table} WHERE 1")


@pytest.mark.parametrize(
    ("model", "key"),
    [
        (Event, ("object_kind", "object_id", "seq")),
        (Seal, ("number",)),
        (SealedChain, ("seal_id", "object_kind", "object_id")),
    ],
)
@pytest.mark.parametrize("by", ["id", "key"])
def test_replacing_insert_is_refused(sealed, model, key, by):
    row = dict(model.objects.values().get())
    if by == "key":
        row["id"] += 1000
    else:
        row[key[-1]] += 1000
    columns = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        target = "id" if by == "id" else ", ".join(key)
        statement = (
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) "
            f"ON CONFLICT ({target}) DO UPDATE SET id = excluded.id"
        )
    else:
        statement = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})"
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, list(row.values()))
    assert model.objects.count() == 1


def test_new_rows_are_taken(sealed, subdistrict, at):
    subdistrict.refresh_from_db()
    history.append(subdistrict, "subdistrict.renamed", at=at, actor_id=None)
    assert Event.objects.count() == 2
    assert seal(at) is not None


def test_every_append_only_model_is_guarded_and_a_missing_guard_is_seen(db, unguard):
    assert set(TABLES) <= set(guards.guarded_tables())
    assert [name for name in guards.missing() if name.startswith("records_")] == []
    unguard("records_seal")
    expected = [f"records_seal_no_{kind}" for kind in guards.KINDS[connection.vendor]]
    assert [name for name in guards.missing() if name.startswith("records_")] == expected


class Editor:
    """Runs a migration's statements here and now: Django's own editor will not open inside a test."""

    connection = connection

    @staticmethod
    def execute(statement, params=None):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_operation_can_be_taken_back_and_repeated(db):
    operation = guards.AppendOnly("records_seal", unique=(("number",),))
    operation.database_backwards("records", Editor)
    assert any(name.startswith("records_seal_") for name in guards.missing())
    operation.database_forwards("records", Editor)
    assert not any(name.startswith("records_seal_") for name in guards.missing())
    assert operation.reversible


def test_the_operation_can_be_written_into_a_migration(db):
    operation = guards.AppendOnly("records_seal", unique=(("number",),))
    text, imports = OperationWriter(operation).serialize()
    assert "AppendOnly(" in text
    assert "unique=(('number',),)" in text
    assert imports == {"import xiuhua.apps.records.guards"}
    assert "records_seal" in operation.describe()
