"""Units as kept in memory: asked for by every dispatch and by the areas of rights. Nothing here writes."""

from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.records.kept import KeptById

NAME = "units"


def unit_of(pk: int) -> Unit | None:
    """The unit as kept: shared, so nobody may change it; None where there is none."""
    return _units.of(pk)


def unit_id_of(code: str, subdistrict_id: int | None) -> int | None:
    """The id of the unit with this code in a subdistrict."""
    found = (
        u.pk for u in _units.get().values() if u.code == code and u.subdistrict_id == subdistrict_id
    )
    return next(found, None)


def _load() -> dict[int, Unit]:
    return {row.pk: row for row in Unit.objects.order_by("id")}


_units = KeptById(NAME, _load)
