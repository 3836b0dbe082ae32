"""Words of the space pages for slugs of the tables. Only labels; nothing is decided here."""

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.space.models import Place, Road, Zone

PLACE_KIND = {
    Place.Kind.ROAD: _("道路"),
    Place.Kind.CROSSING: _("路口"),
    Place.Kind.COMMUNITY: _("社区"),
    Place.Kind.COMPOUND: _("小区"),
    Place.Kind.SHOP: _("商铺"),
    Place.Kind.LAMP_POST: _("灯杆"),
    Place.Kind.BUS_STOP: _("公交站"),
    Place.Kind.LANDMARK: _("地标"),
    Place.Kind.OLD_NAME: _("曾用名"),
    Place.Kind.BY_NAME: _("俗名"),
}
ZONE_KIND = {
    Zone.Kind.OLD_COMMUNITY: _("老旧社区"),
    Zone.Kind.CONSTRUCTION: _("建设用地"),
    Zone.Kind.EXPO: _("会展中心"),
    Zone.Kind.OTHER: _("其他"),
}
ROAD_CLASS = {
    Road.RoadClass.EXPRESSWAY: _("快速路"),
    Road.RoadClass.MAIN: _("主干道"),
    Road.RoadClass.SECONDARY: _("次干道"),
    Road.RoadClass.BRANCH: _("支路"),
    Road.RoadClass.LANE: _("背街小巷"),
}
