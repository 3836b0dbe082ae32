"""What is changed from the catalogue's pages: thin forms over `catalogue.actions`.

Own rows of the person's subdistrict for standards and readings; classes and numbers hold for all.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.catalogue import actions, queries
from xiuhua.apps.catalogue.models import CaseClass, Standard
from xiuhua.apps.catalogue.rules import RULES
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.catalogue import EDIT, VIEW, class_context, rules_context, today
from xiuhua.web.desk.catalogue_forms import (
    FIELD_OF,
    CodeForm,
    NewClassForm,
    RuleForm,
    StandardForm,
    next_monday,
    standard_initial,
)
from xiuhua.web.shared import refusals


@login_required
@require_POST
def standard(request: HttpRequest, standard_id: int) -> HttpResponse:
    """Change one standard for the own subdistrict from a day on."""
    home = _home(request)
    old = Standard.objects.filter(pk=standard_id).select_related("case_class").first()
    if old is None or old.subdistrict_id not in (None, home):
        raise Refused("standard_unknown", given=standard_id)
    initial = standard_initial(old, next_monday(today(request.user)))
    form = StandardForm(request.POST, initial=initial, auto_id=f"s{old.pk}_%s")
    slug = old.case_class.slug
    if form.is_valid():
        try:
            actions.change_standard(
                old.pk,
                from_on=form.cleaned_data["from_on"],
                subdistrict_id=home,
                by=request.user,
                at=now(),
                key=form.cleaned_data["key"],
                **form.changes(),
            )
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            facts = {"day": form.cleaned_data["from_on"].isoformat()}
            messages.success(request, _("已保存，从 %(day)s 起执行；此前的案卷不变。") % facts)
            return redirect("desk_class", slug=slug)
    return _class(request, slug, {f"change{old.pk}": form})


@login_required
@require_POST
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """Change one reading for the own subdistrict from a day on."""
    home = _home(request)
    if name not in RULES:
        raise Refused("rule_unknown", name=name, rules=list(RULES))
    form = RuleForm(request.POST, rule=name, auto_id=f"{name}_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_rule(
                name,
                value=said["value"],
                source=said["source"],
                from_on=said["from_on"],
                subdistrict_id=home,
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("计时规则已保存。"))
            return redirect("desk_rules")
    context = rules_context(request.user, {name: form})
    return render(request, "desk/catalogue/rules.html", context, status=400)


@login_required
@require_POST
def class_act(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Add a condition, a minor class or a number to a class, or take the class out of use."""
    home = _home(request)
    row = queries.class_by_slug(slug)
    if name == "retire":
        key = request.POST.get("key", "")
        actions.retire_class(row.pk, by=request.user, at=now(), key=key)
        messages.success(request, _("已停用；已有案卷不变。"))
        return redirect("desk_class", slug=slug)
    if name not in _FORMS:
        raise Refused("act_unknown", act=name)
    form_class, prefix, run = _FORMS[name]
    form = form_class(request.POST, auto_id=f"{prefix}_%s")
    if form.is_valid():
        try:
            run(request, row, home, form.cleaned_data)
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk_class", slug=slug)
    return _class(request, slug, {name: form})


def _condition(request: HttpRequest, row: CaseClass, home: int, said: dict[str, Any]) -> None:
    values = {name: value for name, value in said.items() if name not in ("key", "seen_seq")}
    from_on = values.pop("from_on")
    actions.add_standard(
        row.pk,
        from_on=from_on,
        subdistrict_id=home,
        by=request.user,
        at=now(),
        key=said["key"],
        **values,
    )


def _minor(request: HttpRequest, row: CaseClass, home: int, said: dict[str, Any]) -> None:
    actions.add_class(
        parent_id=row.pk,
        part=said["part"],
        name=said["name"],
        name_en=said["name_en"],
        source=said["source"],
        tags={"action": said["actions"]},
        by=request.user,
        at=now(),
        key=said["key"],
    )


def _code(request: HttpRequest, row: CaseClass, home: int, said: dict[str, Any]) -> None:
    actions.add_code(
        row.pk,
        system=said["system"],
        code=said["number"],
        by=request.user,
        at=now(),
        key=said["key"],
    )


_FORMS: dict[str, Any] = {
    "condition": (StandardForm, "new", _condition),
    "minor": (NewClassForm, "minor", _minor),
    "code": (CodeForm, "code", _code),
}


def _home(request: HttpRequest) -> int:
    """The person's subdistrict, if they may change the catalogue there."""
    check_may(request.user, VIEW)
    check_may(request.user, EDIT, subdistrict_id=request.user.subdistrict_id)
    home = request.user.subdistrict_id
    if home is None:
        raise Refused("subdistrict_unclear")
    return home


def _class(request: HttpRequest, slug: str, bound: dict[str, Any]) -> HttpResponse:
    context = class_context(request.user, slug, bound)
    return render(request, "desk/catalogue/class.html", context, status=400)
