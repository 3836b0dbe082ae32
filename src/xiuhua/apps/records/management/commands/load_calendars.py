"""`xiuhua load_calendars [FILE]`: enter holiday notices of years that are not known yet."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.calendars import known_years
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both

ADDED = _("新录入年份：%(added)s。已知年份：%(first)s—%(last)s。")
DIFFERING = _("这些年份早已录入，且与文件不一致，保持原样：%(years)s。需要时请在日历页面逐日修改。")


class Command(ReportCommand):
    """Run twice, it changes nothing."""

    help = "录入放假调休安排 / enter holiday notices (TOML; without FILE those that ship)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file of notices."""
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say which years are new, and which differ from the file."""
        answer = load_calendars(options["file"], by=None, at=now())
        years = known_years()
        added = ", ".join(map(str, answer["added"])) or "—"
        lines = [in_both(ADDED, added=added, first=years[0], last=years[-1])]
        if answer["differing"]:
            lines.append(in_both(DIFFERING, years=", ".join(map(str, answer["differing"]))))
        self.report(options, answer, *lines)
