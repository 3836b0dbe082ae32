"""Responsible parties and their premises: identity and place only; an upper office adds rows of its own."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Party(Chained):
    """Who answers for a place or a thing: a shop owner, a company, an institution. One owner, many places."""

    class Kind(models.TextChoices):
        PERSON = "person"
        BUSINESS = "business"
        INSTITUTION = "institution"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True, help_text="empty after erasure")
    uscc = models.CharField(max_length=18, blank=True, help_text="统一社会信用代码")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "uscc"], name="uscc_once", condition=~models.Q(uscc="")
            )
        ]


class Contact(models.Model):
    """A way to reach a party. Masked on every page unless asked for with a reason; erasable."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        WECHAT = "wechat"
        ADDRESS = "address"
        ID_NUMBER = "id_number"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=80, help_text="legal basis for holding it")
    erased_at = models.DateTimeField(null=True)


class Premises(Chained):
    """A shop front, site or compound of a party, at a point."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=32)
    sign_name = models.CharField(max_length=120, help_text="招牌名称")
    trade = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    road = models.ForeignKey("space.Road", on_delete=models.PROTECT, related_name="+", null=True)
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+", null=True)
    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField(help_text="H3 cell, resolution 11")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code"], name="premises_code_once")
        ]
        indexes = [
            models.Index(fields=["subdistrict", "grid"], name="premises_by_grid"),
            models.Index(fields=["cell"], name="premises_by_cell"),
        ]


class LedgerEntry(models.Model):
    """Advice given to a party, or a breach found: one line, never changed; an appeal adds a line."""

    append_only = True  # see records/guards.py

    class Kind(models.TextChoices):
        ADVICE = "advice"
        BREACH = "breach"
        CORRECTED = "corrected"
        APPEAL = "appeal"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    matter = models.CharField(max_length=96, help_text="slug of the class")
    words = models.CharField(max_length=400, blank=True)
    case_number = models.CharField(max_length=32, blank=True)
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "-at"], name="ledger_by_party")]
