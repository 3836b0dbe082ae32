"""`xiuhua load_catalogue [FOLDER]`: add classes, standards, rules and sources from files."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from xiuhua.apps.catalogue.actions import load_catalogue
from xiuhua.apps.records.now import now
from xiuhua.apps.records.tables import TablesCommand
from xiuhua.rulebook.refusal import Refused


class Command(TablesCommand):
    """Add what the folder has and the database lacks; nothing that is there is changed."""

    help = "Load classes, standards, rules and sources from a folder of CSV files (default: those that ship)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Folder, dry run, form of the report."""
        parser.add_argument(
            "folder",
            nargs="?",
            help="folder with classes.csv, standards.csv, rules.csv, sources.csv",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument("--json", action="store_true", help="report as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report."""
        try:
            answer = load_catalogue(options["folder"], at=now(), dry_run=options["dry_run"])
        except Refused as refused:
            facts = refused.facts
            raise CommandError(
                f"{refused.code}: "
                + ", ".join(f"{name} {value}" for name, value in facts.items() if value != "")
            ) from refused
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        for table, count in answer["added"].items():
            read = answer["read"].get(table)
            self.stdout.write(f"{table}: +{count}" + (f" / {read}" if read is not None else ""))
