"""Counted tries at what is limited: check words, reports, sign-ins, exports, acts."""

from django.db import models


class Attempt(models.Model):
    """One try that counts towards a limit. Whose it was stands only as a keyed hash, for hours."""

    kind = models.CharField(max_length=24, help_text="which limit it counts towards")
    subject = models.CharField(max_length=32, help_text="keyed hash of an address or a number")
    at = models.DateTimeField()
    weight = models.PositiveSmallIntegerField(default=1, help_text="how many tries it stands for")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject", "at"], name="attempt_by_subject"),
            models.Index(fields=["at"], name="attempt_by_age"),
        ]
