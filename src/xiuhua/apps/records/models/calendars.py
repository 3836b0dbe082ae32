"""Working calendars as editable rows: office hours per calendar, days that differ, years that are known."""

from django.db import models

from xiuhua.apps.records.models.history import Chained


class OfficeHours(models.Model):
    """Hours of one working calendar (office, 7x16, 24x7 …), valid from a date; several seasons are several rows."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+", null=True
    )
    calendar = models.CharField(max_length=16)
    intervals = models.JSONField(help_text='[["08:00","12:00"],["14:00","18:00"]]')
    rests = models.BooleanField(help_text="weekends and holidays are days off")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty: until further notice")
    source = models.CharField(max_length=200)

    class Meta:
        # Two constraints, because SQLite cannot be told that two empty subdistricts are the same one.
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "calendar", "valid_from"], name="own_hours_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["calendar", "valid_from"],
                condition=models.Q(subdistrict=None),
                name="general_hours_once_per_start",
            ),
        ]


class CalendarYear(Chained):
    """A year whose holiday notice is known; beyond the last one every deadline is provisional."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()


class CalendarDay(models.Model):
    """A day that differs from Monday-to-Friday: a holiday, or a make-up workday (调休上班)."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
