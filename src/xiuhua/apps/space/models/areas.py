"""Areas of the subdistrict: communities, blocks, zones and grids, each valid from a day to a day.

Geometry is GeoJSON in EPSG:4490, longitude first; areas in m² are measured in the subdistrict's own zone.
"""

from django.db import models

from xiuhua.apps.records.models import Chained


class Area(Chained):
    """What every area has."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=80, blank=True)
    geometry = models.JSONField(null=True)
    area_m2 = models.FloatField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty: in force")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.code


class Community(Area):
    """A residential community (社区). Its code may follow the statistics bureau or the civil-affairs list."""

    code_system = models.CharField(max_length=16, default="nbs")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code", "valid_from"], name="community_once"
            )
        ]


class Block(Area):
    """The ground between roads."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code", "valid_from"], name="block_once")
        ]


class Zone(Area):
    """One of the three thirds: old communities, construction land, the exhibition centre."""

    class Kind(models.TextChoices):
        OLD_COMMUNITY = "old_community"
        CONSTRUCTION = "construction"
        EXPO = "expo"
        OTHER = "other"

    kind = models.CharField(max_length=16, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code", "valid_from"], name="zone_once")
        ]


class Grid(Area):
    """A grid of one system and level. The 16 of the street are (urban, responsibility); never mix systems."""

    class System(models.TextChoices):
        URBAN = "urban"  # 城市管理网格
        GOVERNANCE = "governance"  # 综治网格

    class Level(models.TextChoices):
        RESPONSIBILITY = "responsibility"  # 责任网格
        UNIT = "unit"  # 万米单元网格

    system = models.CharField(max_length=12, choices=System.choices, default=System.URBAN)
    level = models.CharField(max_length=16, choices=Level.choices, default=Level.RESPONSIBILITY)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+", null=True)
    zone_kind = models.CharField(max_length=16, choices=Zone.Kind.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "system", "level", "code", "valid_from"], name="grid_once"
            )
        ]
