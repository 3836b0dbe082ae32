"""Indexes for what is asked at every report, act and page of the list; pauses counted on the case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def count_pauses(apps, schema_editor):
    """What the new column says of cases that have had pauses already."""
    Case, Pause = apps.get_model("cases", "Case"), apps.get_model("cases", "Pause")
    counts = Pause.objects.order_by().values_list("case_id").annotate(n=models.Count("id"))
    for case_id, count in counts.iterator(chunk_size=2000):
        Case.objects.filter(pk=case_id).update(pause_count=count)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_sessions'),
        ('cases', '0005_map_counts'),
        ('catalogue', '0002_unique_without_subdistrict'),
        ('records', '0007_attempts_weigh'),
        ('registry', '0002_ledger_append_only'),
        ('space', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_by_due',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_grid',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_report',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_unit',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_officer',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_reported_by',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_handled_by',
        ),
        migrations.AddField(
            model_name='case',
            name='pause_count',
            field=models.PositiveSmallIntegerField(default=0, help_text='how many pauses there ever were: without any, none are looked for'),
        ),
        migrations.RunPython(count_pauses, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='case',
            name='case_class',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.caseclass'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['subdistrict', 'due_at', 'id'], include=('grid', 'case_class', 'state', 'unit', 'officer', 'source', 'reported_at'), name='case_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['reported_by', 'due_at'], name='case_open_by_reported_by'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['subdistrict', 'case_class', 'lon'], name='case_open_alike'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['subdistrict', '-reported_at', '-id'], include=('grid', 'case_class', 'state', 'outcome', 'unit', 'officer', 'source', 'is_open', 'due_at'), name='case_by_report'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['subdistrict', 'case_class', '-reported_at', '-id'], include=('is_open', 'due_at'), name='case_by_class'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['grid', '-reported_at', '-id'], include=('subdistrict', 'is_open', 'due_at'), name='case_by_grid'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('unit__isnull', False)), fields=['unit', '-reported_at'], name='case_of_unit'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('officer__isnull', False)), fields=['officer', '-reported_at'], name='case_of_officer'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('reported_by__isnull', False)), fields=['reported_by', '-reported_at'], name='case_of_reported_by'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('handled_by__isnull', False)), fields=['handled_by', '-reported_at'], name='case_of_handled_by'),
        ),
    ]
