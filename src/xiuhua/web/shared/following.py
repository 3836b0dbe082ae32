"""Following a case without an account: number and check word, a few wrong tries, words for residents.

The portal and the JSON of the public stand on it. A wrong number and a wrong word are answered alike.
"""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.queries.public import find_for_reporter
from xiuhua.apps.records import attempts
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.limits import WRONG_BY_ADDRESS, WRONG_BY_NUMBER, address_of

# State -> the word for residents, and what it means for them.
STATE: dict[str, tuple[Promise, Promise]] = {
    "reported": (_("已收到"), _("我们已收到您的反映，正在查看。")),
    "verifying": (_("正在核实"), _("已安排人员到现场核实。")),
    "verified": (_("已核实"), _("现场已核实，正在决定是否受理。")),
    "filed": (_("已受理"), _("您的反映已受理，正在安排承办单位。")),
    "dispatched": (_("处理中"), _("已交承办单位处理。")),
    "handled": (_("已处理，待核查"), _("承办单位已处理，正在安排另一人到现场核查。")),
    "checked": (_("核查通过"), _("现场核查已通过，正在办理办结手续。")),
    "closed": (_("已办结"), _("问题已处理并办结。")),
    "refused": (_("不予受理"), _("这件反映没有受理，原因见下方说明。")),
    "merged": (_("已合并办理"), _("同一问题已有人反映，两件合并办理，进度如下。")),
    "suspended": (_("暂缓处理"), _("因客观原因暂缓处理，条件具备后继续。")),
    "referred": (
        _("已转有关单位"),
        _("这件事不归街道办理，已转给负责的单位，我们会继续跟踪。"),
    ),
}
STEPS: tuple[tuple[str, Promise], ...] = (
    ("reported_at", _("收到反映")),
    ("filed_at", _("受理")),
    ("dispatched_at", _("交承办单位")),
    ("handled_at", _("处理完毕")),
    ("closed_at", _("办结")),
)
REACHED = {
    "filed": 1,
    "dispatched": 2,
    "suspended": 2,
    "referred": 2,
    "handled": 3,
    "checked": 3,
    "closed": 4,
}
"""How many steps count as done: after rework or reopening an older moment does not."""
CHIPS = {
    "closed": "done",
    "suspended": "paused",
    "referred": "paused",
    "refused": "idle",
    "merged": "idle",
    "reported": "idle",
}


def follow(request: HttpRequest, number: str, check_word: str, at: dt.datetime) -> Case:
    """The case that number and word open. Refuses: too_many_attempts, follow_wrong."""
    address, named = address_of(request), number.strip().upper()[:40]
    attempts.check(WRONG_BY_ADDRESS, address, at)
    attempts.check(WRONG_BY_NUMBER, named, at)
    case = find_for_reporter(number, check_word)
    if case is None:
        attempts.count(WRONG_BY_ADDRESS, address, at)
        attempts.count(WRONG_BY_NUMBER, named, at)
        attempts.forget_old(at)
        raise Refused("follow_wrong")
    return case


def steps_of(case: Case) -> list[dict[str, Any]]:
    """What has happened, with its moment; what is still to come has none."""
    if case.state in ("refused", "merged"):
        ended = {"name": STATE[case.state][0], "at": case.closed_at}
        return [{"name": STEPS[0][1], "at": case.reported_at}, ended]
    reached = REACHED.get(case.state, 0)
    return [
        {"name": name, "at": getattr(case, field) if index <= reached else None}
        for index, (field, name) in enumerate(STEPS)
    ]


def promised_at(case: Case) -> dt.datetime | None:
    """By when the reporter may expect the next answer: filing first, then the whole."""
    if not case.is_open:
        return None
    return case.due_at if case.filed_at is None else case.total_due_at
