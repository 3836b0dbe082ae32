"""What the two commands that move to another database share: the copy, and the report of both digests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from xiuhua import environment
from xiuhua.apps.records.backup import moving
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.rulebook.refusal import Refused

DONE = _("已迁移：%(tables)s 张表 %(rows)s 行，两边总摘要一致。")
SIDES = _("原库：%(source)s，新库：%(target)s。")
NEXT = _("原库没有改动。请把 DATABASE_URL 改成新地址再启动；此前 xiuhua serve 不要再写原库。")


def move(
    command: ReportCommand, options: Mapping[str, Any], url: str, name: str, vendor: str
) -> None:
    """Move to `url`; refuses where the source is of that kind already."""
    if connection.vendor == vendor:
        raise Refused("move_same_kind", kind=name)
    target = environment.database_at(url, Path(settings.HOME))
    with bar(f"→ {name}", None, silent=options["json"]) as done:
        found, there = moving.move(target, done)
    facts = {
        "source_sha256": found.tables_sha256,
        "target_sha256": there.tables_sha256,
        "rows": found.rows,
        "tables": len(found.tables),
    }
    lines = (
        in_both(DONE, tables=len(found.tables), rows=found.rows),
        in_both(SIDES, source=found.tables_sha256, target=there.tables_sha256),
        in_both(NEXT),
    )
    command.report(options, facts, *lines)
