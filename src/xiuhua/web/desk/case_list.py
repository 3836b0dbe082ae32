"""The work list: filters in the address, late first, CSV and Excel out."""

import datetime as dt
import re
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.queries.lists import SHOWN, Filters, Page, listed, page_of
from xiuhua.apps.catalogue.queries import case_sources
from xiuhua.apps.records import attempts
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk import case_columns
from xiuhua.web.desk.case_table import table_rows
from xiuhua.web.shared import case_labels, life_words, tables_out
from xiuhua.web.shared.choices import options
from xiuhua.web.shared.formats import language_of
from xiuhua.web.shared.limits import exports_of_account

EXPORT_MOST = 50_000
NO_STATES = ("none", "same")
PAGE_NUMBER = re.compile("[0-9]{1,9}")


@login_required
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """One page of the list; htmx asks for the rows only."""
    check_may(request.user, "cases.view")
    moment = now()
    filters = Filters.read(request.GET.dict())
    number = request.GET.get("page", "1")
    page = page_of(
        request.user, filters, int(number) if PAGE_NUMBER.fullmatch(number) else 1, moment
    )
    columns = case_columns.shown_to(request.user)
    context = {
        "page": page,
        "columns": columns,
        "table_rows": table_rows(page.rows, list(columns), moment),
        "column_choices": case_columns.HEADINGS,
        "key": uuid.uuid4().hex,
        "total_words": _total_words(page),
        "filters": filters,
        "moment": moment,
        "scopes": [(scope, case_labels.LIST_SCOPE[scope]) for scope in Filters.SCOPES],
        "states": options(_states(), filters.state),
        "grids": options(_grids(request.user), filters.grid),
        "sources": options(_sources(), filters.source),
    }
    return render(request, "desk/cases/list.html", context)


def _total_words(page: Page) -> str:
    facts = {"total": f"{page.total:,}" + ("+" if page.is_more else ""), "late": page.late}
    return _("共 %(total)s 件，超时 %(late)s 件") % facts


def _states() -> list[tuple[str, Any]]:
    return [(value, words) for value, words in life_words.STATE.items() if value not in NO_STATES]


def _sources() -> list[tuple[str, str]]:
    is_english = language_of(get_language()) == "en"
    return [(row.slug, row.name_en if is_english else row.name) for row in case_sources()]


def _grids(user: User) -> list[tuple[str, str]]:
    """Grids to choose from: those in force in the person's own subdistrict."""
    grids = Grid.objects.filter(
        subdistrict_id=user.subdistrict_id,
        system=Grid.System.URBAN,
        level=Grid.Level.RESPONSIBILITY,
        valid_to__isnull=True,
    )
    return [
        (code, name or code) for code, name in grids.order_by("code").values_list("code", "name")
    ]


HEADINGS = (
    gettext_lazy("编号"), gettext_lazy("状态"), gettext_lazy("类别"), gettext_lazy("地点"), gettext_lazy("问题描述"), gettext_lazy("网格"), gettext_lazy("单位"), gettext_lazy("经办人"),
    gettext_lazy("来源"), gettext_lazy("上报时间"), gettext_lazy("时限"), gettext_lazy("办结时间"), gettext_lazy("按时"),
)  # fmt: skip


@login_required
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list as CSV or Excel; no cell is ever a formula."""
    check_may(request.user, "export.lists")
    filters = Filters.read(request.GET.dict())
    attempts.take(exports_of_account(), str(request.user.pk), now())
    rows = listed(request.user, filters, now()).values(*SHOWN)[:EXPORT_MOST]
    lines = [
        [str(heading) for heading in HEADINGS],
        *([_cell(v) for v in line] for line in map(_line, rows)),
    ]
    if kind == "csv":
        return tables_out.as_csv("cases", lines)
    if kind == "xlsx":
        return tables_out.as_excel("cases", _("案卷"), lines)
    raise Refused("export_kind_unknown", kind=kind)


def _line(row: dict[str, Any]) -> list[Any]:
    return [
        row["number"],
        str(life_words.STATE[row["state"]]),
        row["case_class__name"],
        masked_words(row["place_words"]),
        masked_words(row["words"]),
        row["grid__code"],
        row["unit__name"],
        row["officer__full_name"],
        row["source__name"],
        row["reported_at"],
        row["due_at"],
        row["closed_at"],
        {None: "", True: _("是"), False: _("否")}[row["closed_on_time"]],
    ]


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)
