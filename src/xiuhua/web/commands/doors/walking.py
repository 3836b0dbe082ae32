"""Doors of rounds, patrols and coverage: a part of the table in `declared`."""

from xiuhua.web.commands.doors.making import Door, both, get, post

ROUNDS = (
    get("desk/rounds/", "patrols.view"),
    get("desk/rounds/<int:round_id>/", "patrols.view", row="round"),
    post("desk/rounds/draw/", "rounds.edit", at="home"),
    *(
        Door(method, "desk/rounds/slots/", ("rounds.edit",), at="home")
        for method in ("GET", "POST")
    ),
    get("desk/patrols/", "patrols.view"),
    # Whose patrol it is comes after whether one may walk at all: nobody ends or feeds another's.
    post("desk/patrols/", "patrols.walk"),
    get("desk/patrols/<int:patrol_id>/", "patrols.view", row="patrol"),
    get("desk/patrols/<int:patrol_id>/left/", "patrols.view", row="patrol"),
    post("desk/patrols/<int:patrol_id>/finish/", "patrols.walk"),
    post("api/v1/patrols/<patrol_id>/points", "patrols.walk"),
)
COVERAGE = (
    get("desk/coverage/", "patrols.view"),
    get("desk/coverage/export.xlsx", "patrols.view", "export.lists"),
    get("desk/coverage/four/", "patrols.view", at="home"),
    get("desk/coverage/four/<str:figure>/", "patrols.view", at="home"),
    *both("desk/coverage/<int:spot_id>/close/", "patrols.walk", row="blind"),
    get("desk/coverage/<int:spot_id>/photo/", "patrols.view", row="blind"),
)
