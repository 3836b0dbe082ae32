"""The subdistrict (街道): whose database this is, or one of several in a city's database."""

from django.db import models

from xiuhua.apps.records.models.history import Chained


class Subdistrict(Chained):
    """A street office's area: its zone, its time, its boundary. Nothing of one city stands in code."""

    code = models.CharField(max_length=16, unique=True, help_text="9 digits in China: 420105006")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    case_prefix = models.CharField(max_length=8, help_text="ZT gives ZT-20210507-000123")
    grid_code_pattern = models.CharField(max_length=60, default="{subdistrict}{seq:02}")
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    projected_epsg = models.PositiveIntegerField(help_text="areas in m² are measured here")
    office_calendar = models.CharField(max_length=16, default="office")
    boundary = models.JSONField(null=True, help_text="GeoJSON geometry, EPSG:4490, longitude first")
    closes_on_check = models.BooleanField(
        default=True, help_text="a passed result check closes the case in the same act"
    )
    checks_outside_unit = models.BooleanField(
        default=False, help_text="the checker may not belong to the handling unit"
    )
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
