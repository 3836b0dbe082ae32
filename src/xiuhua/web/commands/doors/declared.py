"""The table: each door with its right, and how far a right reaches that is held over a part of the street.

A door that is missing here fails the tests, and so does one that opens to more or to fewer than it says.
"""

from xiuhua.web.commands.doors.making import (
    ANYWHERE,
    PUBLIC,
    SIGNED_IN,
    THIS_MACHINE,
    Door,
)
from xiuhua.web.commands.doors.making import acts as _acts
from xiuhua.web.commands.doors.making import both as _both
from xiuhua.web.commands.doors.making import get as _get
from xiuhua.web.commands.doors.making import post as _post
from xiuhua.web.commands.doors.walking import COVERAGE, ROUNDS

__all__ = ["ANYWHERE", "PUBLIC", "SIGNED_IN", "THIS_MACHINE", "Door"]

SUBDISTRICT, COMMUNITY, GRID, UNIT = "subdistrict", "community", "grid", "unit"

REACH: dict[str, frozenset[str]] = {
    "case": frozenset({SUBDISTRICT, COMMUNITY, GRID, UNIT}),
    "order": frozenset({SUBDISTRICT}),
    "person": frozenset({SUBDISTRICT, UNIT}),
    "file": frozenset({SUBDISTRICT, UNIT}),
    "unit": frozenset({SUBDISTRICT, UNIT}),
    "component": frozenset({SUBDISTRICT, GRID, UNIT}),
    "party": frozenset({SUBDISTRICT, GRID}),
    "premises": frozenset({SUBDISTRICT, GRID}),
    "name": frozenset({SUBDISTRICT, COMMUNITY, GRID, UNIT}),
    "spot": frozenset({SUBDISTRICT, COMMUNITY, GRID, UNIT}),
    "grid_spot": frozenset({SUBDISTRICT, GRID}),
    "request": frozenset({SUBDISTRICT}),
    "proposal": frozenset({SUBDISTRICT}),
    "round": frozenset({SUBDISTRICT, COMMUNITY, GRID}),
    "patrol": frozenset({SUBDISTRICT, COMMUNITY, GRID}),
    "blind": frozenset({SUBDISTRICT, COMMUNITY, GRID}),
    "grid": frozenset({SUBDISTRICT, COMMUNITY, GRID, UNIT}),
    "grid_duty": frozenset({SUBDISTRICT, COMMUNITY, GRID}),
    "mode": frozenset({SUBDISTRICT, COMMUNITY, GRID, UNIT}),
    "home": frozenset({SUBDISTRICT}),
    "general": frozenset(),
}
"""Row -> the areas of a grant that reach it. A grant over the city reaches every row."""

ROW_RIGHT = {
    "case": "cases.view",
    "order": "orders.view",
    "person": "people.view",
    "file": "team.view",
    "unit": "people.view",
    "component": "registry.view",
    "party": "registry.view",
    "name": "space.view",
    "proposal": "space.view",
    "request": "persons.answer",
    "round": "patrols.view",
    "patrol": "patrols.view",
    "blind": "patrols.view",
    "grid": "duty.view",
    "mode": "duty.view",
    "home": "catalogue.view",
}
"""The right without which such a row is not found at all, whatever one may do with it."""

COMMON: dict[str, frozenset[str]] = {
    "name": frozenset({COMMUNITY, GRID, UNIT}),
    "grid": frozenset({UNIT}),
    "mode": frozenset({COMMUNITY, GRID, UNIT}),
    "spot": frozenset({UNIT}),
}
"""Common ground: whoever holds the right over such a part of a subdistrict reaches these rows of the whole of it."""

OPEN = frozenset({PUBLIC, SIGNED_IN, THIS_MACHINE})
"""Not rights of a role: anybody, anybody of the staff, and who watches the server from the machine itself."""


CASE_ACTS = {
    "send_to_verify": "cases.file", "verify": "cases.verify", "file": "cases.file", "refuse": "cases.file",
    "merge": "cases.merge", "dispatch": "cases.dispatch", "return_back": "cases.handle",
    "push_up": "cases.push_up", "hand_over": "cases.hand_over", "handle": "cases.handle",
    "pass_check": "cases.check", "rework": "cases.check", "close": "cases.close", "reopen": "cases.reopen",
    "supervise": "cases.supervise", "refer": "cases.refer", "nudge": "cases.refer",
    "settle_referral": "cases.refer", "take_back": "cases.refer", "resume": "cases.approve",
    "ask": "cases.ask",
}  # fmt: skip
ORDER_ACTS = {
    "contact": "orders.reply", "reply": "orders.reply", "return_order": "orders.reply",
    "issuer_extends": "orders.register", "issuer_withdraws": "orders.register", "link": "orders.register",
}  # fmt: skip

