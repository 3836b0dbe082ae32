"""Which special modes are in force, whose posts stand before the grids' own, and how zero-reports stand.

Orders are few and asked for by every report, so they are answered from memory. What may pause is the rulebook's.
"""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from xiuhua.apps.duty.models import ModePost, ModeUnit, SpecialMode, ZeroReport
from xiuhua.apps.records.kept import Kept
from xiuhua.rulebook.special_modes import Slot, board, due_moments

NAME = "duty"
Span = tuple[dt.datetime, dt.datetime]


class Mode(NamedTuple):
    """One order, as kept: until when it really holds, and its posts by grid (None: the street) and part."""

    id: int
    subdistrict_id: int
    kind: str
    document: str
    starts_at: dt.datetime
    until: dt.datetime
    report_every_h: int
    pauses_internal: bool
    posts: dict[int | None, dict[str, tuple[int, int | None]]]

    def holds(self, at: dt.datetime) -> bool:
        """Whether it is in force at a moment."""
        return self.starts_at <= at < self.until


def until_of(mode: SpecialMode) -> dt.datetime:
    """When an order really ends: at its end, or when somebody ended it before; never before it began."""
    end = min(mode.ended_at or mode.ends_at, mode.ends_at)
    return max(end, mode.starts_at)


def in_force(subdistrict_id: int, at: dt.datetime) -> list[Mode]:
    """The modes in force at a moment, the newest order last; no statement."""
    return [mode for mode in _modes.get().get(subdistrict_id, ()) if mode.holds(at)]


def pauses(subdistrict_id: int) -> list[Span]:
    """The times during which ordinary inner clocks of a subdistrict stand still; no statement."""
    return [
        (mode.starts_at, mode.until)
        for mode in _modes.get().get(subdistrict_id, ())
        if mode.pauses_internal and mode.until > mode.starts_at
    ]


def posts_at(
    subdistrict_id: int, grid_id: int | None, at: dt.datetime
) -> dict[str, tuple[int, int | None]]:
    """By part the unit and person that an order in force puts in a grid, its own posts before the street's."""
    found: dict[str, tuple[int, int | None]] = {}
    for mode in in_force(subdistrict_id, at):
        found |= mode.posts.get(None, {})
        if grid_id is not None:
            found |= mode.posts.get(grid_id, {})
    return found


def due_of(mode: SpecialMode) -> list[dt.datetime]:
    """When the zero-reports of an order are due; one that was ended early asks for none beyond its end."""
    until = until_of(mode)
    due = due_moments(mode.starts_at, mode.ends_at, mode.report_every_h)
    return [at for at in due if at <= until]


def boards(mode: SpecialMode, now: dt.datetime) -> dict[int, list[Slot]]:
    """Of each unit that reports how its zero-reports stand: two statements."""
    made: dict[int, dict[dt.datetime, dt.datetime]] = defaultdict(dict)
    rows = ZeroReport.objects.filter(mode=mode).values_list("unit_id", "due_at", "at")
    for unit_id, due_at, at in rows:
        made[unit_id][due_at] = at
    due = due_of(mode)
    units = (
        ModeUnit.objects.filter(mode=mode).order_by("unit__code").values_list("unit_id", flat=True)
    )
    return {unit_id: board(due, made[unit_id], now) for unit_id in units}


def _load() -> dict[int, list[Mode]]:
    posts: dict[int, dict[int | None, dict[str, tuple[int, int | None]]]] = {}
    rows = ModePost.objects.order_by("id").values_list(
        "mode_id", "grid_id", "part", "unit_id", "user_id"
    )
    for mode_id, grid_id, part, unit_id, user_id in rows:
        posts.setdefault(mode_id, {}).setdefault(grid_id, {})[part] = (unit_id, user_id)
    found: dict[int, list[Mode]] = defaultdict(list)
    for mode in SpecialMode.objects.order_by("starts_at", "id"):
        kept = Mode(
            mode.pk, mode.subdistrict_id, mode.kind, mode.document, mode.starts_at, until_of(mode),
            mode.report_every_h, mode.pauses_internal, posts.get(mode.pk, {}),
        )  # fmt: skip
        found[mode.subdistrict_id].append(kept)
    return dict(found)


_modes = Kept(NAME, _load)
