"""Who may keep which part of the registry: rights hold for a subdistrict, a grid, or the unit that owns a thing."""

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.registry.models import Party, Premises

EDIT, VIEW = "registry.edit", "registry.view"
UNMASK, ERASE = "contacts.unmask", "contacts.erase"


def check_may_at(
    by: User | None,
    subdistrict_id: int,
    grid_code: str | None = None,
    unit_id: int | None = None,
    permission: str = EDIT,
) -> None:
    """Refuse unless the person holds the permission at this place. Without a person it is the system."""
    if by is not None:
        place = {"subdistrict_id": subdistrict_id, "grid_code": grid_code, "unit_id": unit_id}
        check_may(by, permission, **place)


def check_may_for(by: User | None, party: Party, permission: str = EDIT) -> None:
    """Refuse unless the permission is held where the party belongs, or in a grid where it has premises."""
    if by is None or may(by, permission, subdistrict_id=party.subdistrict_id):
        return
    open_premises = Premises.objects.filter(party=party, valid_to__isnull=True, grid__isnull=False)
    for code in open_premises.values_list("grid__code", flat=True).distinct():
        if may(by, permission, subdistrict_id=party.subdistrict_id, grid_code=code):
            return
    check_may(by, permission, subdistrict_id=party.subdistrict_id)
