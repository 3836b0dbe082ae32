"""What a person may see of the street: areas, roads and names of the places where they have a right.

Whoever holds space.view over a subdistrict, or over a unit of it, sees all its grids; who holds it
over single grids or communities sees those. Roads, boundary and names are the common ground of all
who may look at the map. Nothing here writes.
"""

import datetime as dt

from django.db.models import Count, F, Q, QuerySet, Sum

from xiuhua.apps.accounts.areas import AreaScope
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, in_force, rights
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Community, Grid, GridProposal, Place, Road, Segment, Zone
from xiuhua.rulebook.refusal import Refused

VIEW = "space.view"


def ground(scope: AreaScope, *, subdistrict: str = "subdistrict_id") -> Q:
    """The subdistricts a scope reaches into, as a filter."""
    if scope.city:
        return Q()
    reached = set(scope.subdistrict_ids)
    if (scope.community_codes or scope.grid_codes or scope.unit_ids) and scope.codes_subdistrict_id:
        reached.add(scope.codes_subdistrict_id)
    return Q(**{f"{subdistrict}__in": sorted(reached)})


def subdistricts_visible_to(user: User) -> QuerySet[Subdistrict]:
    """Subdistricts whose map this person may open."""
    return Subdistrict.objects.filter(ground(areas(user, VIEW), subdistrict="id"))


def _whole_ground(scope: AreaScope) -> Q:
    """Where the person sees every area, not only single grids or communities."""
    seen = scope.as_q()
    if scope.unit_ids and scope.codes_subdistrict_id:
        seen |= Q(subdistrict_id=scope.codes_subdistrict_id)
    return seen


def visible_to(user: User) -> QuerySet[Grid]:
    """Grids this person may see, of all days and levels."""
    scope = areas(user, VIEW)
    single = scope.as_q(community="community__code", grid="code")
    return Grid.objects.filter(_whole_ground(scope) | single)


def communities_visible_to(user: User) -> QuerySet[Community]:
    """Communities this person may see: theirs, and those their grids lie in."""
    scope = areas(user, VIEW)
    of_grids = visible_to(user).filter(community__isnull=False).values("community_id")
    return Community.objects.filter(
        _whole_ground(scope) | scope.as_q(community="code") | Q(id__in=of_grids)
    )


def zones_visible_to(user: User) -> QuerySet[Zone]:
    """The thirds of the subdistricts this person may look at."""
    return Zone.objects.filter(ground(areas(user, VIEW)))


def roads_visible_to(user: User) -> QuerySet[Road]:
    """Roads of the subdistricts this person may look at."""
    return Road.objects.filter(ground(areas(user, VIEW)))


def segments_visible_to(user: User) -> QuerySet[Segment]:
    """Their segments."""
    return Segment.objects.filter(ground(areas(user, VIEW)))


def places_visible_to(user: User) -> QuerySet[Place]:
    """Names of places of the subdistricts this person may look at."""
    return Place.objects.filter(ground(areas(user, VIEW)))


def proposals_visible_to(user: User) -> QuerySet[GridProposal]:
    """Proposals for new grids: for those who see the whole subdistrict."""
    return GridProposal.objects.filter(areas(user, VIEW).as_q())


def grids_in_force(user: User, on: dt.date) -> QuerySet[Grid]:
    """The responsibility grids of a day that the person may see, with community, by code."""
    return (
        visible_to(user)
        .filter(in_force(on), system=Grid.System.URBAN, level=Grid.Level.RESPONSIBILITY)
        .select_related("community")
        .order_by("subdistrict_id", "code")
    )


def lengths_by_class(subdistrict_id: int) -> list[dict]:
    """Roads of a subdistrict by class: how many, how long, how large."""
    return list(
        Segment.objects.filter(subdistrict_id=subdistrict_id, road__isnull=False)
        .values(road_class=F("road__road_class"))
        .annotate(
            roads=Count("road_id", distinct=True), length_m=Sum("length_m"), area_m2=Sum("area_m2")
        )
        .order_by("road_class")
    )


def subdistrict_by_code(code: str | None) -> Subdistrict:
    """The subdistrict of a command: by code, or the only one there is."""
    rows = Subdistrict.objects.order_by("code")
    if code:
        found = rows.filter(code=code).first()
        if found is None:
            raise Refused("subdistrict_unknown", subdistrict=code)
        return found
    first = list(rows[:2])
    if len(first) != 1:
        raise Refused("subdistrict_not_said", known=list(rows.values_list("code", flat=True)[:20]))
    return first[0]


def home_ground(user: User) -> int | None:
    """The person's own subdistrict, if they may look at its map; no statement once rights are read."""
    home, scope = rights(user).subdistrict_id, areas(user, VIEW)
    if home is None:
        return None
    single = scope.community_codes or scope.grid_codes or scope.unit_ids
    own = single and scope.codes_subdistrict_id == home
    return home if scope.city or home in scope.subdistrict_ids or own else None
