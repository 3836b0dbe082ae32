"""Addresses of the pages about personal data, below /desk/privacy/."""

from django.urls import path

from xiuhua.web.desk import privacy, privacy_person, privacy_watch

urlpatterns = [
    path("privacy/", privacy.request_list, name="desk_requests"),
    path("privacy/new/", privacy.request_new, name="desk_request_new"),
    path("privacy/<int:request_id>/", privacy.request_page, name="desk_request"),
    path("privacy/<int:request_id>/acts/<str:name>/", privacy.request_act, name="desk_request_act"),
    path("privacy/<int:request_id>/find/", privacy_person.find, name="desk_request_find"),
    path("privacy/<int:request_id>/copy.zip", privacy_person.copy, name="desk_request_copy"),
    path("privacy/<int:request_id>/erase/", privacy_person.erase, name="desk_request_erase"),
    path("privacy/seen/", privacy_watch.seen, name="desk_privacy_seen"),
    path("privacy/kept/", privacy_watch.kept, name="desk_privacy_kept"),
    path("privacy/kept/assessment/", privacy_watch.assessment, name="desk_assessment_new"),
    path("privacy/fields/", privacy_watch.fields, name="desk_privacy_fields"),
]
