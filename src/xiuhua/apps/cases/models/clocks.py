"""Clocks of a case: each keeps the limit, calendar and standard by which it was reckoned."""

from django.db import models


class Clock(models.Model):
    """One deadline of one case. A recomputed deadline is a changed row and an event in the history."""

    class Kind(models.TextChoices):
        INTAKE = "intake"  # 受理时限
        VERIFY = "verify"  # 核实时限
        DISPATCH = "dispatch"  # 派单时限
        HANDLING = "handling"  # 处置时限
        CHECK = "check"  # 核查时限
        TOTAL = "total"  # 办结总时限

    # Its index is the one of `clock_once_per_round`.
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    round = models.PositiveSmallIntegerField(
        default=1, help_text="2 after a first rework, and so on"
    )
    started_at = models.DateTimeField()
    limits = models.JSONField(
        help_text="[[value, unit, calendar], …] reckoned one after the other, as the total is"
    )
    standard = models.ForeignKey(
        "catalogue.Standard", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    due_at = models.DateTimeField(null=True, help_text="null while it stands still")
    is_provisional = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "round"], name="clock_once_per_round")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="clock_provisional",
                condition=models.Q(is_provisional=True, stopped_at__isnull=True),
            )
        ]


class Pause(models.Model):
    """A time during which clocks of a case stand still; which ones, its kind says (`cases/clocks.py`)."""

    class Kind(models.TextChoices):
        EXTENSION = "extension"  # 延期: granted working time
        SUSPENSION = "suspension"  # 挂账
        CHECKING = "checking"  # from handled to rework: not the handler's time
        REFERRAL = "referral"  # with an outside body: not our lateness

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    petition = models.ForeignKey(
        "cases.Petition", on_delete=models.PROTECT, related_name="+", null=True
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case"], name="pause_by_case")]
        constraints = [
            models.CheckConstraint(
                name="pause_forward",
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("began_at")),
            )
        ]
