"""The database: is it there, are its tables ours, would it keep what it confirms, and what is missing in it."""

import datetime as dt
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records import durability as keeping
from xiuhua.apps.records.backup import tables
from xiuhua.apps.records.calendars import known_years, zone_name
from xiuhua.apps.records.models import Event, Seal
from xiuhua.apps.records.now import now, real_now
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.doctor.around import clock
from xiuhua.web.commands.doctor.findings import Finding, bad, fine, warning

# The notice for the next year comes in November.
NOTICE_EXPECTED = (11, 20)
UNSEALED = dt.timedelta(hours=2)


def reached() -> Iterator[Finding]:
    """Whether it answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield bad(
            "database",
            _("连不上数据库：%(detail)s。"),
            _("请核对 DATABASE_URL 和 XIUHUA_HOME，并确认数据库已启动。"),
            detail=(str(error).strip().splitlines() or [""])[0][:200],
        )
        return
    yield fine("database", kind=connection.vendor)


def migrated() -> Iterator[Finding]:
    """Whether its tables are those of this version."""
    plan = tables.pending("default")
    applied = tables.applied("default")
    try:
        tables.targets(applied, "default")
    except Refused as refused:
        yield bad(
            "migrations",
            _("数据库是更新版本的程序升级过的（%(migration)s），这个版本用不了。"),
            _("请换上新版本的程序。"),
            migration=str(refused.facts.get("migration", "")),
        )
        return
    if not plan:
        yield fine("migrations")
        return
    mend = _("请先停止服务，运行：xiuhua upgrade") if applied else _("请运行：xiuhua migrate")
    what = _("数据库结构还不是最新（%(count)s 步未完成）。")
    yield bad("migrations", what, mend, count=len(plan))


def durability() -> Iterator[Finding]:
    """Whether what it confirms would survive a power cut."""
    found = keeping.weaknesses()
    for weakness in found:
        facts = {"found": weakness.found, "setting": weakness.setting}
        yield bad("durability", weakness.words, "", **facts)
    if not found:
        yield fine("durability")


def database_clock() -> Iterator[Finding]:
    """The clock of the database server, which may be another machine's."""
    if connection.vendor != "postgresql":
        return
    before = real_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    middle = before + (real_now() - before) / 2
    apart = abs((theirs - middle).total_seconds())
    yield clock("database_clock", apart, _("数据库服务器"))


def calendar_years() -> Iterator[Finding]:
    """Without the holidays of a year its deadlines are provisional."""
    today = local_day(now(), zone_name(None))
    years = set(known_years())
    mend = _(
        "请按国务院办公厅的放假通知录入：xiuhua load_calendars 文件，或在“分类与标准”的日历页上录入。"
    )
    if today.year not in years:
        what = _("没有录入 %(year)s 年的放假安排，今年的时限都是暂定的。")
        yield bad("calendars", what, mend, year=today.year)
    elif today.year + 1 not in years and (today.month, today.day) >= NOTICE_EXPECTED:
        what = _("还没有录入 %(year)s 年的放假安排，跨年的时限是暂定的。")
        yield warning("calendars", what, mend, year=today.year + 1)
    else:
        yield fine("calendars", years=sorted(years))


def seals() -> Iterator[Finding]:
    """The history is sealed by the background duties; what is old and unsealed says they do not run."""
    last = Seal.objects.order_by("-number").first()
    unsealed = Event.objects.filter(id__gt=last.upto_event_id if last else 0)
    oldest = unsealed.order_by("id").values_list("at", flat=True).first()
    if oldest is None or now() - oldest < UNSEALED:
        yield fine("seals", number=last.number if last else 0)
        return
    yield warning(
        "seals",
        _("历史有 %(hours)s 小时没有封存了。"),
        _("请确认后台任务在运行；也可以马上运行：xiuhua seal_history"),
        hours=round((now() - oldest) / dt.timedelta(hours=1)),
    )
