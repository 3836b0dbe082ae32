from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(help_text="which limit it counts towards", max_length=24),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="keyed hash of an address or a number", max_length=32
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "subject", "at"], name="attempt_by_subject"),
                    models.Index(fields=["at"], name="attempt_by_age"),
                ],
            },
        ),
    ]
