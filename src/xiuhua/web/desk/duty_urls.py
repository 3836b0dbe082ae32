"""Addresses of the pages of who answers for a grid, below /desk/duty/."""

from django.urls import path

from xiuhua.web.desk import duty

urlpatterns = [
    path("duty/", duty.duty_list, name="desk_duty"),
    path("duty/change/", duty.duty_change, name="desk_duty_change"),
]
