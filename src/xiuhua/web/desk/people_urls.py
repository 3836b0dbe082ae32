"""Addresses of the pages of people and units, below /desk/people/."""

from django.urls import path

from xiuhua.web.desk import people, people_units

urlpatterns = [
    path("people/", people.people_list, name="desk_people"),
    path("people/new/", people.person_new, name="desk_person_new"),
    path("people/<int:person_id>/", people.person_page, name="desk_person"),
    path("people/<int:person_id>/acts/<str:name>/", people.person_act, name="desk_person_act"),
    path(
        "people/<int:person_id>/grants/<int:grant_id>/withdraw/",
        people.grant_withdraw,
        name="desk_grant_withdraw",
    ),
    path(
        "people/<int:person_id>/certificates/<int:certificate_id>/end/",
        people.certificate_end,
        name="desk_certificate_end",
    ),
    path("people/units/new/", people_units.unit_new, name="desk_unit_new"),
    path("people/units/<int:unit_id>/", people_units.unit_page, name="desk_unit"),
]
