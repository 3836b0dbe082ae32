"""What should be going on by itself: the background duties, messages, backups, files that are where they were put."""

import datetime as dt
from collections.abc import Iterator

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records import heartbeats, sweeping
from xiuhua.apps.records.backlog import backlog
from xiuhua.apps.records.backup import latest
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now, real_now
from xiuhua.web.commands.doctor.findings import Finding, bad, fine, graded, warning

QUEUE_MINUTES = (10, 60)
BACKUP_HOURS = (36, 7 * 24)


def worker() -> Iterator[Finding]:
    """Whether the background duties have shown that they live."""
    last = heartbeats.last_beat(heartbeats.DUTIES)
    mend = _("请启动：xiuhua serve（用 systemd 的：systemctl restart xiuhua），再看日志里的原因。")
    if last is None:
        what = _("后台任务从来没有运行过：消息不发，历史不封存，期限不重算。")
        yield bad("worker", what, mend)
        return
    minutes = (real_now() - last) / dt.timedelta(minutes=1)
    if heartbeats.is_silent(heartbeats.DUTIES, real_now()):
        what = _("后台任务没有在运行，上一次有动静是 %(minutes)s 分钟前。")
        yield bad("worker", what, mend, minutes=round(minutes))
    else:
        yield fine("worker", minutes=round(minutes, 1))


def queue() -> Iterator[Finding]:
    """Messages that should have left."""
    found = backlog(now())
    minutes = found.oldest_s / 60
    yield graded(
        "queue",
        minutes,
        QUEUE_MINUTES,
        _("有 %(waiting)s 条消息该发没有发，最早的等了 %(minutes)s 分钟。"),
        _(
            "请确认后台任务在运行；在运行的，看日志里发送失败的原因，核对 carriers.toml 和 XIUHUA_OUTBOX_HOSTS。"
        ),
        waiting=found.waiting,
        minutes=round(minutes),
    )


def given_up() -> Iterator[Finding]:
    """Messages that were tried eight times in vain."""
    count = backlog(now()).given_up
    if not count:
        yield fine("given_up")
        return
    yield warning(
        "given_up",
        _("30 天内有 %(count)s 条消息试了多次发不出去，已经放弃。"),
        _("请核对 carriers.toml 和 XIUHUA_OUTBOX_HOSTS，改好后运行：xiuhua send_outbox --again"),
        count=count,
    )


def last_backup() -> Iterator[Finding]:
    """When the last backup was made, and whether it is still where it was put."""
    mend = _("请运行：xiuhua backup --to 文件夹，并设为每天夜里自动做（见备份说明）。")
    found = latest.latest()
    if found is None:
        if not _is_demo():
            yield bad("backup", _("还没有做过备份。"), mend)
        return
    hours = (real_now() - found.at) / dt.timedelta(hours=1)
    facts = {"hours": round(hours), "file": str(found.path)}
    yield graded("backup", hours, BACKUP_HOURS, _("上一次备份是 %(hours)s 小时前。"), mend, **facts)
    if not found.path.exists():
        yield warning(
            "backup_file",
            _("上一次的备份不在原处了：%(file)s。"),
            _("移到别处保管的，不用管；不是的，请马上再做一次：xiuhua backup"),
            **facts,
        )


def missing_files() -> Iterator[Finding]:
    """Photos whose row is there and whose bytes are not."""
    found = sweeping.find_missing()
    if not found.missing and not found.cut:
        yield fine("files", checked=found.checked)
        return
    yield bad(
        "files",
        _("有 %(missing)s 个文件找不到，%(cut)s 个不完整。"),
        _("用 xiuhua sweep_files 列出是哪些，从备份里找回 files 文件夹中同名的文件。"),
        missing=found.missing,
        cut=found.cut,
    )


def _is_demo() -> bool:
    """A demonstration needs no backup; where nobody can be asked it counts as real."""
    try:
        return Subdistrict.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return False
