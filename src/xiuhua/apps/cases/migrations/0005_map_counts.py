"""Counts for the far zooms of the map, and an index that finds ended cases by their cell."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F

RESOLUTIONS = range(5, 11)
STATES = [
    ("reported", "reported"),
    ("verifying", "verifying"),
    ("verified", "verified"),
    ("filed", "filed"),
    ("dispatched", "dispatched"),
    ("handled", "handled"),
    ("checked", "checked"),
    ("closed", "closed"),
    ("refused", "refused"),
    ("merged", "merged"),
    ("suspended", "suspended"),
    ("referred", "referred"),
]


def bits(resolution):
    """`cell & keep | fill` is the parent of a finer cell."""
    below = (1 << 3 * (15 - resolution)) - 1
    return ~(15 << 52) & ~below & (1 << 63) - 1, resolution << 52 | below


def count(apps, _schema_editor):
    """Count the cases that are there; the first fold counts the deadlines that have passed since ever."""
    case, counts = apps.get_model("cases", "Case"), apps.get_model("cases", "MapCount")
    keep, fill = bits(max(RESOLUTIONS))
    found = case.objects.filter(cell__isnull=False).order_by()
    found = found.values_list("subdistrict_id", F("cell").bitand(keep).bitor(fill), "state")
    sums = {}
    for subdistrict_id, cell, state, n in list(found.annotate(n=Count("id"))):
        for resolution in RESOLUTIONS:
            keep, fill = bits(resolution)
            key = cell & keep | fill, subdistrict_id, state
            sums[key] = sums.get(key, 0) + n
    counts.objects.bulk_create(
        [
            counts(cell=cell, subdistrict_id=home, state=state, n=n, late=0)
            for (cell, home, state), n in sums.items()
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0004_fewer_indexes"),
        ("catalogue", "0002_unique_without_subdistrict"),
        ("records", "0006_heartbeat"),
        ("registry", "0002_ledger_append_only"),
        ("space", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MapCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cell", models.BigIntegerField()),
                ("subdistrict_id", models.BigIntegerField()),
                ("state", models.CharField(choices=STATES, max_length=12)),
                ("n", models.IntegerField()),
                (
                    "late",
                    models.IntegerField(
                        help_text="open ones whose deadline lay before `MapFold.upto`"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MapDelta",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subdistrict_id", models.BigIntegerField()),
                ("cell", models.BigIntegerField()),
                ("state", models.CharField(choices=STATES, max_length=12)),
                (
                    "due_at",
                    models.DateTimeField(
                        help_text="the deadline that ran; null: none or ended", null=True
                    ),
                ),
                ("n", models.IntegerField(help_text="1 or -1; an import notes many at once")),
            ],
        ),
        migrations.CreateModel(
            name="MapFold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("upto", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("cell__isnull", False), ("is_open", False)),
                fields=["cell"],
                name="case_ended_by_cell",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapcount",
            constraint=models.UniqueConstraint(
                fields=("cell", "subdistrict_id", "state"), name="map_count_once"
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
