"""`xiuhua import_components FILE.xlsx --subdistrict CODE`: add a census list; `--template` writes the empty form."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, bar
from xiuhua.apps.records.spreadsheets import CsvWriter
from xiuhua.apps.registry.actions import import_components
from xiuhua.apps.registry.component_file import write_template
from xiuhua.rulebook.refusal import Refused


class Command(ReportCommand):
    """Good rows are added, bad ones are written to a rejects file with line and reason."""

    help = "导入部件清单（Excel） / import a list of components from Excel"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, subdistrict, trial run, rejects, template."""
        super().add_arguments(parser)
        parser.add_argument("file", help="Excel 文件 / Excel file")
        parser.add_argument(
            "--subdistrict", help="街道代码；只有一个街道时可省略 / code of the subdistrict"
        )
        parser.add_argument(
            "--template",
            action="store_true",
            help="在 FILE 写出空表 / write the empty form to FILE",
        )
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入 / check only")
        parser.add_argument(
            "--rejects", help="问题行写到此 CSV / bad rows go here (default: beside FILE)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the form, or import and report."""
        file = Path(options["file"])
        if options["template"]:
            if file.exists():
                raise CommandError(f"{file.name} 已存在，未改动 / exists already, left as it is")
            write_template(file)
            self.stdout.write(str(file))
            return
        try:
            with bar(file.name, None, silent=options["json"]) as done:
                result = import_components(
                    file,
                    subdistrict_id=_subdistrict(options["subdistrict"]).pk,
                    by=None,
                    at=now(),
                    dry_run=options["dry_run"],
                    done=done,
                )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        facts = {
            "read": result.read,
            "imported": result.added,
            "there": result.there,
            "rejected": result.rejected,
            "dry_run": options["dry_run"],
        }
        if result.rejects:
            target = Path(options["rejects"] or file.with_suffix(".rejects.csv"))
            _write_rejects(target, result.rejects)
            facts["rejects_file"] = target.name
        lines = [f"{name}: {value}" for name, value in facts.items()]
        self.report(options, facts, *lines)


def _subdistrict(code: str | None) -> Subdistrict:
    rows = Subdistrict.objects.filter(code=code) if code else Subdistrict.objects.all()
    found = list(rows[:2])
    if len(found) != 1:
        raise Refused("subdistrict_unknown", given=code or "", count=len(found))
    return found[0]


def _write_rejects(target: Path, rejects: list[tuple[int, Refused]]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = CsvWriter(file)
        writer.writerow(["行 line", "原因 reason", "说明 facts"])
        for line, refused in rejects:
            facts = "; ".join(f"{name}: {value}" for name, value in refused.facts.items())
            # The facts begin with a name of ours, so that no word of the file becomes a formula.
            writer.writerow([line, refused.code, facts])
