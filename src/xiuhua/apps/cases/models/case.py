"""The case file (案卷): one problem on the street. The row says how it stands; the history says what happened.

`due_at` is the deadline of the clock that runs now (intake, dispatch, handling or check), so that lists sort by it.
"""

from django.db import models

from xiuhua.apps.records.models import Chained
from xiuhua.rulebook.lifecycle.terms import CaseState


class Case(Chained):
    """One problem from report to verified close.

    Keys have no index of their own (`db_index=False`) unless somebody asks by them: each index is paid for by
    every report.
    """

    class Actor(models.TextChoices):
        GOVERNMENT = "government"  # 政府到位
        MARKET = "market"  # 市场入位
        SOCIETY = "society"  # 社会归位

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in CaseState])
    outcome = models.CharField(max_length=16, blank=True, help_text="slug of rulebook Outcome")
    is_open = models.BooleanField(default=True, help_text="kept equal to the state by a constraint")
    source = models.ForeignKey(
        "catalogue.CaseSource", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    case_class = models.ForeignKey(
        "catalogue.CaseClass",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    standard = models.ForeignKey(
        "catalogue.Standard", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    words = models.TextField(blank=True, help_text="the reporter's words; erasable")
    place_words = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, help_text="EPSG:4490; null: no location known")
    lat = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True, help_text="H3 cell, resolution 11")
    crs_received = models.CharField(
        max_length=12, blank=True, help_text="as the device gave it: gcj02 …"
    )

    grid = models.ForeignKey(
        "space.Grid", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    community = models.ForeignKey(
        "space.Community", on_delete=models.PROTECT, related_name="+", null=True
    )
    component = models.ForeignKey(
        "registry.Component", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    premises = models.ForeignKey(
        "registry.Premises", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    officer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    reported_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    handled_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    handled_unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    recorded_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="who wrote the handling down for somebody outside",
        db_index=False,
    )
    checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    returned_by_unit = models.ForeignKey(
        "accounts.Unit",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="the unit that sent it back last",
        db_index=False,
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    finding = models.CharField(
        max_length=8, blank=True, help_text="on-site verification: present / absent"
    )
    root_cause = models.CharField(max_length=48, blank=True)
    actor = models.CharField(max_length=10, choices=Actor.choices, blank=True)
    is_supervised = models.BooleanField(default=False)
    rework_count = models.PositiveSmallIntegerField(default=0)
    return_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)

    reported_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    near_at = models.DateTimeField(
        null=True, help_text="from when on `due_at` is near, by the rule of the last act"
    )
    total_due_at = models.DateTimeField(null=True)
    due_is_provisional = models.BooleanField(default=False)
    closed_on_time = models.BooleanField(null=True)
    pause_count = models.PositiveSmallIntegerField(
        default=0, help_text="how many pauses there ever were: without any, none are looked for"
    )
    rules_version = models.CharField(max_length=24, blank=True)

    external_system = models.CharField(
        max_length=24, blank=True, help_text="where it was imported from"
    )
    external_id = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="open_as_the_state_says",
                condition=models.Q(is_open=False, state__in=["closed", "refused", "merged"])
                | (models.Q(is_open=True) & ~models.Q(state__in=["closed", "refused", "merged"])),
            ),
            models.CheckConstraint(
                name="closed_has_moment_and_outcome",
                condition=models.Q(state="closed", closed_at__isnull=False) & ~models.Q(outcome="")
                | ~models.Q(state="closed"),
            ),
            models.CheckConstraint(
                name="point_is_whole",
                condition=models.Q(lon__isnull=True, lat__isnull=True, cell__isnull=True)
                | models.Q(lon__isnull=False, lat__isnull=False, cell__isnull=False),
            ),
            models.CheckConstraint(
                name="checker_is_not_handler",
                condition=models.Q(handled_by__isnull=True)
                | models.Q(checked_by__isnull=True)
                | ~models.Q(checked_by=models.F("handled_by")),
            ),
            models.UniqueConstraint(
                name="imported_once",
                fields=["external_system", "external_id"],
                condition=~models.Q(external_id=""),
            ),
        ]
        # What is open is little, what has ended grows for years: two sets of indexes. The wide ones answer the
        # list's filters without looking at the rows (PostgreSQL; SQLite has them without the added columns).
        indexes = [
            models.Index(
                fields=["subdistrict", "due_at", "id"],
                include=["grid", "case_class", "state", "unit", "officer", "source", "reported_at"],
                name="case_open_by_due",
                condition=models.Q(is_open=True),
            ),
            *(
                models.Index(
                    fields=[key, "due_at"],
                    name=f"case_open_by_{key}",
                    condition=models.Q(is_open=True),
                )
                for key in ("unit", "officer", "reported_by")
            ),
            models.Index(
                fields=["cell"], name="case_open_by_cell", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["cell"],
                name="case_ended_by_cell",
                condition=models.Q(is_open=False, cell__isnull=False),
            ),
            # Look-alikes of a report: a strip of longitude among the open cases of its class.
            models.Index(
                fields=["subdistrict", "case_class", "lon"],
                name="case_open_alike",
                condition=models.Q(is_open=True),
            ),
            models.Index(
                fields=["subdistrict", "-reported_at", "-id"],
                include=[
                    *("grid", "case_class", "state", "outcome", "unit", "officer", "source"),
                    *("is_open", "due_at"),
                ],
                name="case_by_report",
            ),
            models.Index(
                fields=["subdistrict", "case_class", "-reported_at", "-id"],
                include=["is_open", "due_at"],
                name="case_by_class",
            ),
            models.Index(
                fields=["grid", "-reported_at", "-id"],
                include=["subdistrict", "is_open", "due_at"],
                name="case_by_grid",
            ),
            # Keys that few cases have, or that are given after the report: a report does not pay for them.
            *(
                models.Index(
                    fields=[key, "-reported_at"],
                    name=f"case_of_{key}",
                    condition=models.Q((f"{key}__isnull", False)),
                )
                for key in ("unit", "officer", "reported_by", "handled_by")
            ),
            *(
                models.Index(
                    fields=[key],
                    name=f"case_of_{key}",
                    condition=models.Q((f"{key}__isnull", False)),
                )
                for key in ("parent", "component")
            ),
        ]

    def __str__(self) -> str:
        return self.number
