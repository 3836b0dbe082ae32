"""`xiuhua verify_history`: prove the history, or name the first broken row and end with 1."""

import dataclasses
import sys
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records import proof
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.rulebook.refusal import Refused

FAULTS = {
    "event_changed": _(
        "%(object)s 的第 %(seq)s 条历史（行号 %(row)s）被改动：内容与其散列值不符。"
    ),
    "event_missing": _("%(object)s 缺少第 %(seq)s 条历史：其后找到的是第 %(found)s 条。"),
    "previous_hash": _("%(object)s 的第 %(seq)s 条历史（行号 %(row)s）与前一条接不上。"),
    "event_rewritten": _(
        "%(object)s 的第 %(seq)s 条历史与第 %(seal)s 号封存不符：这条链在封存之后被重写。"
    ),
    "chain_cut": _("%(object)s 的历史被截短：第 %(seal)s 号封存时已有第 %(seq)s 条，现在没有。"),
    "chain_missing": _("%(object)s 的历史整条消失：第 %(seal)s 号封存时它有 %(seq)s 条。"),
    "head": _("%(object)s 本身记的历史条数或链头，与它的第 %(seq)s 条（最后一条）历史不符。"),
    "seal_missing": _("缺少第 %(seal)s 号封存。"),
    "seal_changed": _("第 %(seal)s 号封存被改动：摘要与其内容不符。"),
    "seal_stray": _("封存明细第 %(row)s 行（%(object)s）不属于它所在的封存。"),
    "seal_replaced": _("第 %(seal)s 号封存与库外抄存的摘要不符：历史被整体替换过，或抄存有误。"),
}
UNGUARDED = _("缺少防改动的触发器：%(triggers)s。历史目前没有受到保护，请重新安装后再核验。")
WHOLE = _(
    "历史完整：%(events)s 条记录，%(chains)s 条链，%(seals)s 次封存；"
    "有 %(unsealed)s 条链在上次封存后又有增长。"
)


class Command(ReportCommand):
    """Read everything once, in constant memory, while the program runs on."""

    help = "核验历史记录，指出第一处不符 / prove the history, naming the first broken row"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One object only; a seal known from outside."""
        super().add_arguments(parser)
        parser.add_argument("--object", metavar="case:12", default="")
        parser.add_argument(
            "--seal",
            metavar="NUMBER:DIGEST",
            default="",
            help="库外抄存 / as written down elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and report; exit code 1 if anything does not fit."""
        kind, object_id = proof.parse_object(options["object"]) if options["object"] else ("", None)
        known = _known_seal(options["seal"]) if options["seal"] else None
        total = None if kind else proof.count_events()
        with bar("verify_history", total, silent=options["json"]) as done:
            report = proof.verify(done, kind=kind, object_id=object_id, known_seal=known)
        facts = dataclasses.asdict(report)
        self.report(options, {"holds": report.holds, **facts}, *_lines(report))
        if not report.holds:
            sys.exit(1)


def _known_seal(text: str) -> tuple[int, str]:
    number, _colon, digest = text.partition(":")
    if not (number.isdecimal() and len(number) < 10 and len(digest) == 64):
        raise Refused("seal_text_invalid", text=text[:100])
    return int(number), digest.lower()


def _lines(report: proof.Report) -> list[str]:
    lines = []
    broken = report.first_broken
    if broken:
        lines.append(
            in_both(
                FAULTS[broken.fault],
                object=f"{broken.object_kind}:{broken.object_id}",
                seq=broken.seq,
                row=broken.row_id,
                seal=broken.seal,
                found=broken.found,
            )
        )
    if report.unguarded:
        lines.append(in_both(UNGUARDED, triggers=", ".join(report.unguarded)))
    if not lines:
        lines.append(
            in_both(
                WHOLE,
                events=report.events,
                chains=report.chains,
                seals=report.seals,
                unsealed=report.unsealed_chains,
            )
        )
    return lines
