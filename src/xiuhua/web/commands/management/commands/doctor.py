"""`xiuhua doctor`: what is wrong here and how to mend it, in both languages; exit code 0, 1 or 2."""

import sys
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.web.commands.doctor import examine
from xiuhua.web.commands.doctor.findings import LANGUAGES, Finding, Level

MARKS = {Level.WARNING: "!", Level.BAD: "✗"}
SUMMARY = _("检查了 %(count)s 项：%(fine)s 项正常，%(warnings)s 项要留意，%(bad)s 项有问题。")


class Command(ReportCommand):
    """Nothing is changed; it may be run at any time, by the account the program runs as."""

    help = "检查哪里有问题、怎么办 / what is wrong and how to mend it"
    needs_tables = False
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, say, and end with how bad it is."""
        found = examine()
        counts = {level: sum(one.level is level for one in found) for level in Level}
        worst = max((one.level for one in found), default=Level.FINE)
        summary = {
            "count": len(found),
            "fine": counts[Level.FINE],
            "warnings": counts[Level.WARNING],
            "bad": counts[Level.BAD],
        }
        facts = {
            "status": worst.name.lower(),
            **summary,
            "checks": [one.as_facts() for one in found],
        }
        wrong = sorted((one for one in found if not one.is_fine), key=lambda one: -one.level)
        self.report(options, facts, *map(_lines, wrong), in_both(SUMMARY, **summary))
        if worst:
            sys.exit(int(worst))


def _lines(finding: Finding) -> str:
    said = [" ".join(filter(None, finding.said(language))) for language in LANGUAGES]
    return f"{MARKS[finding.level]} {said[0]}\n  {said[1]}"
