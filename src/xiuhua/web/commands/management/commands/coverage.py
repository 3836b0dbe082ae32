"""`xiuhua coverage`: reckon blind spots and the four-all report now; the background duty does it by itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.evaluation.actions import reckon
from xiuhua.apps.evaluation.models import BlindSpot
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both, json_line

DONE = _("%(name)s：没关闭的盲点 %(open)s 处，用时 %(ms)s 毫秒")


class Command(ReportCommand):
    """Reckon every subdistrict."""

    help = "算覆盖情况和盲点 / reckon coverage and blind spots"

    def handle(self, *args: Any, **options: Any) -> None:
        """Reckon and report."""
        done = []
        for subdistrict in Subdistrict.objects.order_by("code"):
            run = reckon(subdistrict, now())
            count = BlindSpot.objects.filter(subdistrict=subdistrict, closed_at=None).count()
            done.append({"subdistrict": subdistrict.code, "open": count, "took_ms": run.took_ms})
            if not options["json"]:
                said = {"name": subdistrict.name, "open": count, "ms": run.took_ms}
                self.stdout.write(in_both(DONE, **said))
        if options["json"]:
            json_line(self.stdout, {"reckoned": done})
