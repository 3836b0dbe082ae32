"""Addresses of the space pages, below /desk/."""

from django.urls import path

from xiuhua.web.desk import gazetteer, grids, map_layers, proposal_page, proposals

urlpatterns = [
    path("gazetteer/", gazetteer.gazetteer, name="desk_gazetteer"),
    path("gazetteer/search/", gazetteer.place_search, name="desk_place_search"),
    path("gazetteer/<int:place_id>/", gazetteer.place_page, name="desk_place"),
    path("gazetteer/<int:place_id>/active/", gazetteer.place_active, name="desk_place_active"),
    path("grids/", grids.grids, name="desk_grids"),
    path("grids/findings.geojson", grids.findings_geojson, name="desk_grid_findings"),
    path("grids/proposals/", proposals.proposal_list, name="desk_proposals"),
    path("grids/proposals/compare/", proposal_page.proposal_compare, name="desk_proposals_compare"),
    path("grids/proposals/<int:proposal_id>/", proposal_page.proposal_page, name="desk_proposal"),
    path(
        "grids/proposals/<int:proposal_id>/grids.<str:ending>",
        proposal_page.proposal_file,
        name="desk_proposal_file",
    ),
    path(
        "grids/proposals/<int:proposal_id>/map/<str:layer>/",
        proposal_page.proposal_geojson,
        name="desk_proposal_geojson",
    ),
    path("map/areas.geojson", map_layers.areas_geojson, name="desk_areas_geojson"),
]
