"""`xiuhua digest`: one number over all tables and files, to compare two installations by."""

import dataclasses
from argparse import ArgumentParser
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.backup import digest, reading, tables
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.apps.records.snapshot import snapshot

WHOLE = _("%(tables)s 张表 %(rows)s 行，%(files)s 个文件。总摘要：")
MISSING = _("缺少 %(count)s 个文件，第一个是 %(first)s。")
DAMAGED = _("有 %(count)s 个文件的内容与其名称不符，第一个是 %(first)s。")


def facts_of(found: digest.Digest) -> dict[str, Any]:
    """The digest as JSON says it."""
    return {
        "sha256": found.sha256,
        "tables_sha256": found.tables_sha256,
        "files_sha256": found.files.sha256,
        "rows": found.rows,
        "files": found.files.files,
        "files_missing": found.files.missing,
        "files_damaged": sorted(found.files.damaged),
        "tables": {name: dataclasses.asdict(table) for name, table in found.tables.items()},
    }


def warnings_of(found: digest.FilesDigest) -> list[str]:
    """Sentences about files that are not as they should be."""
    said = ((MISSING, found.missing), (DAMAGED, sorted(found.damaged)))
    return [in_both(text, count=len(names), first=names[0]) for text, names in said if names]


class Command(ReportCommand):
    """Reads every row and every file; the program may run on meanwhile."""

    help = "全部数据表和文件的总摘要 / one digest over all tables and files"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Each table on a line of its own."""
        super().add_arguments(parser)
        parser.add_argument("--tables", action="store_true", help="逐表列出 / list each table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and report."""
        tables.reach(DEFAULT_DB_ALIAS)
        with snapshot():
            models = tables.models_at(tables.applied(DEFAULT_DB_ALIAS), DEFAULT_DB_ALIAS)
            total = sum(reading.count_rows(model, DEFAULT_DB_ALIAS) for model in models)
            with bar("digest", total, silent=options["json"]) as done:
                found = digest.of_everything(models, done)
        head = in_both(WHOLE, tables=len(models), rows=found.rows, files=found.files.files)
        each = [f"{t.sha256}  {t.rows:>10}  {name}" for name, t in found.tables.items()]
        lines = [*warnings_of(found.files), *(each if options["tables"] else []), head]
        self.report(options, facts_of(found), *lines, found.sha256)
