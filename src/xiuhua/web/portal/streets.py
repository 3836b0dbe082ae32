"""Which subdistrict a resident speaks to: the one named by `?s=CODE`, or the only one there is."""

from django.http import HttpRequest

from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

MOST = 500


def named(request: HttpRequest) -> str:
    """The code in the form or the address; nothing if none is named."""
    return (request.POST.get("s") or request.GET.get("s") or "")[:16].replace("\0", "")


def street_of(request: HttpRequest) -> Subdistrict | None:
    """The subdistrict meant; None where one must be chosen first. Refuses an unknown code."""
    code = named(request)
    if code:
        found = Subdistrict.objects.filter(code=code).first()
        if found is None:
            raise Refused("street_unknown", given=code)
        return found
    rows = list(Subdistrict.objects.order_by("id")[:2])
    return rows[0] if len(rows) == 1 else None


def streets() -> list[Subdistrict]:
    """All that can be chosen, by code."""
    return list(Subdistrict.objects.only("code", "name", "name_en").order_by("code")[:MOST])
