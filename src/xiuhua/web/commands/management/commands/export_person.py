"""`xiuhua export_person`: the copy a person may ask for, as a ZIP: JSON, a page to read, and the photos they sent.

That it was handed out stands in the history of each case and order; the ZIP is nowhere kept. With `--dry-run`
only what is there is said.
"""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.privacy import exporting
from xiuhua.apps.privacy.actions.erasing import staff_named
from xiuhua.apps.privacy.finding import find_person, subdistricts_of
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.persons import (
    acting,
    add_person_arguments,
    request_named,
    said_in_both,
)
from xiuhua.web.shared.person_copy import as_page

LOOK = _("只看没有导出。")
DONE = _("已写入 %(file)s，只有本人可读。交给本人后请删除；里面是未遮住的个人信息。")
NOT_EMPTY = _("文件已存在：%(file)s。请换一个名字。")
NEEDS_FILE = _("请用 --to 写明导出到哪个文件。")


class Command(ReportCommand):
    """Writes one file that nobody else on the machine may read."""

    help = "导出一个人的信息 / the copy a person may ask for"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and where to."""
        super().add_arguments(parser)
        add_person_arguments(parser)
        parser.add_argument("--to", type=Path, metavar="FILE.zip", help="导出文件 / the ZIP")
        parser.add_argument("--dry-run", action="store_true", help="只看有什么 / only look")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, or write the ZIP."""
        by, at, to = acting(options["by"]), now(), options["to"]
        check_may(by, exporting.ANSWER)
        if options["dry_run"] and not options["username"]:
            areas = subdistricts_of(by, exporting.ANSWER)
            counts = find_person(options["number"], options["name"], areas).counts()
            facts = {"found": counts, "file": None}
            return self.report(options, facts, *said_in_both(counts), in_both(LOOK))
        if to is None:
            raise CommandError(in_both(NEEDS_FILE), returncode=2)
        if to.exists():
            raise CommandError(in_both(NOT_EMPTY, file=to), returncode=2)
        if options["username"]:
            copy = exporting.copy_of_staff(staff_named(options["username"]), by=by, at=at)
        elif options["number"]:
            copy = exporting.copy_of_person(
                options["number"],
                name=options["name"],
                request=request_named(by, options["request"]),
                by=by,
                at=at,
            )
        else:
            raise Refused("person_number_malformed", shortest=7)
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            exporting.write_zip(copy, out, as_page)
        counts = {name: len(value) for name, value in copy.data.items() if isinstance(value, list)}
        facts = {"file": str(to), **counts, "photos": len(copy.pictures)}
        self.report(options, facts, in_both(DONE, file=to))
