"""`xiuhua send_outbox`: send what is due, once or again and again."""

import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records import outbox
from xiuhua.apps.records.backlog import requeue_given_up
from xiuhua.apps.records.carriers import read_carriers
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both

ROUND = _("已发送 %(sent)s 条，未成功（稍后重试）%(failed)s 条，放弃 %(given_up)s 条。")

REQUEUED = _("重新排入 %(count)s 条先前放弃的消息。")


def carriers_file() -> Path:
    """Where the addresses stand: XIUHUA_CARRIERS, or carriers.toml beside the data."""
    return Path(os.environ.get("XIUHUA_CARRIERS") or settings.HOME / "carriers.toml")


class Command(ReportCommand):
    """One round by default; `--every` goes on until it is told to stop."""

    help = "发送待发消息 / send messages that are due"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once or in rounds."""
        super().add_arguments(parser)
        rhythm = parser.add_mutually_exclusive_group()
        rhythm.add_argument("--once", action="store_true", help="一轮 / one round (default)")
        rhythm.add_argument("--every", type=float, metavar="SECONDS")
        parser.add_argument(
            "--again", action="store_true", help="放弃的也重发 / also those that were given up"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and report each round."""
        carriers = read_carriers(carriers_file(), settings.OUTBOX_HOSTS)
        if options["again"]:
            count = requeue_given_up(now())
            if not options["json"]:
                self.stdout.write(in_both(REQUEUED, count=count))
        while True:
            tally = outbox.send_due(now(), carriers)
            self.report(options, tally.as_facts(), in_both(ROUND, **tally.as_facts()))
            if options["every"] is None:
                return
            time.sleep(options["every"])
