"""People and their rights: the list, one person, a new one. Pages only; acts stand in accounts.

A person outside the areas where one may look at people does not exist here: 404, not 403.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.actions import administrators, certificates, grants, people
from xiuhua.apps.accounts.actions import second_factor as second_factor_actions
from xiuhua.apps.accounts.models import Certificate, RoleGrant, Unit, User
from xiuhua.apps.accounts.queries import (
    check_may,
    local_day,
    may,
    people_visible_to,
    units_visible_to,
)
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk import people_rows
from xiuhua.web.desk.people_forms import (
    FIELD_OF,
    CertificateForm,
    GrantForm,
    NewPersonForm,
    PersonForm,
)
from xiuhua.web.shared import labels, refusals

PAGE = 50


@login_required
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """People one may look at, by unit; found by words and unit in the address."""
    check_may(request.user, "people.view")
    words, unit_id = request.GET.get("q", "").strip(), request.GET.get("unit", "")
    found = people_visible_to(request.user).order_by("-is_active", "unit__code", "username")
    if words:
        found = found.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    if unit_id.isdecimal():
        found = found.filter(unit_id=int(unit_id))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    units = list(units_visible_to(request.user).order_by("-is_active", "code"))
    context = {
        "page": page,
        "rows": people_rows.rows_of(page.object_list, local_day(None)),
        "total_words": _("共 %(count)s 人") % {"count": page.paginator.count},
        "units": [(unit, labels.UNIT_KIND[unit.kind]) for unit in units],
        "words": words,
        "unit_id": unit_id,
        "may_edit": may(request.user, "people.edit"),
        "sees_team": may(request.user, "team.view"),
        "may_answer": may(request.user, "persons.answer"),
    }
    return render(request, "desk/people/list.html", context)


def person_or_404(request: HttpRequest, person_id: int) -> User:
    """The person, if one may look at them."""
    check_may(request.user, "people.view")
    person = people_visible_to(request.user).filter(pk=person_id).first()
    if person is None:
        raise Refused("not_found")
    return person


def home_of(by: User) -> Subdistrict:
    """The subdistrict in which this person adds people and units: the own one, or the only one."""
    if by.subdistrict is not None:
        return by.subdistrict
    found = list(Subdistrict.objects.all()[:2])
    if len(found) != 1:
        raise Refused("subdistrict_unclear")
    return found[0]


@login_required
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A new person; the link for the password is sent from the person's page."""
    home = home_of(request.user)
    check_may(request.user, "people.edit")
    form = NewPersonForm(request.POST or None, subdistrict_id=home.pk)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person = people.add(
                username=said["username"],
                full_name=said["full_name"],
                phone=said["phone"],
                subdistrict=home,
                unit=form.chosen_unit(),
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("已新增。请授予角色，并把设置密码的链接发给本人。"))
            return redirect("desk_person", person_id=person.pk)
    status = 400 if form.errors else 200
    return render(request, "desk/people/new.html", {"form": form}, status=status)


