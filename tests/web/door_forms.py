"""Forms on which everything is right, for each door and act: so that only a right stands in the way.

`form_for` gives what a person would send who knows the rows of one place. Where a form cannot be right because
the rulebook asks for more, the act's refusal still shows that the person was let through.
"""

import uuid
from typing import Any

from tests.addresses import upload
from tests.case_builders import TRADING
from tests.two_streets import Spot
from xiuhua.apps.registry.actions.contacts import UNMASK_REASONS
from xiuhua.apps.registry.actions.parties import ERASURE_REASONS
from xiuhua.web.commands.doors.declared import CASE_ACTS, ORDER_ACTS, Door

DAY = "2021-06-07"


def form_for(door: Door, spot: Spot, about: Spot) -> dict[str, Any]:
    """The form for a door, with the ids of `about` in it, and the point and unit of `spot`."""
    lon, lat = spot.point
    form: dict[str, Any] = {
        "key": uuid.uuid4().hex, "reason": "理由", "note": "说明", "words": "内容", "answer": "答复",
        "confirmed": "1", "finding": "present", "kind": "extension", "unit_id": spot.unit.pk,
        "officer_id": spot.officer.pk, "receiver_id": spot.place.utility.pk, "lon": lon, "lat": lat,
        "crs": "EPSG:4490", "source": "测试", "extra_amount": "1", "upto": "1", "number": about.names["number"],
        "name": "某处", "valid_from": DAY, "from_on": DAY, "case_number": about.names["number"],
        "case": about.names["case_id"], f"unit-{about.names['case_id']}": spot.unit.pk,
        "parent_number": about.names["number"],
    }  # fmt: skip
    form |= _of_route(door.route, spot, about)
    form |= _of_act(door.route, door.act, spot)
    return form


API_ACT = {
    **dict.fromkeys(CASE_ACTS, {"reason": "理由"}),
    "supervise": {"kind": "overtime", "words": "内容"},
    "refer": {"words": "内容"},
    "merge": {"parent_number": "T1"},
    "verify": {"finding": "present"},
    "ask": {"kind": "extension", "reason": "理由", "extra_amount": 1},
    **dict.fromkeys(ORDER_ACTS, {"note": "说明"}),
    "issuer_extends": {"reply_due_at": "2021-06-06T09:00:00+08:00", "document": "函"},
}


def body_for(door: Door, spot: Spot, about: Spot) -> dict[str, Any]:
    """The same for machines: a body that says only what the act knows."""
    if door.route == "api/v1/cases":
        lon, lat = spot.point
        return {"words": "内容", "lon": lon, "lat": lat, "class_slug": TRADING}
    if door.route == "api/v1/orders":
        received_at, number = "2021-05-06T09:00:00+08:00", uuid.uuid4().hex[:8]
        named = {"issuer": "hotline_12345", "issuer_name": "测试热线", "their_number": number}
        return {**named, "topic": "事由", "received_at": received_at}
    if door.route.startswith("api/v1/patrols/"):
        return {"points": []}
    body: dict[str, Any] = dict(API_ACT.get(door.act, {}))
    if door.act == "dispatch":
        body |= {"unit_id": spot.unit.pk}
    if door.act == "refer":
        body |= {"receiver_id": spot.place.utility.pk}
    if door.act == "link":
        body |= {"case_number": about.names["number"]}
    return body


def query_for(door: Door) -> str:
    """What stands behind the question mark, where an address asks for it."""
    if door.route in ("desk/map/cases.geojson", "api/v1/map/cases"):
        return "?bbox=114,30,115,31&scope=all"
    if door.route in ("desk/cases/", "api/v1/cases", "desk/orders/", "desk/map/"):
        return "?scope=all"
    if door.route.startswith("desk/cases/export"):
        return "?scope=all"
    if door.route in ("desk/gazetteer/search/", "desk/gazetteer/", "api/v1/places"):
        return "?q=mark-name"
    if door.route == "api/v1/classes":
        return "?q=路灯"
    if door.route == "desk/duty/change/":
        return "?part=officer"
    return ""


