"""Fixed readings and inner limits as dated rows, and the sources a case can come from."""

from django.db import models

from xiuhua.apps.records.models import Chained


class ClockRule(Chained):
    """One reading that an administrator may change from a day on, e.g. `extension_stops_clock = true`."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(max_length=48)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        # Two constraints: SQLite counts every NULL as different.
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "name", "valid_from"],
                name="own_rule_once_per_start",
                condition=models.Q(subdistrict__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["name", "valid_from"],
                name="general_rule_once_per_start",
                condition=models.Q(subdistrict__isnull=True),
            ),
        ]


class CaseSource(models.Model):
    """Where a report comes from, and whether it must be verified on site (核实) before it is filed."""

    slug = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    needs_verification = models.BooleanField()
    is_public = models.BooleanField(help_text="counts as a report of the public")
    source = models.CharField(max_length=200)
