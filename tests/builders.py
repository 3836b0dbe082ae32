"""Plain functions that put rows for tests into the database, with honest defaults.

Everything built here is invented. A builder writes rows directly; what an act must do is tested
through the actions. Each office adds its own builders below the ones it stands on.
"""

import datetime as dt
import itertools
from typing import Any

from xiuhua.apps.accounts.models import Certificate, RoleGrant, Unit, User
from xiuhua.apps.records import kept
from xiuhua.apps.records.models import Subdistrict

PASSWORD = "Xiuhua-2021"
LONG_AGO = dt.date(2020, 1, 1)
_numbers = itertools.count(1)


def subdistrict(**given: Any) -> Subdistrict:
    """An invented subdistrict in Wuhan's zone."""
    number = next(_numbers)
    defaults = {
        "code": f"4201059{number:02}",
        "name": f"测试街道{number}",
        "name_en": f"Test Subdistrict {number}",
        "case_prefix": f"T{number}",
        "projected_epsg": 4547,
    }
    return Subdistrict.objects.create(**{**defaults, **given})


def unit(of: Subdistrict | None = None, **given: Any) -> Unit:
    """A unit of a subdistrict: the enforcement centre unless said otherwise."""
    number = next(_numbers)
    defaults = {
        "subdistrict": of or subdistrict(),
        "code": f"U{number}",
        "name": f"测试单位{number}",
        "kind": Unit.Kind.CENTRE,
    }
    return Unit.objects.create(**{**defaults, **given})


def user(
    role: str | None = None,
    area: Subdistrict | Unit | tuple[str, str] | None = None,
    of: Subdistrict | None = None,
    **given: Any,
) -> User:
    """A person; with `role`, holding it over `area` (by default the whole own subdistrict)."""
    number = next(_numbers)
    home = of or _subdistrict_of(area, given.get("unit")) or subdistrict()
    person = User(
        **{
            "username": f"person{number}",
            "full_name": f"测试员{number}",
            "subdistrict": home,
            **given,
        }
    )
    person.set_password(PASSWORD)
    person.save()
    if role:
        grant(person, role, area or home)
    return person


def _subdistrict_of(*given: object) -> Subdistrict | None:
    for one in given:
        if isinstance(one, Subdistrict):
            return one
        if isinstance(one, Unit):
            return one.subdistrict
    return None


def grant(
    person: User,
    role: str,
    area: Subdistrict | Unit | tuple[str, str],
    valid_from: dt.date = LONG_AGO,
    valid_to: dt.date | None = None,
) -> RoleGrant:
    """A role over an area: a subdistrict, a unit, or (kind, code)."""
    if isinstance(area, Subdistrict):
        kind, code = "subdistrict", area.code
    elif isinstance(area, Unit):
        kind, code = "unit", area.code
    else:
        kind, code = area
    kept.forget_all()  # no act was made that would say that rights have changed
    return RoleGrant.objects.create(
        user=person,
        role=role,
        area_kind=kind,
        area_code=code,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def certificate(person: User, **given: Any) -> Certificate:
    """An enforcement certificate, in force for years unless said otherwise."""
    defaults = {
        "user": person,
        "number": f"E{next(_numbers):06}",
        "issuer": "测试市政府",
        "valid_from": LONG_AGO,
        "valid_to": dt.date(2099, 12, 31),
    }
    return Certificate.objects.create(**{**defaults, **given})
