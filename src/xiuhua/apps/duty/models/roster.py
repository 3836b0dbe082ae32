"""A month's roster and who stands where in it, with swaps and notes of hand-over."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Roster(Chained):
    """The roster of one month (值班表): a draft that is worked on, then published; changes after that are acts."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    month = models.DateField(help_text="its first day")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)
    search = models.JSONField(
        default=dict, help_text="the running or last filling: seconds, cost, gap, why not"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "month"], name="roster_once_a_month")
        ]


class RosterShift(models.Model):
    """One person on one post in one shift of one day. One a day for each person, by constraint."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("duty.Post", on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey("duty.ShiftKind", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    locked = models.BooleanField(default=False, help_text="a filling leaves it as it is")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_shift_a_day"),
        ]
        indexes = [models.Index(fields=["roster", "day"], name="roster_shift_by_day")]


class SwapRequest(Chained):
    """Two taps: one person asks another to swap shifts, or to take one over; the other accepts or does not."""

    class State(models.TextChoices):
        ASKED = "asked"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    give_day = models.DateField(help_text="the day on which the asker is on duty")
    take_day = models.DateField(
        null=True, help_text="the other's day in exchange; null: taken over"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_of", "state"], name="swap_by_asked")]


class HandOverNote(Chained):
    """What one shift tells the next (交接班): written by who leaves, read by who comes."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey("duty.Post", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    shift = models.ForeignKey("duty.ShiftKind", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "day"], name="hand_over_by_day")]
