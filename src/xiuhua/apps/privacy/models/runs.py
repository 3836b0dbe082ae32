"""What a run of the retention job did: counts per kind, no person and no row."""

from django.db import models


class RetentionRun(models.Model):
    """One run of the retention job, kept as the proof that promises about erasing are kept."""

    at = models.DateTimeField(db_index=True)
    took_ms = models.PositiveIntegerField()
    lines = models.JSONField(help_text="[{kind, rule, days, count, failed}, …]")
    failed = models.PositiveSmallIntegerField(default=0, help_text="kinds that could not be done")
