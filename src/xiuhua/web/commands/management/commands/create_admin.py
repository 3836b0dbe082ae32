"""`xiuhua create_admin`: the first administrator, with a one-time link instead of a password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.actions import administrators
from xiuhua.apps.accounts.roles import ADMINISTRATORS
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

MADE = _("管理员 %(username)s 已建好。请本人在三天内打开下面的链接设置密码，链接只能用一次：")
AGAIN = _("请管理员 %(username)s 本人在三天内打开下面的链接设置密码，链接只能用一次：")


class Command(ReportCommand):
    """For whoever has the machine in hand; everything further is done on the pages."""

    help = "建第一位管理员，打印一次性链接 / make the first administrator, print a one-time link"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where, and whether it is only a new link."""
        super().add_arguments(parser)
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--name", default="", help="姓名 / full name (default: USERNAME)")
        parser.add_argument(
            "--subdistrict", metavar="CODE", help="街道编码 / code of the subdistrict"
        )
        parser.add_argument(
            "--role", choices=sorted(ADMINISTRATORS), help="只给一个角色 / one role only (level 3)"
        )
        parser.add_argument(
            "--link", action="store_true", help="只重发链接 / only a new link for an administrator"
        )
        parser.add_argument(
            "--address", default="http://localhost:8000", help="网址 / address of this installation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account, or find it, and print the link."""
        username, at = options["username"], now()
        try:
            if options["link"]:
                user = administrators.administrator(username, at)
            else:
                user = administrators.add_first(
                    username=username,
                    full_name=options["name"] or username,
                    subdistrict_code=options["subdistrict"],
                    role=options["role"],
                    at=at,
                )
            path = administrators.issue_link(user, by=None, at=at)
        except Refused as refused:
            raise CommandError(refusals.in_both(refused)) from refused
        link = options["address"].rstrip("/") + path
        sentence = in_both(AGAIN if options["link"] else MADE, username=user.username)
        self.report(options, {"username": user.username, "link": link}, sentence, link)
