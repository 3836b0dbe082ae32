"""Where a permission holds: exact ids and codes, never prefixes.

`WARD_3` says nothing about `WARD_30`, and a grid of one subdistrict nothing about one of the same
code next door: codes count only inside the subdistrict the person belongs to. This module compares
values; it reads no table.
"""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Place:
    """Where something lies and who holds it, as far as it is known."""

    subdistrict_id: int | None = None
    community_code: str | None = None
    grid_code: str | None = None
    unit_id: int | None = None

    def __post_init__(self) -> None:
        if (self.community_code or self.grid_code) and self.subdistrict_id is None:
            raise TypeError("a community or grid code means nothing without its subdistrict_id")


@dataclass(frozen=True)
class AreaScope:
    """The places at which one person holds one permission; any one of them suffices.

    Community and grid codes hold inside `codes_subdistrict_id` only.
    """

    city: bool = False
    subdistrict_ids: frozenset[int] = frozenset()
    community_codes: frozenset[str] = frozenset()
    grid_codes: frozenset[str] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    codes_subdistrict_id: int | None = None

    @property
    def is_nowhere(self) -> bool:
        """Whether the permission is held at no place at all."""
        return not (
            self.city
            or self.subdistrict_ids
            or self.community_codes
            or self.grid_codes
            or self.unit_ids
        )

    def covers(self, place: Place) -> bool:
        """Whether the permission is held at this place."""
        home = self.codes_subdistrict_id
        codes_count = home is not None and place.subdistrict_id == home
        return (
            self.city
            or place.subdistrict_id in self.subdistrict_ids
            or (codes_count and place.community_code in self.community_codes)
            or (codes_count and place.grid_code in self.grid_codes)
            or place.unit_id in self.unit_ids
        )

    def as_q(
        self,
        *,
        subdistrict: str = "subdistrict_id",
        community: str | None = None,
        grid: str | None = None,
        unit: str | None = None,
    ) -> Q:
        """The scope as a filter on a table; name its columns, leave out those it does not have."""
        if self.city:
            # Not an empty Q: that would vanish when another condition is or-ed to it.
            return Q(pk__isnull=False)
        inside = Q(**{f"{subdistrict}__in": sorted(self.subdistrict_ids)})
        if self.codes_subdistrict_id is not None:
            home = Q(**{subdistrict: self.codes_subdistrict_id})
            if community and self.community_codes:
                inside |= home & Q(**{f"{community}__in": sorted(self.community_codes)})
            if grid and self.grid_codes:
                inside |= home & Q(**{f"{grid}__in": sorted(self.grid_codes)})
        if unit and self.unit_ids:
            inside |= Q(**{f"{unit}__in": sorted(self.unit_ids)})
        return inside


NOWHERE = AreaScope()
