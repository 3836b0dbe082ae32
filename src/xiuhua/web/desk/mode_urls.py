"""Addresses of the pages of special modes, below /desk/modes/."""

from django.urls import path

from xiuhua.web.desk import modes

urlpatterns = [
    path("modes/", modes.mode_list, name="desk_modes"),
    path("modes/new/", modes.mode_new, name="desk_mode_new"),
    path("modes/<int:mode_id>/", modes.mode_page, name="desk_mode"),
    path("modes/<int:mode_id>/acts/<str:name>/", modes.mode_act, name="desk_mode_act"),
]
