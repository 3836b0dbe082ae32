"""Pages of the catalogue: the tree of classes, one class with its standards, the readings. Reading only.

What is changed goes through `catalogue_acts`; nothing is judged here.
"""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.catalogue import queries
from xiuhua.apps.catalogue.models import CaseClass, ClockRule, Standard
from xiuhua.apps.catalogue.rights import may_edit_general
from xiuhua.apps.catalogue.rules import RULES
from xiuhua.apps.catalogue.tags import label
from xiuhua.apps.records.calendars import zone_name
from xiuhua.web.desk.catalogue_forms import RuleForm, class_forms, next_monday
from xiuhua.web.shared import catalogue_words as words
from xiuhua.web.shared.case_labels import LIMIT_UNIT
from xiuhua.web.shared.case_labels import limit_words as said_limit

VIEW, EDIT = "catalogue.view", "catalogue.edit"


@login_required
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """All classes of a kind by major class, or those that fit what is typed."""
    check_may(request.user, VIEW)
    kind = request.GET.get("kind", CaseClass.Kind.EVENT)
    if kind not in CaseClass.Kind.values:
        kind = CaseClass.Kind.EVENT
    typed = request.GET.get("q", "").strip()[:60]
    home, day = request.user.subdistrict_id, today(request.user)
    if typed:
        parts = [(None, [_line(row, home, day) for row in queries.search_classes(typed)])]
    else:
        parts = [
            (major, [_line(row, home, day) for row in minors])
            for major, minors in queries.class_tree(kind)
        ]
    context = {
        "kind": kind,
        "kinds": words.CLASS_KIND.items(),
        "typed": typed,
        "parts": [(major and (major, words.class_name(major)), lines) for major, lines in parts],
        "count": sum(len(lines) for _, lines in parts),
    }
    return render(request, "desk/catalogue/tree.html", context)


@login_required
@require_GET
def class_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One class: names, numbers, tags, and its standards in force, planned and past."""
    check_may(request.user, VIEW)
    return render(request, "desk/catalogue/class.html", class_context(request.user, slug))


def class_context(user: User, slug: str, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the page of a class shows; `bound` holds forms that came back with a refusal."""
    row, home, day = queries.class_by_slug(slug), user.subdistrict_id, today(user)
    may_edit = home is not None and may(user, EDIT, subdistrict_id=home)
    in_force = queries.standards_in_force(row.pk, home, day)
    known = {standard.pk for standard in in_force}
    others = [s for s in queries.standards_of(row.pk, home) if s.pk not in known]
    parent = queries.class_by_slug(slug.rpartition(".")[0]) if row.parent_id else None
    return {
        "row": row,
        "name": words.class_name(row),
        "parent": parent and (parent, words.class_name(parent)),
        "codes": queries.codes_of(row.pk),
        "tags": _tags(row),
        "in_force": [_standard(s, day) for s in in_force],
        "inherited": bool(in_force) and in_force[0].case_class_id != row.pk,
        "others": [_standard(s, day) for s in others],
        "may_edit": may_edit,
        "forms": class_forms(row, in_force, day, bound or {}) if may_edit else {},
        "may_edit_general": may_edit and may_edit_general(user),
        "monday": next_monday(day),
    }


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Readings and inner limits: what holds today, what is planned, what held before."""
    check_may(request.user, VIEW)
    return render(request, "desk/catalogue/rules.html", rules_context(request.user))


def rules_context(user: User, bound: dict[str, RuleForm] | None = None) -> dict[str, Any]:
    """What the page of the readings shows."""
    home, day = user.subdistrict_id, today(user)
    may_edit = home is not None and may(user, EDIT, subdistrict_id=home)
    rows = queries.rule_rows(home)
    lines = []
    for name in RULES:
        own = [row for row in rows if row.name == name]
        current = _current(own, home, day)
        form = (bound or {}).get(name)
        if form is None and may_edit and current is not None:
            initial = {"value": current.value, "from_on": next_monday(day)}
            form = RuleForm(initial=initial, rule=name, auto_id=f"{name}_%s")
        others = [(row, words.rule_value(row.value)) for row in own if row is not current]
        said = words.rule_value(current.value) if current else ""
        lines.append((name, words.RULE[name], current, said, others, form))
    return {"lines": lines, "may_edit": may_edit, "day": day}


def today(user: User) -> dt.date:
    """The day it is where the person works."""
    return local_day(zone_name(user.subdistrict_id))


def _current(rows: list[ClockRule], home: int | None, day: dt.date) -> ClockRule | None:
    holding = [r for r in rows if r.valid_from <= day and (r.valid_to is None or r.valid_to >= day)]
    own = [r for r in holding if r.subdistrict_id == home and home is not None]
    return next(iter(own or holding), None)


def _line(row: CaseClass, home: int | None, day: dt.date) -> dict[str, Any]:
    standards = queries.standards_in_force(row.pk, home, day)
    numbers = queries.codes_of(row.pk)
    first = standards[0] if standards else None
    return {
        "row": row,
        "name": words.class_name(row),
        "code": numbers[-1].code if numbers else "",
        "limit": said_limit(first) if first else "",
        "calendar": words.CALENDAR.get(first.calendar, first.calendar) if first else "",
        "more": len(standards) - 1,
        "responsible": first.responsible if first else "",
        "actions": [label("action", value) for value in queries.tags(row.pk).get("action", ())],
    }


def _standard(standard: Standard, day: dt.date) -> dict[str, Any]:
    state = "done"
    if standard.valid_from > day:
        state = "running"
    elif standard.valid_to is not None and standard.valid_to < day:
        state = "idle"
    return {
        "row": standard,
        "limit": said_limit(standard),
        "unit": LIMIT_UNIT[standard.limit_unit],
        "calendar": words.CALENDAR.get(standard.calendar, standard.calendar),
        "confidence": words.CONFIDENCE[standard.confidence],
        "state": state,
        "own": standard.subdistrict_id is not None,
    }


def _tags(row: CaseClass) -> list[tuple[Any, list[str]]]:
    found = queries.tags(row.pk)
    return [
        (words.TAG_FAMILY[family], [label(family, value) for value in found[family]])
        for family in words.TAG_FAMILY
        if family in found
    ]
