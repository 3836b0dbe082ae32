"""A real street is founded: its row, checked by the rules of numbering, with the first event of its history.

What a founded street needs besides (unit, administrator, calendars, catalogue) belongs to other floors; the
command `found_street` does them in the same transaction.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from xiuhua.apps.records import streets
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.models import DemoClock, Subdistrict
from xiuhua.rulebook.coordinates import CHINA, metric_epsg, read_degrees
from xiuhua.rulebook.numbering import (
    CodePattern,
    check_case_prefix,
    check_digits,
    parse_place,
)
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project_xy

LONGEST_NAME = 80
LONGEST_PATTERN = 60
CODE_DIGITS = 9
# Every zone of the country is cut by this parallel, so a longitude alone names the zone.
SOME_LATITUDE = 30.0


def found(
    *,
    code: str,
    name: str,
    name_en: str = "",
    case_prefix: str,
    time_zone: str,
    projected_epsg: int,
    grid_code_pattern: str = "",
    at: dt.datetime,
    key: str = "",
) -> Subdistrict:
    """The new subdistrict. Refuses a code or prefix that is taken, and a demonstration's database."""
    given = {
        "code": code.strip(),
        "name": name.strip(),
        "name_en": name_en.strip(),
        "case_prefix": case_prefix.strip(),
        "time_zone": time_zone,
        "projected_epsg": projected_epsg,
        "grid_code_pattern": grid_code_pattern,
    }
    _check_words(given["name"], given["name_en"])
    parse_place(check_digits(given["code"], CODE_DIGITS))
    check_case_prefix(given["case_prefix"])
    _check_zone(time_zone)
    if grid_code_pattern:
        _check_pattern(grid_code_pattern, given["code"])
    project_xy(0.0, 0.0, projected_epsg)
    with act("subdistrict.found", scope=scope(None), key=key, body=given) as this:
        if this.done:
            return Subdistrict.objects.get(pk=this.answer["subdistrict"])
        _check_free(given["code"], given["case_prefix"])
        made, _is_new = streets.use_or_make(**given, at=at)
        this.keep({"subdistrict": made.pk})
    return made


def epsg_of_longitude(longitude: str) -> int:
    """The 3-degree zone about a longitude in China; refuses one that lies elsewhere."""
    degrees = read_degrees(longitude, "lon")
    epsg = metric_epsg(degrees, SOME_LATITUDE)
    if not CHINA.holds(degrees, SOME_LATITUDE) or epsg > 32600:
        raise Refused("founding_longitude_outside", longitude=longitude)
    return epsg


def _check_words(name: str, name_en: str) -> None:
    if not name:
        raise Refused("subdistrict_name_missing")
    if len(name) > LONGEST_NAME or len(name_en) > LONGEST_NAME:
        raise Refused("subdistrict_name_too_long", longest=LONGEST_NAME)


def _check_zone(time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError) as error:
        raise Refused("time_zone_unknown", zone=time_zone) from error


def _check_pattern(pattern: str, code: str) -> None:
    if len(pattern) > LONGEST_PATTERN:
        raise Refused("code_pattern_malformed", pattern=pattern[:LONGEST_PATTERN])
    parts = {"subdistrict": code, "district": code[:6]}
    read = CodePattern(pattern)
    if "community" not in pattern:  # its code is known only where a grid is drawn
        read.make(1, **parts)


def _check_free(code: str, case_prefix: str) -> None:
    if Subdistrict.objects.filter(is_demo=True).exists() or DemoClock.objects.exists():
        raise Refused("founding_on_demo_database")
    there = Subdistrict.objects.filter(code=code).first()
    if there is not None:
        raise Refused("subdistrict_there", subdistrict=code, name=there.name)
    other = Subdistrict.objects.filter(case_prefix=case_prefix).first()
    if other is not None:
        raise Refused("case_prefix_taken", prefix=case_prefix, name=other.name)
