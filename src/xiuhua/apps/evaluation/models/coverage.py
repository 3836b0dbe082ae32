"""Blind spots with owner, age and proof of closing, and the figures of the four-all report.

All of it is reckoned in the background; pages only read it. A blind spot is a row from the day it opens to its
proof: it is never removed, so what was blind and for how long stays countable.
"""

from django.db import models

from xiuhua.apps.records.models import Chained


class BlindSpot(Chained):
    """A road, premises, component or hours of a grid that nobody touched for longer than the rule allows (盲点)."""

    class Kind(models.TextChoices):
        ROAD = "road"
        PREMISES = "premises"
        COMPONENT = "component"
        HOUR = "hour"

    class Proof(models.TextChoices):
        PATROL = "patrol"
        CASE = "case"
        CHECK = "check"
        REASON = "reason"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    thing = models.CharField(max_length=48, help_text="grid and road, premises, component or grid")
    label = models.CharField(max_length=160)
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+", null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    lines = models.JSONField(help_text="GeoJSON lines of roads, hours of a grid, else empty")
    length_m = models.FloatField(default=0, help_text="metres of road that nobody touched")
    days = models.PositiveIntegerField(help_text="the rule by which it is blind")
    last_at = models.DateTimeField(null=True, help_text="null: never touched")
    last_kind = models.CharField(max_length=10, blank=True, help_text="patrol, case, check")
    last_ref = models.CharField(max_length=40, blank=True, help_text="patrol id or case number")
    owner_unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, related_name="+", null=True
    )
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=8, choices=Proof.choices, blank=True)
    proof_ref = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why nobody need go; erasable")
    photo = models.ForeignKey(
        "records.StoredFile", on_delete=models.PROTECT, related_name="+", null=True
    )
    closed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "thing"],
                name="one_open_blind_spot",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="closed_with_proof",
                condition=models.Q(closed_at__isnull=True, proof="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(proof="")),
            ),
            models.CheckConstraint(
                name="reason_with_photo",
                condition=~models.Q(proof="reason") | models.Q(photo__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "closed_at", "kind"], name="blind_open_by_kind"),
            models.Index(fields=["grid", "closed_at"], name="blind_open_by_grid"),
        ]


class CoverageFigure(models.Model):
    """One figure of the four-all report of a subdistrict, as last reckoned; `missing`: what it lacks."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=16)
    numerator = models.FloatField()
    denominator = models.FloatField()
    missing = models.JSONField(help_text="ids, slugs or hours that are not covered")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "name"], name="coverage_figure_once")
        ]


class CoverageRun(models.Model):
    """When a subdistrict was reckoned last, and over which days."""

    subdistrict = models.OneToOneField(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    at = models.DateTimeField()
    days = models.PositiveIntegerField()
    took_ms = models.PositiveIntegerField()
