"""How the installation stands, in figures read at the moment: queue, worker, backup, sizes, seal, certificate.

Read by the metrics page and by `xiuhua doctor`, so that both speak of the same. A figure that cannot be
read is None. It judges nothing: what is too much is said by the doctor or by whoever watches.
"""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection

from xiuhua.apps.records import heartbeats
from xiuhua.apps.records.backlog import backlog
from xiuhua.apps.records.backup import latest
from xiuhua.apps.records.models import Seal
from xiuhua.apps.records.now import now, real_now
from xiuhua.web.shared.tls import place

MEANING = {
    "database_up": "1 while the database answers",
    "outbox_waiting": "Messages that are due and not sent",
    "outbox_oldest_seconds": "Age of the oldest message that is due",
    "outbox_failing": "Messages that failed and will be tried again",
    "outbox_given_up": "Messages given up within 30 days",
    "worker_silent_seconds": "Time since the background duties last showed that they live",
    "seal_age_seconds": "Time since the history was last sealed, by the program's clock",
    "backup_age_seconds": "Time since the last backup",
    "database_bytes": "Size of the database",
    "disk_free_bytes": "Space left where the data stand",
    "certificate_left_seconds": "Time until the certificate ends",
}


@dataclass
class Figures:
    """One field per figure of MEANING; None: cannot be read, or there is none."""

    database_up: int = 0
    outbox_waiting: int | None = None
    outbox_oldest_seconds: float | None = None
    outbox_failing: int | None = None
    outbox_given_up: int | None = None
    worker_silent_seconds: float | None = None
    seal_age_seconds: float | None = None
    backup_age_seconds: float | None = None
    database_bytes: int | None = None
    disk_free_bytes: int | None = None
    certificate_left_seconds: float | None = None


def read() -> Figures:
    """Everything that can be read now."""
    found = Figures(disk_free_bytes=disk_free())
    made = latest.latest()
    if made is not None:
        found.backup_age_seconds = (real_now() - made.at).total_seconds()
    ends_at = place.serving_until()
    if ends_at is not None:
        found.certificate_left_seconds = (ends_at - real_now()).total_seconds()
    try:
        found.database_bytes = database_bytes()
        found.database_up = 1
        _read_tables(found)
    except DatabaseError:
        connection.close()
    return found


def _read_tables(found: Figures) -> None:
    queue = backlog(now())
    found.outbox_waiting, found.outbox_oldest_seconds = queue.waiting, queue.oldest_s
    found.outbox_failing, found.outbox_given_up = queue.failing, queue.given_up
    beat = heartbeats.last_beat(heartbeats.DUTIES)
    if beat is not None:
        found.worker_silent_seconds = (real_now() - beat).total_seconds()
    sealed_at = Seal.objects.order_by("-number").values_list("at", flat=True).first()
    if sealed_at is not None:
        found.seal_age_seconds = (now() - sealed_at).total_seconds()


def disk_free() -> int | None:
    """Bytes that we may still write where the data stand."""
    try:
        return shutil.disk_usage(settings.HOME).free
    except OSError:
        return None


def database_bytes() -> int:
    """What the database takes on its disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])
