"""Slots and rounds: when a grid is walked, which roads how often, and the walk itself.

A slot and a round hold from a day on; a later one ends them, none is rewritten. Geometry of roads stands in space;
a round keeps the way it was drawn by, so that it stays readable when roads are imported anew.
"""

from django.db import models

from xiuhua.apps.records.models import Chained


class RoundSlot(Chained):
    """A time of day in which grids are walked, with how often each road class is asked for (定时段)."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=40)
    starts = models.TimeField()
    ends = models.TimeField(help_text="before `starts`: of the next day")
    times = models.JSONField(
        help_text="road class: passes in the slot; 0 may be passed, absent may not"
    )
    speed_m_min = models.FloatField(help_text="metres a minute, stops to look included")
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "code", "valid_from"], name="round_slot_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minutes(self) -> int:
        """How long the slot is."""
        first, last = (at.hour * 60 + at.minute for at in (self.starts, self.ends))
        return (last - first) % (24 * 60) or 24 * 60


class GridRound(Chained):
    """One of the rounds of a grid in a slot: the steps in their order, with length and time (巡查路线)."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(RoundSlot, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="1, 2 … of the grid in the slot")
    steps = models.JSONField(help_text="[segment, from m, to m, forward, counts] in order")
    path = models.JSONField(help_text="GeoJSON line of the whole walk")
    length_m = models.FloatField()
    required_m = models.FloatField(help_text="metres asked for, deadhead left out")
    bound_m = models.FloatField(help_text="no closed walk over all roads of the grid is shorter")
    minutes = models.FloatField()
    seed = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")
    replaced_at = models.DateTimeField(null=True, help_text="drawn anew for the same day")

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "grid", "slot"], name="round_by_grid")]
