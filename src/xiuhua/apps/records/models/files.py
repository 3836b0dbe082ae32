"""Files by their SHA-256: the row is the promise, the bytes lie under FILES_ROOT."""

from django.db import models


class StoredFile(models.Model):
    """One content, kept once. Served only through a page that asked for permission."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(
        null=True, help_text="bytes removed on lawful request; the row stays"
    )
