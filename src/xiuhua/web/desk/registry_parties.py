"""Pages of responsible parties and premises. Names of persons and contacts are masked on every one of them.

A contact is shown whole on the answer to the form that gave the reason, and on no other page.
"""

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

from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.records.now import now
from xiuhua.apps.registry import actions, queries
from xiuhua.apps.registry.models import Party
from xiuhua.apps.registry.rights import EDIT, ERASE, UNMASK, VIEW
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.catalogue import today
from xiuhua.web.desk.registry_forms import (
    FIELD_OF,
    ContactForm,
    ErasureForm,
    LedgerForm,
    NewPartyForm,
    PartyForm,
    PremisesForm,
    UnmaskForm,
)
from xiuhua.web.shared import catalogue_words as words
from xiuhua.web.shared import refusals

PAGE = 50


@login_required
@require_GET
def party_list(request: HttpRequest) -> HttpResponse:
    """Parties one may look at, found by the name of a business, by its code, or by the sign of a shop."""
    check_may(request.user, VIEW)
    typed = request.GET.get("q", "").strip()[:60]
    found = queries.parties_visible_to(request.user).order_by("-id")
    if typed:
        # A person is not found by name: a list of names by letters would undo the masking.
        named = Q(name__icontains=typed) & ~Q(kind=Party.Kind.PERSON)
        shops = queries.premises_visible_to(request.user).filter(sign_name__icontains=typed)
        found = found.filter(named | Q(uscc=typed.upper()) | Q(pk__in=shops.values("party_id")))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            (party, queries.masked_party(party), words.PARTY_KIND[party.kind])
            for party in page.object_list
        ],
        "total_words": _("共 %(count)s 个责任主体") % {"count": page.paginator.count},
        "typed": typed,
        "may_edit": may(request.user, EDIT),
    }
    return render(request, "desk/registry/parties.html", context)


