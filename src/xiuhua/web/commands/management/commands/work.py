"""`xiuhua work`: what has to be done by itself beside the web, again and again.

Messages are sent, the history is sealed, provisional deadlines are reckoned when a calendar year arrives, and
once a day what was kept long enough is erased and files that belong to nobody are swept. What acts noted for the
map's counts is folded every second, and every half hour coverage and blind spots are reckoned.
`xiuhua serve` keeps one of these running; on a large installation it may run on a machine of its own.
"""

import logging
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection

from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.actions.recomputing import recompute_provisional
from xiuhua.apps.evaluation.actions import reckon_all
from xiuhua.apps.privacy import retention
from xiuhua.apps.records import durability, heartbeats, outbox, sweeping
from xiuhua.apps.records.calendars import known_years
from xiuhua.apps.records.carriers import read_carriers
from xiuhua.apps.records.management.commands.send_outbox import carriers_file
from xiuhua.apps.records.now import now, real_now
from xiuhua.apps.records.seal import seal
from xiuhua.apps.records.tables import TablesCommand

log = logging.getLogger(__name__)
MOST_MESSAGES = 200
RETRY_S = 300.0


@dataclass
class Duty:
    """Something done every so many seconds; the first time at once."""

    name: str
    every_s: float
    do: Callable[[], None]
    due: float = 0.0


class Command(TablesCommand):
    """Goes on until it is told to stop, and then ends between two duties."""

    help = "后台任务：发消息、封存历史、重算期限 / background duties"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Rhythm; `--once` for tests and cron."""
        parser.add_argument("--once", action="store_true", help="每项一次 / each duty once")
        parser.add_argument("--outbox-every", type=float, default=5.0, metavar="SECONDS")
        parser.add_argument("--seal-every", type=float, default=300.0, metavar="SECONDS")
        parser.add_argument("--calendars-every", type=float, default=60.0, metavar="SECONDS")
        parser.add_argument("--retention-every", type=float, default=86400.0, metavar="SECONDS")
        parser.add_argument("--map-every", type=float, default=1.0, metavar="SECONDS")
        parser.add_argument("--coverage-every", type=float, default=1800.0, metavar="SECONDS")
        parser.add_argument("--sweep-every", type=float, default=86400.0, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due, sleep until the next is."""
        duties = [
            Duty("heartbeat", heartbeats.EVERY_S, show_life),
            Duty("outbox", options["outbox_every"], send_messages),
            Duty("map", options["map_every"], lambda: map_counts.fold(now()) and None),
            Duty("calendars", options["calendars_every"], Calendars().look),
            Duty("retention", options["retention_every"], lambda: retention.run(now()) and None),
            Duty("seal", options["seal_every"], lambda: seal(now()) and None),
            Duty("coverage", options["coverage_every"], lambda: reckon_all(now()) and None),
            Duty("files", options["sweep_every"], see_to_files),
        ]
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        parent = os.getppid()
        while not stop.is_set():
            for duty in duties:
                if duty.due <= time.monotonic() and not stop.is_set():
                    waits_s = duty.every_s if carry_out(duty) else min(duty.every_s, RETRY_S)
                    duty.due = time.monotonic() + waits_s
            # Whoever started us and is gone will not tell us to stop.
            if options["once"] or (os.getppid() != parent and parent != 1):
                return
            stop.wait(max(0.1, min(duty.due for duty in duties) - time.monotonic()))


def carry_out(duty: Duty) -> bool:
    """Do one duty; whether it was done. One that could not be is tried again soon, the others go on."""
    try:
        close_old_connections()
        duty.do()
    except Exception:  # noqa: BLE001 (one duty that fails, for whatever reason, must not stop the others)
        log.exception("duty %s not done", duty.name)
        connection.close()
        return False
    return True


def show_life() -> None:
    """Whoever watches the pages sees that the duties go on."""
    heartbeats.beat(heartbeats.DUTIES, real_now())


def send_messages() -> None:
    """What is due in the outbox, some at a time so that the other duties get their turn."""
    carriers = read_carriers(carriers_file(), settings.OUTBOX_HOSTS)
    outbox.send_due(now(), carriers, limit=MOST_MESSAGES)


def see_to_files() -> None:
    """Sweep what belongs to nobody, and say once a day what is not as safe as it should be."""
    sweeping.sweep(now())
    found = sweeping.find_missing()
    if found.missing or found.cut:
        log.error("stored files missing: %s, cut: %s", found.missing, found.cut)
    for weak in durability.weaknesses():
        log.error("confirmed acts are not safe: %s is %s", weak.setting, weak.found)


class Calendars:
    """Notices that a year has arrived."""

    def __init__(self) -> None:
        self.years: list[int] | None = None

    def look(self) -> None:
        """Recompute at the first look, for what arrived while nobody looked, and after each change."""
        years = known_years()
        if years == self.years:
            return
        done = recompute_provisional(now())
        self.years = years
        if done.moved:
            print(f"recomputed {done.moved} deadlines", file=sys.stderr)
