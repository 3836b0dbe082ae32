"""Petitions (申请): what somebody asks and somebody else decides: extension, 挂账, forced close, appeal."""

from django.db import models

from xiuhua.rulebook.lifecycle.petition import PetitionState
from xiuhua.rulebook.lifecycle.terms import PetitionKind


class Petition(models.Model):
    """One request about one case, decided by another person."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PetitionKind])
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in PetitionState])
    reason = models.TextField(help_text="erasable words")
    extra_amount = models.PositiveSmallIntegerField(
        null=True, help_text="with an extension: how much longer, in the unit of the limit"
    )
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    decision_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_petition_of_a_kind",
                fields=["case", "kind"],
                condition=models.Q(state="asked"),
            ),
            models.CheckConstraint(
                name="decider_is_not_asker",
                condition=models.Q(decided_by__isnull=True)
                | models.Q(state="withdrawn")
                | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]
