"""The subdistrict's own row: made once, by an import that brings its own or by whoever sets up a street; and kept.

Every act and page needs its zone, names and habits, so they are answered from memory, without the boundary.
"""

import datetime as dt

from django.conf import settings

from xiuhua.apps.records import history
from xiuhua.apps.records.kept import KeptById, changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.numbering import check_case_prefix
from xiuhua.rulebook.refusal import Refused

NAME = "subdistricts"
SETTLED = ("case_prefix", "time_zone", "projected_epsg")
"""What cannot be taken differently for a street that is there: its numbers, days and metres hang on it."""


def use_or_make(
    *,
    code: str,
    name: str,
    name_en: str = "",
    case_prefix: str,
    time_zone: str,
    projected_epsg: int,
    at: dt.datetime,
    is_demo: bool = False,
    grid_code_pattern: str = "",
) -> tuple[Subdistrict, bool]:
    """The subdistrict of this code, and whether it is new. Call it inside a transaction.

    Refuses: subdistrict_differs, when one is there with another prefix, zone or projection.
    """
    given = {
        "case_prefix": check_case_prefix(case_prefix),
        "time_zone": time_zone,
        "projected_epsg": projected_epsg,
    }
    found = Subdistrict.objects.filter(code=code).first()
    if found is None:
        if grid_code_pattern:
            given["grid_code_pattern"] = grid_code_pattern
        made = Subdistrict.objects.create(
            code=code, name=name, name_en=name_en, is_demo=is_demo, **given
        )
        changed(NAME)
        data = {"code": code, **given}
        history.append(
            made, "subdistrict.made", at=at, actor_id=None, subdistrict_id=made.pk, data=data
        )
        return made, True
    for field in SETTLED:
        if getattr(found, field) != given[field]:
            raise Refused(
                "subdistrict_differs",
                subdistrict=code,
                field=field,
                given=given[field],
                found=getattr(found, field),
            )
    return found, False


def subdistrict_of(pk: int) -> Subdistrict:
    """The subdistrict as kept: shared, so nobody may change it. Refuses: not_found."""
    found = _subdistricts.of(pk)
    if found is None:
        raise Refused("not_found")
    return found


def zone_name(pk: int | None) -> str:
    """The time zone in which a subdistrict's days begin and end; without one, the installation's."""
    return str(settings.TIME_ZONE) if pk is None else subdistrict_of(pk).time_zone


def subdistrict_ids() -> dict[str, int]:
    """Code → id of every subdistrict of this database."""
    return {row.code: pk for pk, row in _subdistricts.get().items()}


def _load() -> dict[int, Subdistrict]:
    return {row.pk: row for row in Subdistrict.objects.defer("boundary").order_by("id")}


_subdistricts = KeptById(NAME, _load)
