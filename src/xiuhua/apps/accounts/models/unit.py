"""Units: the offices, communities and companies that problems are sent to."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Unit(Chained):
    """One organisation that can hold a case. An outside unit (district, utility) gets referrals, not dispatches."""

    class Kind(models.TextChoices):
        OFFICE = "office"  # 街道办事处内设机构
        CENTRE = "centre"  # 综合执法中心
        COMMUNITY = "community"  # 社区
        CONTRACTOR = "contractor"  # 环卫公司等
        DISTRICT = "district"  # 区级部门
        UTILITY = "utility"  # 供电、供水、燃气、通信

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    is_outside = models.BooleanField(default=False, help_text="not ours: sent to by referral")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code"], name="unit_code_once")
        ]

    def __str__(self) -> str:
        return self.name
