"""Who answers for a grid, from when to when."""

from django.db import models

from xiuhua.apps.records.models import Chained


class GridDuty(Chained):
    """A unit and a person that answer for a grid. Without a grid: the locality as fallback (属地兜底)."""

    class Part(models.TextChoices):
        LEADER = "leader"  # 网格长
        OFFICER = "officer"  # 执法队员
        MEMBER = "member"  # 网格员
        INSPECTOR = "inspector"  # 核查员
        CLEANER = "cleaner"  # 保洁员
        COMMUNITY_WORKER = "community_worker"  # 社区工作者

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+", null=True)
    part = models.CharField(max_length=16, choices=Part.choices)
    is_deputy = models.BooleanField(default=False, help_text="stands in for whoever holds the part")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    holder_name = models.CharField(
        max_length=40, blank=True, help_text="of one without an account, as a cleaner; erasable"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "grid", "part"], name="duty_by_grid")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="duty_period",
            )
        ]
