"""Addresses of the pages of the five-fixed, below /desk/five/."""

from django.urls import path

from xiuhua.web.desk import five, five_sheets

urlpatterns = [
    path("five/", five.five_list, name="desk_five"),
    path("five/cards.pdf", five.all_cards, name="desk_five_cards"),
    path("five/rules/", five_sheets.incentive_rules, name="desk_five_rules"),
    path("five/<int:grid_id>/", five.five_grid, name="desk_five_grid"),
    path("five/<int:grid_id>/card.pdf", five.grid_card, name="desk_five_card"),
    path("five/<int:grid_id>/copy/", five_sheets.five_copy, name="desk_five_copy"),
    path("five/<int:grid_id>/<str:fixed>/", five_sheets.five_sheet, name="desk_five_sheet"),
]
