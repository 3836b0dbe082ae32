"""Photos and words of a case. Words are erasable rows: the history holds only that they were said."""

from django.db import models


class Photo(models.Model):
    """A photo of a case: the original as received, and copies drawn anew without a trace of EXIF."""

    class Role(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"
        SITE = "site"
        CHECK = "check"
        OTHER = "other"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    original = models.ForeignKey("records.StoredFile", on_delete=models.PROTECT, related_name="+")
    public_copy = models.ForeignKey(
        "records.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    thumbnail = models.ForeignKey("records.StoredFile", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    added_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    added_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="from the picture itself, if it says so")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="photo_by_case")]


class Remark(models.Model):
    """Words that went with one event of the case: a reason, a note, an answer."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField(help_text="the event in the case's history")
    text = models.TextField(blank=True, help_text="empty after erasure")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    is_public = models.BooleanField(default=False, help_text="the reporter may read it")

    class Meta:
        indexes = [models.Index(fields=["case", "event_seq"], name="remark_by_case")]


class Reporter(models.Model):
    """Who reported a case and how to answer them: only where they said so, and erasable."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    wants_reply = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)
