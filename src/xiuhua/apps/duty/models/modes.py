"""Special modes: one order with its posts, its checklist, the units that report, and their zero-reports.

While an order is in force its posts stand before those of the grids; when it ends nothing has to be put back, because
nothing was taken away.
"""

from django.db import models

from xiuhua.apps.duty.models.five_fixed import Comparison
from xiuhua.apps.duty.models.grid_duty import GridDuty
from xiuhua.apps.records.models import Chained
from xiuhua.rulebook.special_modes import ModeKind


class SpecialMode(Chained):
    """One order. `ends_at` may move; `ended_at` is when somebody ended it before that."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=[(one.value, one.name) for one in ModeKind])
    document = models.CharField(max_length=80, help_text="number of the order")
    signed_by = models.CharField(max_length=60, help_text="post that signed it, not a name")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    report_every_h = models.PositiveSmallIntegerField(default=0, help_text="0: no zero-reports")
    pauses_internal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="mode_period"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "-starts_at"], name="mode_by_start")]


class ModePost(models.Model):
    """A post of an order: who has this part of a grid (without one: of the street), and where they stand."""

    mode = models.ForeignKey(SpecialMode, on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+", null=True)
    part = models.CharField(max_length=16, choices=GridDuty.Part.choices)
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    place_words = models.CharField(max_length=80, blank=True)


class ModeCheck(models.Model):
    """A point of an order's checklist, with its limit where it can be measured."""

    mode = models.ForeignKey(SpecialMode, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=120)
    comparison = models.CharField(max_length=8, choices=Comparison.choices, blank=True)
    limit_value = models.FloatField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True)


class ModeUnit(models.Model):
    """A unit that hands in zero-reports while an order lasts."""

    mode = models.ForeignKey(SpecialMode, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mode", "unit"], name="mode_unit_once")]


class ZeroReport(models.Model):
    """One zero-report (零报告): of one unit for one interval, also when nothing happened. Never changed."""

    append_only = True  # see records/guards.py

    mode = models.ForeignKey(SpecialMode, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    is_quiet = models.BooleanField(help_text="nothing happened")
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mode", "unit", "due_at"], name="zero_report_once")
        ]
