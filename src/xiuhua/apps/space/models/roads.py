"""Roads and their segments: what is cleaned, walked and lit. 路 is road; never "street" in code."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Road(Chained):
    """A named road of the subdistrict."""

    class RoadClass(models.TextChoices):
        EXPRESSWAY = "expressway"  # 快速路、高架
        MAIN = "main"  # 主干道
        SECONDARY = "secondary"  # 次干道
        BRANCH = "branch"  # 支路
        LANE = "lane"  # 背街小巷

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    road_class = models.CharField(max_length=12, choices=RoadClass.choices)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code"], name="road_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Segment(Chained):
    """A piece of a road between two junctions, or as imported."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    road = models.ForeignKey(Road, on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40)
    geometry = models.JSONField()
    length_m = models.FloatField()
    width_m = models.FloatField(null=True)
    area_m2 = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code"], name="segment_code_once")
        ]
