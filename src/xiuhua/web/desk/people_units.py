"""Units: a new one, and one with its people. Pages only; acts stand in accounts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhua.apps.accounts.actions import units
from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of, unit_or_404
from xiuhua.web.desk.people_forms import FIELD_OF, NewUnitForm, UnitForm
from xiuhua.web.shared import labels, refusals


@login_required
@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """A new unit of one's own subdistrict."""
    home = home_of(request.user)
    check_may(request.user, "people.edit", subdistrict_id=home.pk)
    form = NewUnitForm(request.POST or None, subdistrict=home)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            units.add(
                subdistrict=home,
                code=said["unit_code"],
                name=said["name"],
                kind=said["kind"],
                parent=form.chosen_parent(),
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("单位已新增。"))
            return redirect("desk_people")
    return _page(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def unit_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: what it is, and its form for those who may change it."""
    unit = unit_or_404(request, unit_id)
    initial = {
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent_id,
        "is_active": unit.is_active,
        "seen_seq": unit.history_seq,
    }
    form = UnitForm(request.POST or None, subdistrict=unit.subdistrict, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            units.change(
                unit,
                name=said["name"],
                kind=said["kind"],
                parent=form.chosen_parent(),
                is_active=said["is_active"],
                seen_seq=said["seen_seq"],
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            if refused.code == "not_permitted":
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk_people")
    return _page(request, form, unit)


def _page(request: HttpRequest, form: UnitForm, unit: Unit | None) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "kind": labels.UNIT_KIND[unit.kind] if unit else "",
        "may_edit": unit is None
        or may(request.user, "people.edit", subdistrict_id=unit.subdistrict_id, unit_id=unit.pk),
    }
    status = 400 if form.errors else 200
    return render(request, "desk/people/unit.html", context, status=status)