PROPOSAL_ACTS = dict.fromkeys(("move", "split", "merge", "adopt", "drop"), "space.edit")

PORTAL = (
    _get("", PUBLIC),
    *_both("report/", PUBLIC),
    _get("report/thanks/", PUBLIC),
    *_both("follow/", PUBLIC),
    _get("follow/case/", PUBLIC),
    _post("follow/forget/", PUBLIC),
    _get("map/street.geojson", PUBLIC),
    _get("map/nearby.geojson", PUBLIC),
    *_both("sign-in/", PUBLIC),
    *_both("sign-in/first/<str:uid>/<str:token>/", PUBLIC),
    *_both("set-up/<str:token>/", PUBLIC),
    _post("sign-out/", PUBLIC),
    _post("language/", PUBLIC),
    _post("large-print/", PUBLIC),
    _get("certificate/", PUBLIC),
    _get("certificate/ca.crt", PUBLIC),
    _get("healthz", PUBLIC),
    _get("readyz", PUBLIC),
    _get("metrics", THIS_MACHINE),
    _post("api/v1/public/reports", PUBLIC),
    _get("api/v1/public/reports/<number>", PUBLIC),
    _get("api/v1/openapi.json", PUBLIC),
    *_both("api/v1/", PUBLIC),
    *_both("api/v1/<path:rest>", PUBLIC),
)
CASES = (
    _get("desk/", SIGNED_IN),
    _post("desk/inbox/read/", SIGNED_IN),
    *_both("sign-in/password/", SIGNED_IN),
    *_both("sign-in/second-factor/", SIGNED_IN),
    _get("photos/<int:photo_id>/<str:size>/", "cases.view", row="case"),
    _get("desk/cases/", "cases.view"),
    _post("desk/cases/columns/", "cases.view"),
    _get("desk/cases/export.<str:kind>", "export.lists"),
    *_both("desk/cases/new/", "cases.report"),
    *_both("desk/cases/fixed/", "cases.fix_on_spot"),
    _get("desk/cases/<str:number>/", "cases.view", row="case"),
    *_acts("desk/cases/<str:number>/acts/<str:name>/", "case", CASE_ACTS),
    _post("desk/cases/<str:number>/unmask/", "contacts.unmask", row="case"),
    _post("desk/cases/<str:number>/erase/", "contacts.erase", row="case"),
    _post("desk/cases/<str:number>/name/", "gazetteer.add", row="case", at="spot"),
    *_acts(
        "desk/petitions/<int:petition_id>/<str:decision>/",
        "case",
        {"grant": "cases.approve", "deny": "cases.approve", "withdraw": "cases.ask"},
    ),
    *_both("desk/sending/", "cases.dispatch"),
    _get("desk/map/", "cases.view"),
    _get("desk/map/cases.geojson", "cases.view"),
    _get("desk/history/", "history.view"),
    _post("desk/history/verify/", "history.view", "history.verify"),
)
ORDERS = (
    _get("desk/orders/", "orders.view"),
    _get("desk/orders/new/", "orders.register"),
    _post("desk/orders/new/", "orders.register", at="home"),
    _get("desk/orders/<int:order_id>/", "orders.view", row="order"),
    *_acts("desk/orders/<int:order_id>/acts/<str:name>/", "order", ORDER_ACTS),
    _post("desk/orders/<int:order_id>/unmask/", "contacts.unmask", row="order"),
    _post("desk/orders/<int:order_id>/erase/", "contacts.erase", row="order"),
)
PEOPLE = (
    _get("desk/people/", "people.view"),
    _get("desk/people/new/", "people.edit"),
    _post("desk/people/new/", "people.edit", at="unit"),
    _get("desk/people/<int:person_id>/", "people.view", row="person"),
    *_acts(
        "desk/people/<int:person_id>/acts/<str:name>/",
        "person",
        {
            "change": "people.edit",
            "certify": "people.edit",
            "deactivate": "people.edit",
            "activate": "people.edit",
            "link": "people.edit",
            "grant": "roles.grant",
            "reset-second-factor": "roles.grant",
        },
    ),
    _post(
        "desk/people/<int:person_id>/grants/<int:grant_id>/withdraw/",
        "roles.grant",
        row="person",
        at="home",
    ),
    _post(
        "desk/people/<int:person_id>/certificates/<int:certificate_id>/end/",
        "people.edit",
        row="person",
    ),
    *(
        Door(method, "desk/people/units/new/", ("people.edit",), at="home")
        for method in ("GET", "POST")
    ),
    _get("desk/people/units/<int:unit_id>/", "people.view", row="unit"),
    _post("desk/people/units/<int:unit_id>/", "people.edit", row="unit"),
    _get("desk/duty/", "people.view"),
    *(Door(method, "desk/duty/change/", ("duty.edit",), at="home") for method in ("GET", "POST")),
    _get("desk/five/", "duty.view"),
    _get("desk/five/cards.pdf", "duty.view"),
    _get("desk/five/rules/", "duty.view"),
    _post("desk/five/rules/", "duty.edit", at="home"),
    _get("desk/five/<int:grid_id>/", "duty.view", row="grid"),
    _get("desk/five/<int:grid_id>/card.pdf", "duty.view", row="grid"),
    *(
        Door(method, f"desk/five/<int:grid_id>/{rest}/", ("duty.edit",), "grid", at="grid_duty")
        for method in ("GET", "POST")
        for rest in ("copy", "<str:fixed>")
    ),
    _get("desk/modes/", "duty.view"),
    *(Door(method, "desk/modes/new/", ("modes.order",), at="home") for method in ("GET", "POST")),
    _get("desk/modes/<int:mode_id>/", "duty.view", row="mode"),
    *_acts(
        "desk/modes/<int:mode_id>/acts/<str:name>/",
        "mode",
        dict.fromkeys(("prolong", "end"), "modes.order"),
        at="home",
    ),
    *_acts("desk/modes/<int:mode_id>/acts/<str:name>/", "mode", {"report": "modes.report"}),
    _get("desk/team/", "team.view"),
    _get("desk/team/levers/", "team.view"),
    *_both("desk/team/me/", SIGNED_IN),
    _get("desk/team/<int:person_id>/", "team.view", row="file"),
    *_acts(
        "desk/team/<int:person_id>/acts/<str:name>/",
        "file",
        dict.fromkeys(("record", "decide", "hand-over"), "team.edit"),
    ),
)
ROSTER = (
    _get("desk/roster/", "roster.view"),
    _get("desk/roster/month.xlsx", "roster.view"),
    *_acts(
        "desk/roster/acts/<str:name>/",
        "",
        dict.fromkeys(
            (
                "draft", "fill", "put", "lock", "publish", "substitute", "leave", "end-leave",
                "erase-note",
            ),
            "roster.edit",
        ),
        at="home",
    ),
    _get("desk/roster/today/", "roster.view"),
    _get("desk/roster/mine/", SIGNED_IN),
    *_acts(
        "desk/roster/mine/acts/<str:name>/",
        "",
        {
            **dict.fromkeys(("ask", "answer", "withdraw", "wish", "address"), SIGNED_IN),
            **dict.fromkeys(("note", "read"), "roster.view"),
        },
    ),
    _get("desk/roster/terms/", "roster.view"),
    *_acts(
        "desk/roster/terms/acts/<str:name>/",
        "",
        dict.fromkeys(("shift", "post", "member", "end-member", "need", "rule"), "roster.edit"),
        at="home",
    ),
    _get("desk/roster/calendar/<str:token>.ics", PUBLIC),
)  # fmt: skip
GROUND = (
    _get("desk/gazetteer/", "space.view"),
    _post("desk/gazetteer/", "gazetteer.add", at="spot"),
    _get("desk/gazetteer/search/", "space.view"),
    _get("desk/gazetteer/<int:place_id>/", "space.view", row="name"),
    _post("desk/gazetteer/<int:place_id>/", "gazetteer.add", row="name", at="spot"),
    _post("desk/gazetteer/<int:place_id>/active/", "gazetteer.add", row="name", at="spot"),
    _get("desk/grids/", "space.view"),
    _get("desk/grids/findings.geojson", "space.view", at="unit"),
    _get("desk/map/areas.geojson", "space.view"),
    _get("desk/grids/proposals/", "space.view", at="home"),
    _post("desk/grids/proposals/", "space.view", "space.edit", at="home"),
    _get("desk/grids/proposals/compare/", "space.view"),
    _get("desk/grids/proposals/<int:proposal_id>/", "space.view", row="proposal"),
    _get("desk/grids/proposals/<int:proposal_id>/grids.<str:ending>", "space.view", row="proposal"),
    _get("desk/grids/proposals/<int:proposal_id>/map/<str:layer>/", "space.view", row="proposal"),
    *_acts("desk/grids/proposals/<int:proposal_id>/", "proposal", PROPOSAL_ACTS),
)
CATALOGUE = (
    _get("desk/catalogue/", "catalogue.view"),
    _get("desk/catalogue/rules/", "catalogue.view"),
    _post("desk/catalogue/rules/<str:name>/", "catalogue.edit", at="home"),
    _get("desk/catalogue/classes/<str:slug>/", "catalogue.view"),
    *_acts(
        "desk/catalogue/classes/<str:slug>/acts/<str:name>/",
        "",
        {"condition": "catalogue.edit"},
        at="home",
    ),
    *_acts(
        "desk/catalogue/classes/<str:slug>/acts/<str:name>/",
        "",
        dict.fromkeys(("minor", "code", "retire"), "catalogue.edit"),
        at="general",
    ),
    _post("desk/catalogue/standards/<int:standard_id>/", "catalogue.edit", row="home"),
    _get("desk/catalogue/calendars/", "catalogue.view"),
    *_acts("desk/catalogue/calendars/acts/<str:name>/", "", {"hours": "calendar.edit"}, at="home"),
    *_acts(
        "desk/catalogue/calendars/acts/<str:name>/",
        "",
        dict.fromkeys(("year", "day"), "calendar.edit"),
        at="general",
    ),
)
REGISTRY = (
    _get("desk/registry/", "registry.view"),
    _get("desk/registry/components/new/", "registry.edit"),
    _post("desk/registry/components/new/", "registry.edit", at="grid_spot"),
    _get("desk/registry/components/<int:component_id>/", "registry.view", row="component"),
    _get("desk/registry/components/<int:component_id>/photo/", "registry.view", row="component"),
    *_acts(
        "desk/registry/components/<int:component_id>/acts/<str:name>/",
        "component",
        dict.fromkeys(("state", "census"), "registry.edit"),
    ),
    _get("desk/registry/parties/", "registry.view"),
    _get("desk/registry/parties/new/", "registry.edit"),
    _post("desk/registry/parties/new/", "registry.edit", at="home"),
    _get("desk/registry/parties/<int:party_id>/", "registry.view", row="party"),
    *_acts(
        "desk/registry/parties/<int:party_id>/acts/<str:name>/",
        "party",
        {
            **dict.fromkeys(("change", "contact", "premises", "ledger"), "registry.edit"),
            "unmask": "contacts.unmask",
            "erase": "contacts.erase",
        },
    ),
    _get("desk/registry/premises/", "registry.view"),
)
PRIVACY = (
    _get("desk/privacy/", "persons.answer"),
    *(
        Door(method, "desk/privacy/new/", ("persons.answer",), at="home")
        for method in ("GET", "POST")
    ),
    _get("desk/privacy/<int:request_id>/", "persons.answer", row="request"),
    *_acts(
        "desk/privacy/<int:request_id>/acts/<str:name>/",
        "request",
        dict.fromkeys(("decide", "answer", "withdraw"), "persons.answer"),
    ),
    _post("desk/privacy/<int:request_id>/find/", "persons.answer", row="request"),
    _post("desk/privacy/<int:request_id>/copy.zip", "persons.answer", row="request"),
    _post("desk/privacy/<int:request_id>/erase/", "contacts.erase", row="request"),
    _get("desk/privacy/seen/", "history.view"),
    _get("desk/privacy/kept/", "persons.answer"),
    _post("desk/privacy/kept/assessment/", "persons.answer", at="home"),
    _get("desk/privacy/fields/", SIGNED_IN),
)
MACHINES = (
    _get("api/v1/cases", "cases.view"),
    _post("api/v1/cases", "cases.report"),
    _get("api/v1/cases/<number>", "cases.view", row="case"),
    _get("api/v1/cases/<number>/timeline", "cases.view", row="case"),
    _get("api/v1/cases/<number>/options", "cases.view", row="case"),
    *_acts("api/v1/cases/<number>/acts/<name>", "case", CASE_ACTS),
    _get("api/v1/orders", "orders.view"),
    _post("api/v1/orders", "orders.register", at="home"),
    _get("api/v1/orders/<order_id>", "orders.view", row="order"),
    *_acts("api/v1/orders/<order_id>/acts/<name>", "order", ORDER_ACTS),
    _get("api/v1/classes", "catalogue.view"),
    _get("api/v1/places", "space.view"),
    _get("api/v1/map/cases", "cases.view"),
)

DOORS: dict[str, tuple[Door, ...]] = {
    "public": PORTAL,
    "cases": CASES,
    "orders": ORDERS,
    "people": PEOPLE,
    "rounds": ROUNDS,
    "coverage": COVERAGE,
    "roster": ROSTER,
    "ground": GROUND,
    "catalogue": CATALOGUE,
    "registry": REGISTRY,
    "privacy": PRIVACY,
    "machines": MACHINES,
}


def reaches(row: str, area_kind: str, where: str) -> bool:
    """Whether a grant over an area reaches a row: `where` is own, neighbouring or other.

    Own: in the grid, community, unit and subdistrict of the grant. Neighbouring: another grid, community and
    unit of the same subdistrict. Other: another subdistrict.
    """
    if area_kind == "city":
        return True
    if where == "other":
        return False
    if row == ANYWHERE:
        return True
    if area_kind not in REACH[row]:
        return False
    return area_kind == SUBDISTRICT or where == "own" or area_kind in COMMON.get(row, ())
