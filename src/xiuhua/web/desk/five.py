"""The five-fixed of the grids: all of them with their gaps, one of them in full, and their cards as PDF.

Pages only. Whether a duty is complete is the rulebook's answer; a grid one may not see does not exist here.
"""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.duty import completeness
from xiuhua.apps.duty.actions.five_fixed import EDIT
from xiuhua.apps.duty.completeness import VIEW, Duties
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.five_fixed import Fixed
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk import five_card
from xiuhua.web.desk.five_sections import sections_of
from xiuhua.web.desk.mode_lines import mode_lines
from xiuhua.web.desk.people import home_of
from xiuhua.web.shared import duty_words as words

CARD_SIZES = ("a4", "a5")


@login_required
@require_GET
def five_list(request: HttpRequest) -> HttpResponse:
    """Every grid with its five marks; what is missing is red and leads to where it is filled in."""
    check_may(request.user, VIEW)
    home = home_of(request.user)
    day = local_day(home.time_zone)
    found = _duties(request.user, home, day)
    rows = [
        {
            "grid": one.grid,
            "marks": [(fixed, words.FIXED[fixed], holds) for fixed, holds in one.marks().items()],
            "is_complete": one.is_complete,
            "first": words.gap_said(one.gaps[0]) if one.gaps else "",
            "more": max(0, len(one.gaps) - 1),
        }
        for one in found
    ]
    incomplete = [row for row in rows if not row["is_complete"]]
    context = {
        "rows": rows,
        "fixed": words.FIXED.values(),
        "complete": len(rows) - len(incomplete),
        "next": incomplete[0] if incomplete else None,
        "may_edit": may(request.user, EDIT, subdistrict_id=home.pk),
        "sees_duty": may(request.user, "people.view"),
        "day": day,
    }
    return render(request, "desk/five/list.html", context)


def _duties(user: User, home: Subdistrict, day: dt.date) -> list[Duties]:
    grids = completeness.grids_visible_to(user, day).filter(subdistrict=home)
    return completeness.of_grids(grids, home.pk, day)


def grid_or_404(request: HttpRequest, grid_id: int) -> tuple[Grid, dt.date]:
    """A grid of today, and which day that is there, if one may see its five-fixed. Refuses: not_found."""
    check_may(request.user, VIEW)
    day = local_day(_zone_of(grid_id))
    grid = completeness.grids_visible_to(request.user, day).filter(pk=grid_id).first()
    if grid is None:
        raise Refused("not_found")
    return grid, day


def _zone_of(grid_id: int) -> str | None:
    zones = Grid.objects.filter(pk=grid_id).values_list("subdistrict__time_zone", flat=True)
    return zones.first()


def may_edit_grid(user: User, grid: Grid) -> bool:
    """Whether this person may fill in the five of this grid."""
    community = grid.community.code if grid.community else None
    place = {"grid_code": grid.code, "community_code": community}
    return may(user, EDIT, subdistrict_id=grid.subdistrict_id, **place)


@login_required
@require_GET
def five_grid(request: HttpRequest, grid_id: int) -> HttpResponse:
    """One grid: its five in full, what is missing first. The address printed as QR on its card."""
    check_may(request.user, VIEW)
    day = local_day(_zone_of(grid_id))
    grid = completeness.grids_visible_to(request.user, day).filter(pk=grid_id).first()
    if grid is None:
        return _successor(request, day, grid_id)
    home = grid.subdistrict
    (one,) = completeness.of_grids([grid], home.pk, day)
    context = {
        "grid": one.grid,
        "sections": sections_of([one], home.pk, day)[0],
        "is_complete": one.is_complete,
        "persons": Fixed.PERSONS,
        "may_edit": may_edit_grid(request.user, one.grid),
        "may_assign": may(request.user, EDIT, subdistrict_id=home.pk),
        "parts": words.PART,
        "modes": mode_lines(home.pk, one.grid.pk, now()),
        "day": day,
    }
    return render(request, "desk/five/grid.html", context)


def _successor(request: HttpRequest, day: dt.date, grid_id: int) -> HttpResponse:
    """A printed card outlives a redrawn grid: its QR leads to the grid of the same code that holds today."""
    old = Grid.objects.filter(pk=grid_id).values("subdistrict_id", "code").first()
    grids = completeness.grids_visible_to(request.user, day)
    now = grids.filter(**old).first() if old else None
    if now is None:
        raise Refused("not_found")
    return redirect("desk_five_grid", grid_id=now.pk)


@login_required
@require_GET
def grid_card(request: HttpRequest, grid_id: int) -> HttpResponse:
    """The card of one grid as PDF (`?size=a5` for the small one)."""
    grid, day = grid_or_404(request, grid_id)
    home = grid.subdistrict
    return _pdf(request, home, day, completeness.of_grids([grid], home.pk, day), grid.code)


@login_required
@require_GET
def all_cards(request: HttpRequest) -> HttpResponse:
    """The cards of all grids one may see in one PDF. Refuses: no_grids_for_cards."""
    check_may(request.user, VIEW)
    home = home_of(request.user)
    day = local_day(home.time_zone)
    found = _duties(request.user, home, day)
    if not found:
        raise Refused("no_grids_for_cards")
    return _pdf(request, home, day, found, "all")


def _pdf(
    request: HttpRequest, home: Subdistrict, day: dt.date, found: list[Duties], name: str
) -> HttpResponse:
    size = request.GET.get("size", "a4")
    if size not in CARD_SIZES:
        raise Refused("not_found")
    addresses = [
        request.build_absolute_uri(reverse("desk_five_grid", args=[one.grid.pk])) for one in found
    ]
    sections = sections_of(found, home.pk, day)
    data = five_card.pdf(home, day, found, sections, addresses, size)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="duty-card-{name}.pdf"'
    return answer
