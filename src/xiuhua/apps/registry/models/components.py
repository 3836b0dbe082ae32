"""Components (部件): lamp posts, covers, bins … counted, owned, photographed."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Component(Chained):
    """One managed component with its 16-digit identifier."""

    class State(models.TextChoices):
        GOOD = "good"
        DAMAGED = "damaged"
        MISSING = "missing"
        REMOVED = "removed"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    identifier = models.CharField(max_length=16)
    label = models.CharField(max_length=40, blank=True, help_text="what is painted on it: 127")
    case_class = models.ForeignKey(
        "catalogue.CaseClass", on_delete=models.PROTECT, related_name="+"
    )
    owner_unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.GOOD)
    road = models.ForeignKey("space.Road", on_delete=models.PROTECT, related_name="+", null=True)
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+", null=True)
    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField(help_text="H3 cell, resolution 11")
    photo = models.ForeignKey(
        "records.StoredFile", on_delete=models.PROTECT, related_name="+", null=True
    )
    census_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "identifier"], name="component_id_once")
        ]
        indexes = [
            models.Index(fields=["subdistrict", "case_class", "label"], name="component_by_label"),
            models.Index(fields=["subdistrict", "grid", "case_class"], name="component_by_grid"),
            models.Index(fields=["cell"], name="component_by_cell"),
        ]
