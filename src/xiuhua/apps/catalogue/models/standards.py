"""Standards: under which condition a class is filed, by when it is handled, when it counts as closed."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Standard(Chained):
    """One filing condition of one class with its limit, valid from a day to a day. The past stays."""

    class Unit(models.TextChoices):
        URGENT_HOUR = "urgent_hour"
        WORK_HOUR = "work_hour"
        WORK_DAY = "work_day"
        NATURAL_DAY = "natural_day"

    class Confidence(models.TextChoices):
        HIGH = "H"
        MEDIUM = "M"
        LOW = "L"

    subdistrict = models.ForeignKey(
        "records.Subdistrict",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="empty: for every subdistrict that has none of its own",
    )
    case_class = models.ForeignKey(
        "catalogue.CaseClass", on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=1, help_text="the first is the default")
    filing_condition = models.CharField(max_length=200)
    close_condition = models.CharField(max_length=200)
    limit_value = models.FloatField()
    limit_unit = models.CharField(max_length=12, choices=Unit.choices)
    calendar = models.CharField(max_length=16, default="office")
    responsible = models.CharField(
        max_length=80, blank=True, help_text="kind or name of the body that handles"
    )
    legal_basis = models.CharField(max_length=200, blank=True)
    principle = models.CharField(max_length=8, blank=True, help_text="精益 / 精准 / 细致 / 严格")
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=1, choices=Confidence.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(limit_value__gt=0), name="limit_is_positive"),
            # Two constraints: SQLite counts every NULL as different.
            models.UniqueConstraint(
                fields=["subdistrict", "case_class", "order", "valid_from"],
                name="own_standard_once_per_start",
                condition=models.Q(subdistrict__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case_class", "order", "valid_from"],
                name="general_standard_once_per_start",
                condition=models.Q(subdistrict__isnull=True),
            ),
        ]
