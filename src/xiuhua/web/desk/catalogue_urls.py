"""Addresses of the pages of classes, standards and readings, below /desk/catalogue/."""

from django.urls import path

from xiuhua.web.desk import catalogue, catalogue_acts

urlpatterns = [
    path("catalogue/", catalogue.tree, name="desk_catalogue"),
    path("catalogue/rules/", catalogue.rules, name="desk_rules"),
    path("catalogue/rules/<str:name>/", catalogue_acts.rule, name="desk_rule"),
    path("catalogue/classes/<str:slug>/", catalogue.class_page, name="desk_class"),
    path(
        "catalogue/classes/<str:slug>/acts/<str:name>/",
        catalogue_acts.class_act,
        name="desk_class_act",
    ),
    path("catalogue/standards/<int:standard_id>/", catalogue_acts.standard, name="desk_standard"),
]
