"""What the special modes in force say for one grid: its posts and the checklist, as lines of text."""

import datetime as dt
from typing import Any

from django.db.models import Q

from xiuhua.apps.duty import modes
from xiuhua.apps.duty.models import ModeCheck, ModePost
from xiuhua.web.shared import duty_words, mode_words


def mode_lines(subdistrict_id: int, grid_id: int, at: dt.datetime) -> list[dict[str, Any]]:
    """One entry for each mode in force; no statement where there is none."""
    found = modes.in_force(subdistrict_id, at)
    if not found:
        return []
    ids = [mode.id for mode in found]
    posts: dict[int, list[str]] = {pk: [] for pk in ids}
    rows = ModePost.objects.filter(Q(grid_id=grid_id) | Q(grid=None), mode_id__in=ids)
    for post in rows.select_related("unit", "user").order_by("-grid_id", "id"):
        who = post.user.full_name if post.user else post.unit.name
        place = f" · {post.place_words}" if post.place_words else ""
        posts[post.mode_id].append(f"{duty_words.PART[post.part]}：{who}{place}")
    checks: dict[int, list[str]] = {pk: [] for pk in ids}
    for row in ModeCheck.objects.filter(mode_id__in=ids).order_by("order"):
        limit = duty_words.limit_said(row.comparison, row.limit_value, row.limit_unit)
        checks[row.mode_id].append(f"{row.words} {limit}".strip())
    return [
        {
            "id": mode.id,
            "kind": mode_words.KIND[mode.kind],
            "document": mode.document,
            "posts": posts[mode.id],
            "checks": checks[mode.id],
        }
        for mode in found
    ]
