"""Patrols: who walked which grid from when to when, and what of it was walked.

Points of a track belong to one patrol that a person started and can see running; they are erased after the days a
rule says, and what stays is which stretches were walked. There is no alarm for standing still, and no field for one.
"""

from django.db import models

from xiuhua.apps.records.models import Chained


class Patrol(Chained):
    """One walk of one person through one grid (巡查记录), by a round or by all its roads."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    grid = models.ForeignKey("space.Grid", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        "duty.GridRound", on_delete=models.PROTECT, related_name="+", null=True
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    todo = models.JSONField(help_text="[segment, from m, to m]: what was to be walked")
    todo_m = models.FloatField()
    walked_m = models.FloatField(default=0, help_text="sum of its walked stretches")
    point_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    track_erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="one_open_patrol", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="patrol_period",
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "-started_at"], name="patrol_by_day"),
            models.Index(fields=["grid", "-started_at"], name="patrol_by_grid"),
            models.Index(fields=["user", "-started_at"], name="patrol_by_person"),
        ]


class TrackPoint(models.Model):
    """Where the phone was at a moment of a patrol. Erased after the days of the rule `track_kept_days`."""

    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(help_text="the device's time, within the patrol")
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "at"], name="track_point_once")]


class WalkedStretch(models.Model):
    """A stretch of road that a patrol walked: what stays when the points are gone."""

    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="+")
    segment = models.ForeignKey(
        "space.Segment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_m = models.FloatField()
    to_m = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patrol", "segment", "from_m"], name="walked_once")
        ]
        indexes = [models.Index(fields=["segment", "-at"], name="walked_by_segment")]
