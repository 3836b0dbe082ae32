"""Today, by role: what is mine, what is late, what waits for me, and how the grids stand."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.queries import rights
from xiuhua.apps.cases.queries.today import counts_today, grids_today, waiting_for
from xiuhua.apps.privacy.queries import ANSWER
from xiuhua.apps.privacy.queries import waiting as waiting_requests
from xiuhua.apps.records.now import now
from xiuhua.web.desk.case_columns import shown_to
from xiuhua.web.desk.case_table import table_rows
from xiuhua.web.shared.inbox import news_of


@dataclass(frozen=True)
class Figure:
    """A number that opens onto its records."""

    number: int
    name: Promise
    query: str
    is_now: bool = False


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first page of everybody on the staff."""
    user, moment = request.user, now()
    held = rights(user).permissions
    rows = waiting_for(user, held, moment)
    columns = shown_to(user)
    news, news_upto = news_of(user)
    context: dict[str, Any] = {
        "moment": moment,
        "news": news,
        "news_upto": news_upto,
        "figures": _figures(counts_today(user, moment)) if "cases.view" in held else [],
        "rows": rows,
        "columns": columns,
        "table_rows": table_rows(rows, list(columns), moment),
        "grids": grids_today(user, moment) if "cases.view" in held else [],
        "requests": waiting_requests(user, moment) if ANSWER in held else (0, 0),
        "may_report": "cases.report" in held,
        "may_fix": "cases.fix_on_spot" in held,
        "may_register": "orders.register" in held,
        "may_dispatch": "cases.dispatch" in held,
        "may_patrol": "patrols.walk" in held,
        "may_see_coverage": "patrols.view" in held,
        "sees_five": "duty.view" in held,
    }
    return render(request, "desk/today.html", context)


def _figures(counts: dict[str, int]) -> list[Figure]:
    return [
        Figure(counts["late"], _("已超时"), "scope=late", counts["late"] > 0),
        Figure(counts["mine"], _("我手上的"), "scope=mine"),
        Figure(counts["unit"], _("本单位在办"), "scope=unit"),
        Figure(counts["check"], _("待核查"), "state=handled"),
        Figure(counts["open"], _("全部在办"), "scope=open"),
    ]
