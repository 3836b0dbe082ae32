"""Addresses of web/portal."""

from django.urls import URLPattern, URLResolver, path

from xiuhua.web.portal import follow, report, start, street_map

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start_page, name="portal_start"),
    path("report/", report.report_page, name="portal_report"),
    path("report/thanks/", follow.thanks_page, name="portal_thanks"),
    path("follow/", follow.follow_page, name="portal_follow"),
    path("follow/case/", follow.case_page, name="portal_case"),
    path("follow/forget/", follow.forget_page, name="portal_forget"),
    path("map/street.geojson", street_map.street_plan, name="portal_street_plan"),
    path("map/nearby.geojson", street_map.nearby, name="portal_nearby"),
]
