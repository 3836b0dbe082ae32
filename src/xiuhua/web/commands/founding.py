"""A real street from nothing: the subdistrict, calendars, catalogue, its office, its first administrator.

The act crosses floors, so it stands here; the command `found_street` and the page of the first start do the
same through it. One transaction: refused, nothing of it is there.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.accounts.actions import administrators, units
from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.catalogue.actions import load_catalogue
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.records.actions import founding
from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.calendars import known_years
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.actions import areas
from xiuhua.rulebook.coordinates import metric_epsg
from xiuhua.rulebook.refusal import Refused

OFFICE_CODE = "OFFICE"
# The name the program itself gives to the first unit, in the language of the street's own papers.
OFFICE_NAMES = {"zh-hans": "%(name)s办事处", "en": "%(name)s Office"}


@dataclass(frozen=True)
class Wanted:
    """What whoever founds a street says about it; the place by projection, outline or longitude."""

    code: str
    name: str
    prefix: str
    name_en: str = ""
    time_zone: str = "Asia/Shanghai"
    grid_pattern: str = ""
    epsg: int | None = None
    longitude: str = ""
    outline: BaseGeometry | None = None
    language: str = "zh-hans"
    admin: str = ""
    admin_name: str = ""
    role: str | None = None


def found(wanted: Wanted, at: dt.datetime) -> dict[str, Any]:
    """Do it all or nothing; what is there now, with the path of the administrator's one-time link."""
    with transaction.atomic():
        home = _subdistrict(wanted, at)
        loaded = _common_rows(at)
        unit = units.add(
            subdistrict=home,
            code=OFFICE_CODE,
            name=_office_name(home, wanted.language),
            kind=Unit.Kind.OFFICE,
            by=None,
            at=at,
        )
        path = _administrator(home, wanted, at) if wanted.admin else None
    return {
        "code": home.code,
        "name": home.name,
        "prefix": home.case_prefix,
        "epsg": home.projected_epsg,
        "has_boundary": wanted.outline is not None,
        "loaded": loaded,
        "unit": unit.code,
        "unit_name": unit.name,
        "admin": wanted.admin or None,
        "link": path,
    }


def _subdistrict(wanted: Wanted, at: dt.datetime) -> Subdistrict:
    home = founding.found(
        code=wanted.code,
        name=wanted.name,
        name_en=wanted.name_en,
        case_prefix=wanted.prefix,
        time_zone=wanted.time_zone,
        grid_code_pattern=wanted.grid_pattern,
        projected_epsg=_chosen_epsg(wanted),
        at=at,
    )
    if wanted.outline is not None:
        areas.set_boundary(home, wanted.outline, by=None, at=at)
    return home


def _common_rows(at: dt.datetime) -> list[str]:
    """Calendars and catalogue, which all streets of a database share."""
    loaded = []
    if not known_years():
        load_calendars(by=None, at=at)
        loaded.append("calendars")
    if not CaseClass.objects.exists():
        load_catalogue(at=at)
        loaded.append("catalogue")
    return loaded


def _administrator(home: Subdistrict, wanted: Wanted, at: dt.datetime) -> str:
    user = administrators.add_first(
        username=wanted.admin,
        full_name=wanted.admin_name or wanted.admin,
        subdistrict_code=home.code,
        role=wanted.role,
        at=at,
    )
    return administrators.issue_link(user, by=None, at=at)


def _office_name(home: Subdistrict, language: str) -> str:
    name = home.name_en or home.name if language == "en" else home.name
    return OFFICE_NAMES[language] % {"name": name.removesuffix("办事处").removesuffix(" Office")}


def _chosen_epsg(wanted: Wanted) -> int:
    if wanted.epsg is not None:
        return wanted.epsg
    if wanted.outline is not None:
        middle = wanted.outline.centroid
        return metric_epsg(middle.x, middle.y)
    if wanted.longitude:
        return founding.epsg_of_longitude(wanted.longitude)
    raise Refused("founding_place_unsaid")
