"""Requests of persons about their own data, from the day they come in to the answer."""

from django.db import models

from xiuhua.apps.records.models import Chained
from xiuhua.rulebook.person_request import Decision, Identity, RequestKind, RequestState


class PersonRequest(Chained):
    """Somebody asks what is held of them, for a copy, a correction, an erasure or an explanation."""

    class Channel(models.TextChoices):
        COUNTER = "counter"
        TELEPHONE = "telephone"
        LETTER = "letter"
        ONLINE = "online"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in RequestKind])
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RequestState])
    name = models.CharField(max_length=60, blank=True, help_text="of the person; erased in time")
    phone = models.CharField(max_length=20, blank=True, help_text="the number the data is under")
    words = models.TextField(blank=True, help_text="what is asked; erased in time")
    identity = models.CharField(
        max_length=12, choices=[(i.value, i.value) for i in Identity], blank=True
    )
    received_at = models.DateTimeField()
    limit = models.CharField(max_length=40, help_text="the rule it was reckoned by: 15 work_day")
    due_at = models.DateTimeField()
    due_is_provisional = models.BooleanField(default=False)
    registered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(
        max_length=10, choices=[(d.value, d.value) for d in Decision], blank=True
    )
    decision_words = models.TextField(blank=True, help_text="what is done, or why not")
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "state", "due_at"], name="person_request_by_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="answered_after_decided",
                condition=models.Q(answered_at__isnull=True) | models.Q(decided_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number
