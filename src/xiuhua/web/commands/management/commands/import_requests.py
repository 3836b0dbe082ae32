"""`xiuhua import_requests`: bring in another system's requests from its CSV, through a mapping file."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.cases.actions.importing import Reject, Tally, import_requests
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.apps.records.spreadsheets import CsvWriter
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

DONE = _("读了 %(read)s 行：导入 %(imported)s 件，已有 %(known)s 件，退回 %(rejected)s 行。")
TRIED = _(
    "试读了 %(read)s 行，没有写入：可导入 %(imported)s 件，已有 %(known)s 件，退回 %(rejected)s 行。"
)
PLACES = _(
    "有位置的 %(with_location)s 件，落在区域内的 %(routed)s 件，"
    "与文件所写区域一致的 %(area_agrees)s 件（占有位置的 %(share)s）。"
)
TIMES = _("可核对是否按时的 %(on_time_known)s 件，与文件一致的 %(on_time_agrees)s 件。")
WHY = _("退回 %(count)s 行：%(reason)s")
SPEED = _("每秒 %(rows_per_s)s 行。")
# A spreadsheet would run what begins like this.


class Command(ReportCommand):
    """A bad row goes to the rejects file and stops nothing; run twice, it adds nothing."""

    help = "导入其他系统的诉求（CSV） / import another system's requests (CSV)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its mapping, and what else comes with it."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="CSV，可用 gzip 压缩 / plain or gzip")
        parser.add_argument("--mapping", required=True, metavar="MAP.toml", help="对照表 / mapping")
        parser.add_argument("--areas", metavar="POLYGONS.geojson", help="区域 / areas")
        parser.add_argument("--dry-run", action="store_true", help="只试读 / write nothing")
        parser.add_argument(
            "--rejects", metavar="FILE", help="退回的行写到这里 / where rows not taken go (CSV)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; exit code 2 if the file, mapping or areas cannot be used."""
        try:
            tally = self._run(options)
        except Refused as refused:
            raise CommandError(refusals.in_both(refused), returncode=2) from refused
        self.report(options, tally.facts(), *_lines(tally, dry_run=options["dry_run"]))

    def _run(self, options: dict[str, Any]) -> Tally:
        silent = options["json"]
        _make_tables()
        with (
            _rejects(options["rejects"]) as on_reject,
            bar("import_requests", None, silent=silent) as done,
        ):
            return import_requests(
                options["file"],
                options["mapping"],
                options["areas"],
                at=now(),
                dry_run=options["dry_run"],
                on_reject=on_reject,
                progress=done,
            )


def _make_tables() -> None:
    """A database without any table gets them; one that is there is not upgraded by the way."""
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _rejects(path: str | None) -> Iterator[Callable[[Reject], None]]:
    """Writes each row that was not taken: line, reason, sentence in both languages, the row itself."""
    if path is None:
        yield lambda reject: None
        return
    try:
        file = Path(path).open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        cause = error.strerror or ""
        raise Refused("rejects_not_writable", file=Path(path).name, cause=cause) from error
    with file:
        out = CsvWriter(file)
        out.writerow(["line", "reason", "sentence", "row"])
        yield lambda reject: out.writerow(_reject_cells(reject))


def _reject_cells(reject: Reject) -> list[str]:
    sentence = refusals.in_both(reject.reason).replace("\n", " / ")
    return [str(reject.line), reject.reason.code, sentence, *reject.fields]


def _lines(tally: Tally, *, dry_run: bool) -> list[str]:
    facts = tally.facts()
    rejected = facts.pop("rejected")
    share = f"{tally.area_agrees / tally.with_location:.2%}" if tally.with_location else "—"
    lines = [
        in_both(TRIED if dry_run else DONE, rejected=sum(rejected.values()), **facts),
        in_both(PLACES, share=share, **facts),
        in_both(TIMES, **facts),
    ]
    lines += [in_both(WHY, count=count, reason=reason) for reason, count in rejected.items()]
    return [*lines, in_both(SPEED, **facts)]
