"""A key has an index of its own only where somebody asks by it: reports and imports no longer pay for fifteen more.

The indexes are dropped by name. `AlterField` alone would have SQLite build the whole table anew once per key.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEYS = {
    "cases_case": (
        "checked_by_id", "component_id", "grid_id", "handled_by_id", "handled_unit_id", "officer_id",
        "parent_id", "premises_id", "recorded_by_id", "reported_by_id", "returned_by_unit_id",
        "source_id", "standard_id", "subdistrict_id", "unit_id",
    ),
    "cases_clock": ("case_id", "standard_id"),
}  # fmt: skip


def drop(_apps, schema_editor):
    """The plain index over each key alone; on the way back they stay away, as nothing depends on them."""
    connection = schema_editor.connection
    for table, columns in KEYS.items():
        with connection.cursor() as cursor:
            known = connection.introspection.get_constraints(cursor, table)
        for name, one in known.items():
            its_own = one["index"] and not one["unique"] and name.startswith(f"{table}_")
            if its_own and len(one["columns"]) == 1 and one["columns"][0] in columns:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0003_near_at"),
        ("catalogue", "0002_unique_without_subdistrict"),
        ("records", "0005_inbox_unseen"),
        ("registry", "0002_ledger_append_only"),
        ("space", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="case",
                    name="checked_by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="component",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.component",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="grid",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="space.grid",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="handled_by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="handled_unit",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="officer",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="parent",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="premises",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.premises",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="recorded_by",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="who wrote the handling down for somebody outside",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="reported_by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="returned_by_unit",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="the unit that sent it back last",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="source",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.casesource",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="standard",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.standard",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="subdistrict",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.subdistrict",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                migrations.AlterField(
                    model_name="clock",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="clock",
                    name="standard",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.standard",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("unit__isnull", False)), fields=["unit"], name="case_of_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("officer__isnull", False)),
                fields=["officer"],
                name="case_of_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("reported_by__isnull", False)),
                fields=["reported_by"],
                name="case_of_reported_by",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("handled_by__isnull", False)),
                fields=["handled_by"],
                name="case_of_handled_by",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent"],
                name="case_of_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("component__isnull", False)),
                fields=["component"],
                name="case_of_component",
            ),
        ),
    ]
