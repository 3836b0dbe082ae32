"""Addresses of the pages of working calendars, below /desk/calendars/."""

from django.urls import path

from xiuhua.web.desk import calendars

urlpatterns = [
    path("calendars/", calendars.year_page, name="desk_calendars"),
    path("calendars/acts/<str:name>/", calendars.act, name="desk_calendar_act"),
]
