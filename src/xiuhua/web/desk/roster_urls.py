"""Addresses of the roster's pages, below /desk/roster/."""

from django.urls import path

from xiuhua.web.desk import roster, roster_mine, roster_out, roster_terms

urlpatterns = [
    path("roster/", roster.month, name="desk_roster"),
    path("roster/month.xlsx", roster_out.workbook, name="desk_roster_workbook"),
    path("roster/acts/<str:name>/", roster.act, name="desk_roster_act"),
    path("roster/today/", roster_mine.today, name="desk_roster_today"),
    path("roster/mine/", roster_mine.own, name="desk_roster_mine"),
    path("roster/mine/acts/<str:name>/", roster_mine.act, name="desk_roster_mine_act"),
    path("roster/terms/", roster_terms.page, name="desk_roster_terms"),
    path("roster/terms/acts/<str:name>/", roster_terms.act, name="desk_roster_terms_act"),
    path("roster/calendar/<str:token>.ics", roster_out.calendar, name="desk_roster_calendar"),
]
