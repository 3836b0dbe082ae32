"""Events of a case in the words of the trade: what happened, who did it, what was said with it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from xiuhua.apps.cases.queries.timeline import Entry
from xiuhua.web.shared import case_labels, life_words


@dataclass
class Line:
    """One line of the timeline."""

    what: str
    who: str
    at: Any
    details: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    photos: list[Any] = field(default_factory=list)


def entry_of(entry: Entry) -> Line:
    """The line that people read for an event."""
    line = Line(_what(entry), entry.actor or _("公众或系统"), entry.at)
    line.words, line.answers, line.photos = entry.words, entry.answers, entry.photos
    data = entry.data
    if entry.unit:
        line.details.append(
            entry.unit + (f" {data['officer_name']}" if data.get("officer_name") else "")
        )
    if data.get("finding"):
        line.details.append(str(life_words.FINDING[data["finding"]]))
    if data.get("supervision"):
        line.details.append(str(life_words.SUPERVISION[data["supervision"]]))
    if data.get("their_number"):
        line.details.append(_("对方编号 %(number)s") % {"number": data["their_number"]})
    if data.get("on_time") is not None:
        line.details.append(_("按时") if data["on_time"] else _("超时"))
    return line


def _what(entry: Entry) -> str:
    family, _dot, rest = entry.kind.partition(".")
    if family == "case" and rest in life_words.MOVE:
        return str(life_words.MOVE[rest])
    if family == "petition":
        kind, _dot, state = rest.partition(".")
        return f"{life_words.PETITION_KIND[kind]} · {life_words.PETITION_STATE[state]}"
    return str(case_labels.EVENT.get(entry.kind, entry.kind))
