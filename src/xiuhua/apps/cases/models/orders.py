"""Inbound orders (12345, 督办单, 批示 …) and outgoing referrals. Their numbers and clocks stay theirs."""

from django.db import models

from xiuhua.apps.records.models import Chained
from xiuhua.rulebook.lifecycle.order import OrderState


class InboundOrder(Chained):
    """An order from outside that our cases answer. Ours never overwrite its number, issuer or clocks."""

    class Issuer(models.TextChoices):
        HOTLINE = "hotline_12345"
        DISTRICT = "district_platform"
        SUPERVISION = "supervision_order"  # 督办单
        INSTRUCTION = "instruction"  # 批示
        ASSESSMENT = "city_assessment"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    issuer = models.CharField(max_length=20, choices=Issuer.choices)
    issuer_name = models.CharField(max_length=80)
    their_number = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in OrderState])
    topic = models.CharField(max_length=120)
    words = models.TextField(blank=True, help_text="erasable")
    caller_name = models.CharField(max_length=60, blank=True)
    caller_phone = models.CharField(max_length=20, blank=True)
    reply_form = models.CharField(
        max_length=80, blank=True, help_text="in which form the reply is due"
    )
    signer = models.CharField(
        max_length=60, blank=True, help_text="who must sign the reply (a post)"
    )
    received_at = models.DateTimeField()
    contact_due_at = models.DateTimeField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    return_until = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    reply_words = models.TextField(blank=True)
    extension_document = models.CharField(
        max_length=120, blank=True, help_text="the issuer's own document"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "issuer", "their_number"],
                name="order_number_once_per_issuer",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "state", "reply_due_at"], name="order_by_due"),
        ]


class OrderCase(models.Model):
    """A case that answers an order; a case may answer several, an order may need several."""

    order = models.ForeignKey(InboundOrder, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "case"], name="order_case_once")]


class Referral(models.Model):
    """A case that is not ours, sent to the district or a utility: their number, nudged, not our lateness."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+")
    their_number = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField()
    nudge_every_days = models.PositiveSmallIntegerField()
    next_nudge_on = models.DateField()
    nudges = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_nudge_on"],
                name="referral_open",
                condition=models.Q(ended_at__isnull=True),
            )
        ]
