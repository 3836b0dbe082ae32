"""Addresses of rounds and patrols, below /desk/."""

from django.urls import path

from xiuhua.web.desk import patrols, rounds

urlpatterns = [
    path("rounds/", rounds.round_list, name="desk_rounds"),
    path("rounds/draw/", rounds.round_draw, name="desk_round_draw"),
    path("rounds/slots/", rounds.round_slots, name="desk_round_slots"),
    path("rounds/<int:round_id>/", rounds.round_page, name="desk_round"),
    path("patrols/", patrols.patrol_list, name="desk_patrols"),
    path("patrols/<int:patrol_id>/", patrols.patrol_page, name="desk_patrol"),
    path("patrols/<int:patrol_id>/left/", patrols.patrol_left, name="desk_patrol_left"),
    path("patrols/<int:patrol_id>/finish/", patrols.patrol_finish, name="desk_patrol_finish"),
]
