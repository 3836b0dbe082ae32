"""The team file of each person, and the list by which somebody who leaves hands everything over.

A line of the file is written once; a complaint gets its answer and its outcome once each. Texts can be erased when the
person has been gone long enough; that there was a line stays.
"""

from django.db import models

from xiuhua.apps.records.models import Chained


class TeamEntry(Chained):
    """One line of a person's file: a training, a thing issued or given back, praise, a complaint."""

    class Kind(models.TextChoices):
        TRAINING = "training"  # 培训
        ISSUE = "issue"  # 领用
        GIVEN_BACK = "given_back"  # 交还
        PRAISE = "praise"  # 表扬
        COMPLAINT = "complaint"  # 投诉

    class Outcome(models.TextChoices):
        UPHELD = "upheld"  # 属实
        PARTLY = "partly"  # 部分属实
        UNFOUNDED = "unfounded"  # 不属实

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    source = models.CharField(max_length=120, help_text="paper, call number, certificate")
    words = models.CharField(max_length=400, help_text="empty after erasure")
    quantity = models.PositiveSmallIntegerField(null=True)
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    answer_words = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_words = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-on"], name="team_by_person")]


class HandOver(Chained):
    """One person leaves, another takes over: one list, signed by both, and the account ends with it."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    giver_signed_at = models.DateTimeField(null=True)
    receiver_signed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="one_open_hand_over",
                condition=models.Q(closed_at__isnull=True),
            )
        ]  # fmt: skip


class HandOverLine(models.Model):
    """A line of the list, from the system's own records or typed."""

    class Kind(models.TextChoices):
        CASES = "cases"  # 在办案卷
        GRIDS = "grids"  # 网格岗位
        EQUIPMENT = "equipment"  # 领用装备
        PROMISES = "promises"  # 答应的事
        HOUSEHOLDS = "households"  # 联系户
        GOODS = "goods"  # 物品和钥匙
        PADS = "pads"  # 纸质文书本
        OTHER = "other"

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.CharField(max_length=300)
    is_gathered = models.BooleanField(default=False, help_text="found in the system, not typed")
