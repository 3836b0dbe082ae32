"""`xiuhua seal_history`: seal all chains that grew since the last seal."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.apps.records.seal import seal

SEALED = _("第 %(number)s 号封存：%(chains)s 条链。请把这一行抄存到库外：%(number)s:%(digest)s")
NOTHING = _("上次封存之后历史没有增长，无需封存。")


class Command(ReportCommand):
    """To be run by the worker each night, and by hand before a hand-over."""

    help = "封存历史 / seal the history"

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and print number and digest, to be written down elsewhere."""
        made = seal(now())
        if made is None:
            self.report(options, {"number": None, "chains": 0, "digest": ""}, in_both(NOTHING))
            return
        facts = {"number": made.number, "chains": made.chains, "digest": made.digest}
        self.report(options, facts, in_both(SEALED, **facts))
