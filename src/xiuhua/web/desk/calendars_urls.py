"""Addresses of the pages of working calendars, below /desk/catalogue/calendars/."""

from django.urls import path

from xiuhua.web.desk import calendars

urlpatterns = [
    path("catalogue/calendars/", calendars.year_page, name="desk_calendars"),
    path("catalogue/calendars/acts/<str:name>/", calendars.act, name="desk_calendar_act"),
]
