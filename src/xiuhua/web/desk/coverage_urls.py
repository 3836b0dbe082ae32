"""Addresses of coverage, below /desk/."""

from django.urls import path

from xiuhua.web.desk import coverage

urlpatterns = [
    path("coverage/", coverage.coverage, name="desk_coverage"),
    path("coverage/export.xlsx", coverage.coverage_export, name="desk_coverage_export"),
    path("coverage/four/", coverage.four_all, name="desk_four_all"),
    path("coverage/four/<str:figure>/", coverage.four_all_figure, name="desk_four_all_figure"),
    path("coverage/<int:spot_id>/close/", coverage.coverage_close, name="desk_coverage_close"),
    path("coverage/<int:spot_id>/photo/", coverage.coverage_photo, name="desk_coverage_photo"),
]