@login_required
@require_GET
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: data, roles, certificates, and what one may do about them."""
    return _page(request, person_or_404(request, person_id))


def _page(
    request: HttpRequest, person: User, bound: dict[str, forms.Form] | None = None, link: str = ""
) -> HttpResponse:
    by, bound = request.user, bound or {}
    place = {"subdistrict_id": person.subdistrict_id, "unit_id": person.unit_id}
    day = local_day(person.subdistrict.time_zone if person.subdistrict else None)
    context: dict[str, Any] = {
        "row": people_rows.rows_of([person], day)[0],
        "person": person,
        "may_edit": may(by, "people.edit", **place),
        "may_grant": may(by, "roles.grant", **place),
        "is_self": by.pk == person.pk,
        "fresh_key": uuid.uuid4().hex,
        "link": request.build_absolute_uri(link) if link else "",
    }
    if context["may_edit"]:
        context["person_form"] = bound.get("change") or _person_form(person)
        context["certificate_form"] = bound.get("certify") or CertificateForm(auto_id="cert_%s")
    if context["may_grant"]:
        context["grant_form"] = bound.get("grant") or GrantForm(
            person=person, by=by, initial={"valid_from": day}, auto_id="grant_%s"
        )
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "desk/people/person.html", context, status=status)


def _person_form(person: User) -> PersonForm:
    initial = {
        "full_name": person.full_name,
        "phone": person.phone,
        "unit": person.unit_id,
        "seen_seq": person.history_seq,
    }
    return PersonForm(subdistrict_id=person.subdistrict_id, initial=initial, auto_id="person_%s")


FormOf = Callable[[HttpRequest, User], forms.Form]
Act = Callable[[HttpRequest, User, dict[str, Any], forms.Form], None]


def _change(request: HttpRequest, person: User, said: dict[str, Any], form: Any) -> None:
    people.change(
        person,
        full_name=said["full_name"],
        phone=said["phone"],
        unit=form.chosen_unit(),
        seen_seq=said["seen_seq"],
        by=request.user,
        at=now(),
        key=said["key"],
    )


def _grant(request: HttpRequest, person: User, said: dict[str, Any], form: Any) -> None:
    kind, code = said["area"]
    grants.give(
        person,
        said["role"],
        area_kind=kind,
        area_code=code,
        valid_from=said["valid_from"],
        valid_to=said["valid_to"],
        by=request.user,
        at=now(),
        key=said["key"],
    )


def _certify(request: HttpRequest, person: User, said: dict[str, Any], form: Any) -> None:
    certificates.add(
        person,
        number=said["number"],
        issuer=said["issuer"],
        valid_from=said["valid_from"],
        valid_to=said["valid_to"],
        by=request.user,
        at=now(),
        key=said["key"],
    )


WITH_FORM: dict[str, tuple[FormOf, Act]] = {
    "change": (
        lambda request, person: PersonForm(
            request.POST, subdistrict_id=person.subdistrict_id, auto_id="person_%s"
        ),
        _change,
    ),
    "grant": (
        lambda request, person: GrantForm(
            request.POST, person=person, by=request.user, auto_id="grant_%s"
        ),
        _grant,
    ),
    "certify": (lambda request, person: CertificateForm(request.POST, auto_id="cert_%s"), _certify),
}
WITHOUT_FORM = {
    "deactivate": people.deactivate,
    "activate": people.activate,
    "reset-second-factor": second_factor_actions.reset,
}


@login_required
@require_POST
@never_cache
def person_act(request: HttpRequest, person_id: int, name: str) -> HttpResponse:
    """One act on a person; refused, the page comes back with what was typed."""
    person = person_or_404(request, person_id)
    if name in WITH_FORM:
        form_of, act = WITH_FORM[name]
        form = form_of(request, person)
        if not form.is_valid():
            return _page(request, person, {name: form})
        try:
            act(request, person, form.cleaned_data, form)
        except Refused as refused:
            if refused.code in ("not_permitted", "key_reused"):
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
            return _page(request, person, {name: form})
    elif name in WITHOUT_FORM:
        key = request.POST.get("key", "")
        WITHOUT_FORM[name](person, by=request.user, at=now(), key=key)
    elif name == "link":
        key = request.POST.get("key", "")
        link = administrators.issue_link(person, by=request.user, at=now(), key=key)
        return _page(request, person, link=link)
    else:
        raise Refused("not_found")
    messages.success(request, _("已保存。"))
    return redirect("desk_person", person_id=person.pk)


@login_required
@require_POST
def grant_withdraw(request: HttpRequest, person_id: int, grant_id: int) -> HttpResponse:
    """End a role now."""
    person = person_or_404(request, person_id)
    grant = RoleGrant.objects.select_related("user").filter(pk=grant_id, user=person).first()
    if grant is None:
        raise Refused("not_found")
    grants.withdraw(grant, by=request.user, at=now(), key=request.POST.get("key", ""))
    messages.success(request, _("角色已收回，对方须重新登录。"))
    return redirect("desk_person", person_id=person.pk)


@login_required
@require_POST
def certificate_end(request: HttpRequest, person_id: int, certificate_id: int) -> HttpResponse:
    """End a certificate today, because its issuer withdrew it."""
    person = person_or_404(request, person_id)
    found = Certificate.objects.select_related("user").filter(pk=certificate_id, user=person)
    certificate = found.first()
    if certificate is None:
        raise Refused("not_found")
    at = now()
    day = grants.day_of(person, at)
    key = request.POST.get("key", "")
    certificates.end(certificate, on=day, by=request.user, at=at, key=key)
    messages.success(request, _("执法证已终止。"))
    return redirect("desk_person", person_id=person.pk)


def unit_or_404(request: HttpRequest, unit_id: int) -> Unit:
    """The unit, if one may look at it."""
    check_may(request.user, "people.view")
    unit = units_visible_to(request.user).select_related("subdistrict").filter(pk=unit_id).first()
    if unit is None:
        raise Refused("not_found")
    return unit
