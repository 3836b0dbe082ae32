"""Signs of life of the programs beside the pages, kept where the pages can see them: in the database.

The background duties may run on another machine, so a file would not do. A sign of life decides nothing:
it is read by those who watch (readiness, metrics, `xiuhua doctor`), never by an act.
"""

import datetime as dt

from xiuhua.apps.records.models import Heartbeat

DUTIES = "duties"
# One small write that must reach the disk; often enough for whoever watches.
EVERY_S = 20.0
# Sweeping many files takes its time between two signs; after this the worker is gone, or it hangs.
SILENT_AFTER = dt.timedelta(minutes=5)


def beat(name: str, at: dt.datetime) -> None:
    """Note that a program lives; `at` is the machine's own time."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def last_beat(name: str) -> dt.datetime | None:
    """When it last showed; None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def is_silent(name: str, at: dt.datetime) -> bool:
    """Whether it has not shown for too long, or never."""
    last = last_beat(name)
    return last is None or at - last > SILENT_AFTER
