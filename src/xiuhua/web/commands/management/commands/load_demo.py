"""`xiuhua load_demo [--small]`: the invented subdistrict, its people and 120 days of cases."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.progress import ReportCommand, bar, in_both, json_line
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.demo import loading
from xiuhua.web.commands.demo.people import Account

ALREADY = _("演示数据已经载入，未做任何改动。账号见 %(file)s。")
REFUSED = _(
    "数据库里已有真实街道，不能载入演示数据。请用 XIUHUA_HOME 或 DATABASE_URL 另指一个空库。"
)
MADE = _("已载入演示街道：%(cases)s 件案卷，%(people)s 个账号（人员均为虚构）。")
KEPT = _("账号和随机密码只显示这一次，并存于 %(file)s（仅本人可读）：")
FILE = "demo_accounts.txt"


class Command(ReportCommand):
    """Load once into an empty database; on a loaded demonstration say so and do nothing."""

    help = "载入演示街道（虚构） / load the invented demonstration subdistrict"
    requires_system_checks: list[str] = []
    needs_tables = False  # it makes them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size and seed."""
        super().add_arguments(parser)
        parser.add_argument("--small", action="store_true", help="约 150 件案卷 / about 150 cases")
        parser.add_argument("--seed", type=int, default=loading.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, keep the accounts, print them."""
        size = loading.SMALL if options["small"] else loading.FULL
        silent = options["json"]
        accounts_file = Path(settings.HOME) / FILE
        try:
            _make_tables()
            made = loading.load(
                size, options["seed"], lambda title, total: bar(title, total, silent=silent)
            )
        except Refused as refused:
            self._explain(refused, accounts_file, options["json"])
            return
        table = _table(made.accounts)
        _keep(accounts_file, table)
        if options["json"]:
            accounts = [vars(account) for account in made.accounts]
            json_line(self.stdout, {**made.numbers, "accounts": accounts})
            return
        facts = {"cases": made.numbers["cases"], "people": len(made.accounts)}
        self.stdout.write(in_both(MADE, **facts))
        self.stdout.write(in_both(KEPT, file=accounts_file) + "\n\n" + table)

    def _explain(self, refused: Refused, accounts_file: Path, as_json: bool) -> None:
        if refused.code == "demo_already_loaded":
            if as_json:
                json_line(self.stdout, {"already_loaded": True})
            else:
                self.stdout.write(in_both(ALREADY, file=accounts_file))
            return
        if refused.code == "demo_on_real_database":
            raise CommandError(in_both(REFUSED)) from refused
        raise refused


def _make_tables() -> None:
    """A first start finds no tables: make them. A real street's are left as they are, and refused."""
    if Subdistrict._meta.db_table in connection.introspection.table_names():
        loading.check_not_real()
    call_command("migrate", verbosity=0, interactive=False)


def _table(accounts: list[Account]) -> str:
    """One account a line: role, user name, password, name, unit; separated by blanks, none inside."""
    lines = ["role                 username               password       name unit"]
    lines += [
        f"{a.role:<20} {a.username:<22} {a.password:<14} {a.full_name} {a.where}" for a in accounts
    ]
    return "\n".join(lines) + "\n"


def _keep(path: Path, table: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(table)
