"""What a person brings to the roster: leave, wishes, and the private address of their calendar."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Leave(Chained):
    """Days on which a person is not there. Why is nobody's business here: a reason may be about health."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(help_text="last day")
    ended_at = models.DateTimeField(null=True, help_text="taken back")

    class Meta:
        indexes = [models.Index(fields=["user", "from_on"], name="leave_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("from_on")), name="leave_period"
            )
        ]


class ShiftWish(models.Model):
    """A person would like to be on duty on a day (`wants`), or rather not. Heard where it can be, no right."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    wants = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_wish_a_day")]


class CalendarAddress(models.Model):
    """How often a person has asked for a new private calendar address; the address itself is derived, not kept."""

    user = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
