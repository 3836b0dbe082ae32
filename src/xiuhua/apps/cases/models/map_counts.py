"""Prepared counts for the far zooms of the map: how many cases lie in each cell, by state, and how many are late.

    counts = MapCount (folded) + MapDelta (noted with each act, not folded yet)

Everything here follows from the cases and can be counted anew from them (`actions.map_counts`); nothing else may
be read off it. Why it is kept like this: docs/decisions/0014.
"""

from django.db import models

from xiuhua.rulebook.lifecycle.terms import CaseState

STATES = [(state.value, state.value) for state in CaseState]
COARSEST, FINEST = 5, 10
RESOLUTIONS = range(COARSEST, FINEST + 1)
"""Of H3: cells of 250 km² for a whole city from afar, down to cells of 150 m for a few street corners."""


class MapCount(models.Model):
    """Cases of one state in one cell. The cell is of any resolution that maps show, which its number says."""

    cell = models.BigIntegerField()
    subdistrict_id = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=STATES)
    n = models.IntegerField()
    late = models.IntegerField(help_text="open ones whose deadline lay before `MapFold.upto`")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "subdistrict_id", "state"], name="map_count_once"
            )
        ]


class MapDelta(models.Model):
    """What one act changed: a case more, or less, in a cell of the finest counted resolution."""

    subdistrict_id = models.BigIntegerField()
    cell = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=STATES)
    due_at = models.DateTimeField(null=True, help_text="the deadline that ran; null: none or ended")
    n = models.IntegerField(help_text="1 or -1; an import notes many at once")


class MapFold(models.Model):
    """The only row, made by the first fold, says up to which moment deadlines have been counted as missed."""

    upto = models.DateTimeField()
