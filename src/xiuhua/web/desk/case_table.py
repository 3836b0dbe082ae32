"""The rows of the case table as markup: fifty at a time, on the page that is opened most.

Written here and not in a template, which would walk through every column of every row by name; heading and frame
stand in `_table.html`. Words come from `case_words` and `formats`; nothing is read and nothing is decided.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiuhua.rulebook.personal_words import masked_words
from xiuhua.web.shared import formats
from xiuhua.web.shared.case_words import state_words
from xiuhua.web.shared.shapes import SHAPES

NOTHING = "—"
LONGEST_PLACE = 40
NEAR = dt.timedelta(hours=4)
Row = Mapping[str, Any]
Cell = Callable[[Row], str]


def table_rows(
    rows: Iterable[dict[str, Any]], columns: Sequence[str], now: dt.datetime
) -> SafeString:
    """One `<tr>` per row of the list, with the columns this person has chosen."""
    cells = [_CELLS[name](now, formats.language_of(get_language())) for name in columns]
    base = reverse("desk_cases")
    return mark_safe(
        "".join(_row(row, base, cells) for row in rows)
    )  # every value is escaped below


def _row(row: Row, base: str, cells: Sequence[Cell]) -> str:
    number = escape(row["number"])
    place = ""
    if row["lon"] is not None:
        place = f' data-lon="{row["lon"]}" data-lat="{row["lat"]}"'
    return (
        f'<tr data-id="{row["id"]}"{place}><th scope="row" class="keep"><a href="{base}{number}/">{number}</a></th>'
        f"{''.join([cell(row) for cell in cells])}</tr>"
    )


def _class(now: dt.datetime, language: str) -> Cell:
    field = "case_class__name_en" if language == "en" else "case_class__name"
    return lambda row: f"<td>{escape(row[field] or row['case_class__name'] or NOTHING)}</td>"


def _place(now: dt.datetime, language: str) -> Cell:
    def cell(row: Row) -> str:
        words = masked_words(row["place_words"] or row["words"])
        if len(words) > LONGEST_PLACE:
            words = Truncator(words).chars(LONGEST_PLACE)
        return f'<td class="words">{escape(words)}</td>'

    return cell


def _grid(now: dt.datetime, language: str) -> Cell:
    return lambda row: (
        f'<td class="keep less">{escape(row["grid__name"] or row["grid__code"] or NOTHING)}</td>'
    )


def _unit(now: dt.datetime, language: str) -> Cell:
    label = escape(_("单位"))
    return lambda row: (
        f'<td class="keep" data-label="{label}">'
        f"{escape(row['officer__full_name'] or row['unit__name'] or NOTHING)}</td>"
    )


def _source(now: dt.datetime, language: str) -> Cell:
    label = escape(_("来源"))
    return lambda row: f'<td class="keep" data-label="{label}">{escape(row["source__name"])}</td>'


def _reported(now: dt.datetime, language: str) -> Cell:
    label = escape(_("上报"))
    return lambda row: (
        f'<td class="keep" data-label="{label}">{_moment(row["reported_at"], language)}</td>'
    )


def _state(now: dt.datetime, language: str) -> Cell:
    shapes = {state: _shape(state) for state in SHAPES}

    def cell(row: Row) -> str:
        chip, word = state_words(row, now)
        return f'<td class="keep"><span class="chip chip--{chip}">{shapes[chip]}{escape(str(word))}</span></td>'

    return cell


def _due(now: dt.datetime, language: str) -> Cell:
    def cell(row: Row) -> str:
        if not row["is_open"]:
            return f'<td class="keep">{_moment(row["closed_at"], language)}</td>'
        due = row["due_at"]
        if due is None:
            return '<td class="keep"></td>'
        tone = "late" if due < now else "near" if now > (row["near_at"] or due - NEAR) else "calm"
        here = timezone.localtime(due)
        return (
            f'<td class="keep"><time class="left left--{tone}" datetime="{here.isoformat(timespec="minutes")}" '
            f'title="{formats.moment(here, language)}">{escape(formats.time_left(due, now, language))}</time></td>'
        )

    return cell


def _moment(at: dt.datetime | None, language: str) -> str:
    if at is None:
        return ""
    here = timezone.localtime(at)
    return f'<time datetime="{here.isoformat(timespec="minutes")}">{formats.moment(here, language)}</time>'


def _shape(state: str) -> str:
    return (
        '<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">'
        f'<path fill-rule="evenodd" d="{SHAPES[state]}"/></svg>'
    )


_CELLS: dict[str, Callable[[dt.datetime, str], Cell]] = {
    "class": _class,
    "place": _place,
    "grid": _grid,
    "unit": _unit,
    "source": _source,
    "reported_at": _reported,
    "state": _state,
    "due": _due,
}
