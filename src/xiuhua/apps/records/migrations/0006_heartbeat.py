"""Signs of life of the background duties, for whoever watches the server."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_inbox_unseen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=24, primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(
                        help_text="the machine's own time, not the demonstration's"
                    ),
                ),
            ],
        ),
    ]
