"""`xiuhua erase_person`: first a look at what is held of a person, then, with the code of that look, the erasure.

Cases, orders and times stay; name, number, own words and own photos go, in other people's words the number is
struck out. Backups keep the old rows until they expire.
"""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.privacy.actions import erasing
from xiuhua.apps.privacy.finding import find_person, subdistricts_of
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.apps.registry.actions.parties import ERASURE_REASONS
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.persons import (
    acting,
    add_person_arguments,
    request_named,
    said_in_both,
)

LOOK = _("只看没有改。确认要删，请再加 --confirm %(code)s 运行一次。")
NOTHING = _("没有找到这个人的信息。")
DONE = _(
    "已删除，不能恢复。备份里的旧数据到备份期满才消失，请一并告知本人；并运行 xiuhua verify_history。"
)
STAFF_LOOK = _(
    "%(username)s 已停用：将删除电话、偏好、密码、动态口令；保留姓名、用户名、执法证、角色和办过的事。确认请加 --confirm %(username)s。"
)
STAFF_DONE = _("已删除 %(username)s 的电话、偏好、密码、动态口令；姓名和办过的事保留。")


class Command(ReportCommand):
    """Without `--confirm` it changes nothing."""

    help = "依法删除一个人的信息 / erase one person on lawful request"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, why, and the code of the look."""
        super().add_arguments(parser)
        add_person_arguments(parser)
        parser.add_argument("--reason", choices=ERASURE_REASONS, default="person_asked")
        parser.add_argument(
            "--confirm", default="", metavar="CODE", help="上次看到的代码 / code of the look"
        )
        parser.add_argument("--keep-photos", action="store_true", help="照片留作证据 / photos stay")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, or erase."""
        by = acting(options["by"])
        if options["username"]:
            return self._staff(by, options)
        if not options["number"]:
            raise Refused("person_number_malformed", shortest=7)
        check_may(by, erasing.ERASE)
        request = request_named(by, options["request"])
        person = find_person(options["number"], options["name"], subdistricts_of(by, erasing.ERASE))
        counts, code = person.counts(), person.code
        if options["confirm"]:
            counts = erasing.erase_person(
                options["number"],
                name=options["name"],
                reason=options["reason"],
                code=options["confirm"],
                keep_photos=options["keep_photos"],
                request=request,
                by=by,
                at=now(),
            )
            last = in_both(DONE)
        else:
            last = in_both(NOTHING) if person.is_empty else in_both(LOOK, code=code)
        facts = {"found": counts, "erased": bool(options["confirm"]), "code": code}
        self.report(options, facts, *said_in_both(counts), last)

    def _staff(self, by: Any, options: dict[str, Any]) -> None:
        person = erasing.staff_named(options["username"])
        facts: dict[str, Any] = {"username": person.username, "is_active": person.is_active}
        if options["confirm"].lower() != person.username.lower():
            if person.is_active:
                raise Refused("person_still_active", username=person.username)
            return self.report(
                options, {**facts, "erased": False}, in_both(STAFF_LOOK, username=person.username)
            )
        erasing.erase_staff(person.username, reason=options["reason"], by=by, at=now())
        self.report(
            options, {**facts, "erased": True}, in_both(STAFF_DONE, username=person.username)
        )
