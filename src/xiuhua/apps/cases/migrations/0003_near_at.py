"""`near_at`: from when on the deadline of an open case is near; filled for the cases that are there."""

from django.db import migrations, models
from django.db.models import F

PERCENT = 25  # the rule as it is delivered; the next act on a case reckons by the rule in force


def fill(apps, _schema_editor):
    """A quarter of the running clock's span before its deadline."""
    case, clock = apps.get_model("cases", "Case"), apps.get_model("cases", "Clock")
    shown = clock.objects.filter(
        stopped_at=None, due_at=F("case__due_at"), case__is_open=True, due_at__gt=F("started_at")
    )
    for case_id, began_at, due_at in list(shown.values_list("case_id", "started_at", "due_at")):
        near_at = due_at - (due_at - began_at) * PERCENT / 100
        case.objects.filter(pk=case_id).update(near_at=near_at)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_verify_clock")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="near_at",
            field=models.DateTimeField(
                help_text="from when on `due_at` is near, by the rule of the last act", null=True
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
