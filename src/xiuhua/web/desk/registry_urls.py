"""Addresses of the pages of components, parties and premises, below /desk/registry/."""

from django.urls import path

from xiuhua.web.desk import registry_components, registry_parties

urlpatterns = [
    path("registry/", registry_components.component_list, name="desk_registry"),
    path("registry/components/new/", registry_components.component_new, name="desk_component_new"),
    path("registry/components/<int:component_id>/", registry_components.component_page, name="desk_component"),
    path("registry/components/<int:component_id>/photo/", registry_components.photo, name="desk_component_photo"),
    path("registry/components/<int:component_id>/acts/<str:name>/", registry_components.component_act, name="desk_component_act"),
    path("registry/parties/", registry_parties.party_list, name="desk_parties"),
    path("registry/parties/new/", registry_parties.party_new, name="desk_party_new"),
    path("registry/parties/<int:party_id>/", registry_parties.party_page, name="desk_party"),
    path("registry/parties/<int:party_id>/acts/<str:name>/", registry_parties.party_act, name="desk_party_act"),
    path("registry/premises/", registry_parties.premises_list, name="desk_premises"),
]  # fmt: skip
