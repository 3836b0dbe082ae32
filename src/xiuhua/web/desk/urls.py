"""Addresses of the staff's pages. Each office's addresses stand in a file of their own."""

from django.urls import URLPattern, URLResolver, include, path

from xiuhua.web.desk import (
    case_columns,
    case_list,
    case_new,
    case_page,
    case_points,
    history,
    inbox,
    orders,
    sending,
    today,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="desk_today"),
    path("inbox/read/", inbox.all_read, name="desk_inbox_read"),
    path("cases/", case_list.case_list, name="desk_cases"),
    path("cases/export.<str:kind>", case_list.export, name="desk_cases_export"),
    path("cases/columns/", case_columns.keep_columns, name="desk_cases_columns"),
    path("cases/new/", case_new.case_new, name="desk_case_new"),
    path("cases/fixed/", case_new.fixed_on_spot, name="desk_case_fixed"),
    path("cases/<str:number>/", case_page.case_page, name="desk_case"),
    path("cases/<str:number>/acts/<str:name>/", case_page.case_act, name="desk_case_act"),
    path("cases/<str:number>/unmask/", case_page.unmask, name="desk_case_unmask"),
    path("cases/<str:number>/erase/", case_page.erase, name="desk_case_erase"),
    path("cases/<str:number>/name/", case_page.name_place, name="desk_case_name"),
    path("sending/", sending.sending, name="desk_sending"),
    path("petitions/<int:petition_id>/<str:decision>/", case_page.petition, name="desk_petition"),
    path("map/", case_points.map_page, name="desk_map"),
    path("map/cases.geojson", case_points.cases_geojson, name="desk_case_points"),
    path("orders/", orders.order_list, name="desk_orders"),
    path("orders/new/", orders.order_new, name="desk_order_new"),
    path("orders/<int:order_id>/", orders.order_page, name="desk_order"),
    path("orders/<int:order_id>/acts/<str:name>/", orders.order_act, name="desk_order_act"),
    path("orders/<int:order_id>/unmask/", orders.unmask, name="desk_order_unmask"),
    path("orders/<int:order_id>/erase/", orders.erase, name="desk_order_erase"),
    path("history/", history.history, name="desk_history"),
    path("history/verify/", history.verify, name="desk_history_verify"),
    path("", include("xiuhua.web.desk.people_urls")),
    path("", include("xiuhua.web.desk.duty_urls")),
    path("", include("xiuhua.web.desk.urls_space")),
    path("", include("xiuhua.web.desk.catalogue_urls")),
    path("", include("xiuhua.web.desk.calendars_urls")),
    path("", include("xiuhua.web.desk.registry_urls")),
]
