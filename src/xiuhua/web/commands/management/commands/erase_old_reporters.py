"""`xiuhua erase_old_reporters`: keep the form's promise, name and phone go when a case is closed long enough.

`xiuhua work` does it once a day; the command is for seeing beforehand (`--dry-run`) and for installations
without the background duties.
"""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.cases.actions.retention import erase_old
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both

DONE = _("已删除到期的个人信息：上报人 %(reporters)s 人，来件诉求人 %(callers)s 人。")
WOULD = _("到期应删除：上报人 %(reporters)s 人，来件诉求人 %(callers)s 人。这是试运行，没有改动。")


class Command(ReportCommand):
    """Run twice, the second time finds nothing."""

    help = "删除到期的上报人姓名、电话 / erase names and phones kept long enough"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only a trial, or in earnest."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="只数一数 / only count")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, or count, and say how many."""
        erased = erase_old(now(), dry_run=options["dry_run"])
        facts = {**asdict(erased), "dry_run": options["dry_run"]}
        sentence = in_both(WOULD if options["dry_run"] else DONE, **asdict(erased))
        self.report(options, facts, sentence)
