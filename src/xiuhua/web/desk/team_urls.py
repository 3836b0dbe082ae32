"""Addresses of the pages of team files, below /desk/team/."""

from django.urls import path

from xiuhua.web.desk import levers, team, team_me

urlpatterns = [
    path("team/", team.team_list, name="desk_team"),
    path("team/me/", team_me.team_me, name="desk_team_me"),
    path("team/levers/", levers.levers, name="desk_levers"),
    path("team/<int:person_id>/", team.team_file, name="desk_team_file"),
    path("team/<int:person_id>/acts/<str:name>/", team.team_act, name="desk_team_act"),
]