def _of_route(route: str, spot: Spot, about: Spot) -> dict[str, Any]:
    if route == "desk/people/new/":
        return {"username": f"new{uuid.uuid4().hex[:8]}", "full_name": "新人", "unit": spot.unit.pk}
    if route.endswith("units/new/"):
        code = uuid.uuid4().hex[:6].upper()
        return {"unit_code": code, "name": "新单位", "kind": "centre", "is_active": "on"}
    if "units/<" in route:
        return {"name": "改名", "kind": "centre", "is_active": "on"}
    if route == "desk/modes/new/":
        return {"kind": "snow", "starts_at": "2021-05-06T10:00", "ends_at": "2021-05-07T10:00"}
    if route == "desk/duty/change/":
        return {"act": "assign", "unit": spot.unit.pk, "valid_from": "2031-01-01"}
    if route == "desk/grids/proposals/":
        return {"act": "divide"}
    if route == "desk/gazetteer/":
        return {"name": f"新地名{uuid.uuid4().hex[:6]}", "kind": "shop"}
    if route == "desk/registry/components/new/":
        slug = "component.utilities.street_light"
        return {"case_class": _class(slug), "state": "good", "census_on": "2021-05-01"}
    if route == "desk/registry/parties/new/":
        return {"kind": "business", "name": "新主体"}
    if route == "desk/orders/new/":
        return {"issuer": "hotline_12345", "their_number": uuid.uuid4().hex[:8], "topic": "事由"}
    if route == "desk/catalogue/rules/<str:name>/":
        return {"value": "30"}
    if "standards/<" in route:
        return STANDARD
    if route == "desk/privacy/new/":
        return {"kind": "copy", "channel": "counter", "name": "某人"}
    if route == "desk/privacy/kept/assessment/":
        return {"matter": "测试", "done_on": "2021-05-01", "conclusion": "测试"}
    if "unmask" in route:
        return {"reason": UNMASK_REASONS[0]}
    if "erase" in route:
        return {"reason": ERASURE_REASONS[0]}
    if route.startswith("desk/cases/") and route.endswith("name/"):
        return {"kind": "shop", "name": f"新地名{uuid.uuid4().hex[:6]}"}
    return {}


def _of_act(route: str, act: str, spot: Spot) -> dict[str, Any]:
    if "calendars/acts" in route:
        return CALENDAR[act]
    if "classes/<" in route:
        return CLASS[act]
    if "proposals/<" in route:
        return {"act": act, "block": "B1", "grid": "2", "one": "1", "two": "2"}
    if "people/<" in route:
        return _of_person(act, spot)
    if "parties/<" in route:
        return _of_party(act, spot)
    if "components/<" in route:
        return {"state": "damaged", "photo": upload()}
    if act == "supervise":
        return {"kind": "overtime"}
    if act == "issuer_extends":
        return {"reply_due_at": "2021-06-06T09:00", "document": "函"}
    return {"document": "函", "reply_text": "已办", "signer": "主任"}


def _of_person(act: str, spot: Spot) -> dict[str, Any]:
    if act == "change":
        return {"full_name": "改名", "phone": "13800009999", "unit": spot.unit.pk}
    if act == "certify":
        number = uuid.uuid4().hex[:8]
        return {"number": number, "issuer": "测试市政府", "valid_from": "2021-01-01", "valid_to": "2031-01-01"}  # fmt: skip
    if act == "grant":
        code = spot.place.subdistrict.code
        return {"role": "assistant", "area": f"subdistrict:{code}", "valid_from": "2021-05-06"}
    return {}


def _of_party(act: str, spot: Spot) -> dict[str, Any]:
    return {
        "change": {"kind": "business", "name": "改名"},
        "contact": {"kind": "phone", "value": "13800008888", "basis": "法定职责"},
        "unmask": {"contact": spot.names["contact_id"], "reason": UNMASK_REASONS[0]},
        "premises": {"sign_name": "新招牌", "valid_from": "2021-05-01"},
        "ledger": {"kind": "advice", "matter": TRADING},
        "erase": {"reason": ERASURE_REASONS[0]},
    }[act]


def _class(slug: str) -> int:
    from xiuhua.apps.catalogue.queries import class_by_slug

    return class_by_slug(slug).pk


STANDARD = {
    "limit_value": "3", "limit_unit": "work_day", "calendar": "office", "filing_condition": "条件",
    "close_condition": "条件", "confidence": "H", "principle": "", "from_on": DAY, "source": "测试",
}  # fmt: skip
CALENDAR: dict[str, dict[str, Any]] = {
    "year": {"year": "2031", "days": "2031-01-01 休 元旦", "source": "测试"},
    "day": {"day": DAY, "works": "rest", "name": "测试", "source": "测试"},
    "hours": {"calendar": "office", "hours": "09:00-17:00", "valid_from": DAY, "source": "测试"},
}
CLASS: dict[str, dict[str, Any]] = {
    "condition": STANDARD,
    "minor": {"part": "new_thing", "name": "新小类", "source": "测试"},
    "code": {"system": "test_system", "number": "0101"},
    "retire": {},
}
