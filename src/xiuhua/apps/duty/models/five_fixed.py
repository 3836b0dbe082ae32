"""What is fixed for a grid besides its people: time slots, responsibilities, standards, incentives.

Each is a dated sheet with lines. A sheet is never rewritten: a new one begins on its day and the old one ends the day
before, so that what held on a day that is over stays answerable. Whether the five are complete is the rulebook's.
"""

from django.db import models

from xiuhua.apps.duty.models.grid_duty import GridDuty
from xiuhua.apps.records.models import Chained
from xiuhua.rulebook.incentives import Measure

PERIOD = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from"))


class Comparison(models.TextChoices):
    """How a limit is read."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class DutySheet(Chained):
    """One of the four sheets of a grid from a day on. `replaced_at`: set aside before it ever held."""

    class Fixed(models.TextChoices):
        SLOTS = "slots"  # 定时段
        RESPONSIBILITIES = "responsibilities"  # 定责任
        STANDARDS = "standards"  # 定标准
        INCENTIVES = "incentives"  # 定奖惩

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+")
    fixed = models.CharField(max_length=16, choices=Fixed.choices)
    document = models.CharField(max_length=120, blank=True, help_text="paper it rests on")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "grid", "fixed"], name="sheet_by_grid")]
        constraints = [models.CheckConstraint(condition=PERIOD, name="sheet_period")]


class SheetLine(models.Model):
    """A line of a sheet, in its order; written with the sheet and never changed."""

    sheet = models.ForeignKey(DutySheet, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class TimeSlot(SheetLine):
    """When somebody is on the grid: 早班 06:30–14:00. An end before the start lies on the next day."""

    class Days(models.TextChoices):
        EVERY_DAY = "every_day"
        WORK_DAYS = "work_days"
        REST_DAYS = "rest_days"

    name = models.CharField(max_length=40)
    part = models.CharField(max_length=16, choices=GridDuty.Part.choices, blank=True)
    days = models.CharField(max_length=10, choices=Days.choices)
    starts = models.TimeField()
    ends = models.TimeField()


class Responsibility(SheetLine):
    """What a part answers for: a class of the catalogue, the objects it concerns, or both."""

    part = models.CharField(max_length=16, choices=GridDuty.Part.choices)
    case_class = models.ForeignKey(
        "catalogue.CaseClass", on_delete=models.PROTECT, related_name="+", null=True
    )
    objects_words = models.CharField(max_length=200, blank=True)


class StandardItem(SheetLine):
    """A point of the checklist, with its limit where it can be measured: 烟蒂 ≤ 2 个/100 米."""

    action = models.CharField(max_length=10, blank=True, help_text="one of the seven actions")
    words = models.CharField(max_length=120)
    comparison = models.CharField(max_length=8, choices=Comparison.choices, blank=True)
    limit_value = models.FloatField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True)


class Incentive(SheetLine):
    """A rule of incentives that the grid is under, by code: its version of the day applies."""

    rule_code = models.CharField(max_length=20)


class IncentiveRule(Chained):
    """One version of an incentive or consequence. What it measures is checked by the rulebook: never penalties."""

    class Kind(models.TextChoices):
        INCENTIVE = "incentive"  # 奖
        CONSEQUENCE = "consequence"  # 惩

    class Period(models.TextChoices):
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    measure = models.CharField(max_length=24, choices=[(one.value, one.name) for one in Measure])
    comparison = models.CharField(max_length=8, choices=Comparison.choices)
    threshold = models.FloatField()
    period = models.CharField(max_length=8, choices=Period.choices)
    effect = models.CharField(max_length=200)
    document = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code", "version"], name="incentive_version_once"
            ),
            models.CheckConstraint(condition=PERIOD, name="incentive_period"),
        ]