@login_required
@require_GET
def premises_list(request: HttpRequest) -> HttpResponse:
    """Premises one may look at, by grid and sign."""
    check_may(request.user, VIEW)
    typed, grid = request.GET.get("q", "").strip()[:60], request.GET.get("grid", "")[:32]
    found = queries.premises_visible_to(request.user).filter(valid_to__isnull=True)
    if typed:
        found = found.filter(Q(sign_name__icontains=typed) | Q(code__iexact=typed))
    if grid:
        found = found.filter(grid__code=grid)
    ordered = found.select_related("grid", "road", "party").order_by("grid__code", "code")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            (row, queries.masked_party(row.party) if row.party else "") for row in page.object_list
        ],
        "total_words": _("共 %(count)s 处门店场所") % {"count": page.paginator.count},
        "typed": typed,
        "grid": grid,
    }
    return render(request, "desk/registry/premises.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def party_new(request: HttpRequest) -> HttpResponse:
    """A new party of one's own subdistrict."""
    check_may(request.user, EDIT)
    home = request.user.subdistrict_id
    if home is None:
        raise Refused("subdistrict_unclear")
    form = NewPartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        contacts = [("phone", said["phone"], said["basis"])] if said["phone"] else []
        try:
            made = actions.add_party(
                subdistrict_id=home,
                kind=said["kind"],
                name=said["name"],
                uscc=said["uscc"],
                contacts=contacts,
                by=request.user,
                at=now(),
                key=said["key"],
            )
        except Refused as refused:
            field = (
                "phone" if refused.code == "contact_value_invalid" else FIELD_OF.get(refused.code)
            )
            refusals.put_on(form, refused, field)
        else:
            messages.success(request, _("责任主体已登记。"))
            return redirect("desk_party", party_id=made["id"])
    context = {"form": form, "title": _("登记责任主体"), "back": "desk_parties"}
    return render(request, "desk/registry/new.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
@never_cache
def party_page(request: HttpRequest, party_id: int) -> HttpResponse:
    """One party: premises, masked contacts, ledger."""
    return _page(request, find(request, party_id), {})


@login_required
@require_POST
@never_cache
def party_act(request: HttpRequest, party_id: int, name: str) -> HttpResponse:
    """Do one thing about a party; refused, the page comes back with what was typed and why not."""
    party = find(request, party_id)
    if name not in _ACTS:
        raise Refused("act_unknown", act=name)
    form = _forms(request, party)[name](request.POST)
    if form.is_valid():
        how: dict[str, Any] = {"by": request.user, "at": now(), "key": form.cleaned_data["key"]}
        try:
            shown = _ACTS[name](party, form.cleaned_data, how)
        except Refused as refused:
            if refused.code == "not_permitted":
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            if name == "unmask":
                # Shown on this answer only: nothing of it goes into an address, a message or a session.
                return _page(request, party, {}, shown)
            messages.success(request, _("已保存。"))
            return redirect("desk_party", party_id=party.pk)
    return _page(request, party, {name: form})


def find(request: HttpRequest, party_id: int) -> Party:
    """The party, if one may look at it."""
    check_may(request.user, VIEW)
    party = queries.parties_visible_to(request.user).filter(pk=party_id).first()
    if party is None:
        raise Refused("not_found")
    return party


def _page(
    request: HttpRequest,
    party: Party,
    bound: dict[str, forms.Form],
    shown: dict[str, Any] | None = None,
) -> HttpResponse:
    shops = queries.premises_visible_to(request.user).filter(party=party)
    shops = list(shops.select_related("grid", "road").order_by("valid_to", "code"))
    places = [{"subdistrict_id": party.subdistrict_id}] + [
        {"subdistrict_id": party.subdistrict_id, "grid_code": shop.grid.code}
        for shop in shops
        if shop.grid is not None and shop.valid_to is None
    ]

    def may_here(permission: str) -> bool:
        return any(may(request.user, permission, **place) for place in places)

    make = _forms(request, party)
    given = {name: bound.get(name) or make[name]() for name in make if name != "unmask"}
    if not may_here(EDIT) or party.erased_at:
        given = {name: form for name, form in given.items() if name == "erase"}
    if not may_here(ERASE) or party.erased_at:
        given.pop("erase", None)
    contacts = queries.contacts_of(party)
    context = {
        "party": party,
        "name": queries.masked_party(party),
        "kind": words.PARTY_KIND[party.kind],
        "shops": shops,
        "contacts": [
            (
                contact,
                shown["value"] if shown and shown["contact"] == contact.pk else masked,
                words.CONTACT_KIND[contact.kind],
                bool(shown) and shown["contact"] == contact.pk,
                _unmask_form(contact.pk, bound),
            )
            for contact, masked in contacts
        ],
        "may_unmask": may_here(UNMASK),
        "ledger": [
            (entry, words.LEDGER_KIND[entry.kind], words.class_name(class_by_slug(entry.matter)))
            for entry in queries.ledger_of(party)[:100]
        ],
        "forms": given,
    }
    return render(request, "desk/registry/party.html", context, status=400 if bound else 200)


def _unmask_form(contact_id: int, bound: dict[str, forms.Form]) -> forms.Form:
    tried = bound.get("unmask")
    if tried is not None and tried.data.get("contact") == str(contact_id):
        return tried
    return UnmaskForm(initial={"contact": contact_id}, auto_id=f"unmask{contact_id}_%s")


def _forms(request: HttpRequest, party: Party) -> dict[str, Any]:
    """How each form of the page is made, empty or from what was sent."""
    lines = [
        (entry.pk, f"{entry.at:%Y-%m-%d} {words.LEDGER_KIND[entry.kind]}")
        for entry in queries.ledger_of(party)[:50]
    ]
    # A person's name is not written into the form: whoever corrects it types it.
    name = "" if party.kind == Party.Kind.PERSON else party.name
    known = {"kind": party.kind, "name": name, "uscc": party.uscc}
    home = party.subdistrict_id
    first_on = {"valid_from": today(request.user)}
    return {
        "ledger": lambda *data: LedgerForm(*data, lines=lines, auto_id="ledger_%s"),
        "contact": lambda *data: ContactForm(*data, auto_id="contact_%s"),
        "premises": lambda *data: PremisesForm(
            *data, subdistrict_id=home, initial=first_on, auto_id="premises_%s"
        ),
        "change": lambda *data: PartyForm(*data, initial=known, auto_id="change_%s"),
        "erase": lambda *data: ErasureForm(*data, auto_id="erase_%s"),
        "unmask": lambda *data: UnmaskForm(*data),
    }


def _change(party: Party, said: dict[str, Any], how: dict[str, Any]) -> Any:
    return actions.change_party(
        party.pk, kind=said["kind"], name=said["name"], uscc=said["uscc"], **how
    )


def _contact(party: Party, said: dict[str, Any], how: dict[str, Any]) -> Any:
    return actions.add_contact(
        party.pk, kind=said["kind"], value=said["value"], basis=said["basis"], **how
    )


def _unmask(party: Party, said: dict[str, Any], how: dict[str, Any]) -> Any:
    own = {contact.pk for contact, _shown in queries.contacts_of(party)}
    if said["contact"] not in own:
        raise Refused("contact_unknown", given=said["contact"])
    return actions.unmask(
        said["contact"], reason=said["reason"], case_number=said["case_number"].strip(), **how
    )


def _premises(party: Party, said: dict[str, Any], how: dict[str, Any]) -> Any:
    return actions.add_premises(
        subdistrict_id=party.subdistrict_id,
        party_id=party.pk,
        sign_name=said["sign_name"],
        trade=said["trade"],
        address=said["address"],
        lon=said["lon"],
        lat=said["lat"],
        crs=said["crs"],
        road_id=said["road"],
        code=said["premises_code"],
        valid_from=said["valid_from"],
        **how,
    )


def _ledger(party: Party, said: dict[str, Any], how: dict[str, Any]) -> Any:
    return actions.write(
        party.pk,
        kind=said["kind"],
        matter=said["matter"],
        words=said["words"],
        case_number=said["case_number"],
        refers_to_id=said["refers_to"],
        **how,
    )


def _erase(party: Party, said: dict[str, Any], how: dict[str, Any]) -> Any:
    return actions.erase_party(party.pk, reason=said["reason"], **how)


_ACTS = {
    "change": _change,
    "contact": _contact,
    "unmask": _unmask,
    "premises": _premises,
    "ledger": _ledger,
    "erase": _erase,
}
