"""The four units in which a limit is written, and nothing about how they are counted.

A city's own words ("工日", "紧工时") are catalogue rows that name one of these codes; they must not
become more members here.
"""

from enum import StrEnum

from xiuhua.rulebook.refusal import Refused


class Unit(StrEnum):
    """紧急工作时, 工作时, 工作日 and 自然日 (also written 紧急工作日).

    A "natural hour" runs round the clock and so is an `URGENT_HOUR`.
    Source: GB/T 30428.8 as deployed systems apply it (facts 1.6).
    """

    URGENT_HOUR = "urgent_hour"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    NATURAL_DAY = "natural_day"


_BY_CODE = {unit.value: unit for unit in Unit}


def unit_of(code: str) -> Unit:
    """The unit of this code; refuses a code that is none of the four. Source: facts 1.6."""
    unit = _BY_CODE.get(code) if isinstance(code, str) else None
    if unit is None:
        raise Refused("unit_unknown", unit=str(code), units=list(_BY_CODE))
    return unit
