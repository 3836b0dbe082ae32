"""Addresses of the space pages, below /desk/."""

from django.urls import path

from xiuhua.web.desk import gazetteer, grids, map_layers

urlpatterns = [
    path("gazetteer/", gazetteer.gazetteer, name="desk_gazetteer"),
    path("gazetteer/search/", gazetteer.place_search, name="desk_place_search"),
    path("gazetteer/<int:place_id>/", gazetteer.place_page, name="desk_place"),
    path("gazetteer/<int:place_id>/active/", gazetteer.place_active, name="desk_place_active"),
    path("grids/", grids.grids, name="desk_grids"),
    path("grids/findings.geojson", grids.findings_geojson, name="desk_grid_findings"),
    path("map/areas.geojson", map_layers.areas_geojson, name="desk_areas_geojson"),
]
