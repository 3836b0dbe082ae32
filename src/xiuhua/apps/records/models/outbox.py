"""Messages waiting to leave: written in the act's own transaction, sent afterwards."""

from django.db import models


class OutboxMessage(models.Model):
    """One message to one recipient. `desk` messages are read in the program; others are carried outside."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"
        GIVEN_UP = "given_up"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=48, help_text="e.g. case.dispatched")
    channel = models.CharField(max_length=16, help_text="desk, or a configured carrier")
    recipient = models.CharField(max_length=120, help_text="user:12, unit:3 or an address key")
    facts = models.JSONField(
        default=dict, help_text="keys and numbers for the sentence; no personal text"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="outbox_due",
                condition=models.Q(state__in=["queued", "failed"]),
            ),
            models.Index(fields=["recipient", "-id"], name="outbox_by_recipient"),
            # Every page counts them, and few are unseen among many.
            models.Index(
                fields=["recipient", "id"],
                name="inbox_unseen",
                condition=models.Q(channel="desk", seen_at__isnull=True),
            ),
        ]
