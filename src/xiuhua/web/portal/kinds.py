"""The few kinds of problem offered as tiles: what residents report most, in their words, with a picture.

A tile is a short way to a class of the catalogue and nothing else; one whose class is not in use is not
shown. Everything else is said in words and classified by the clerk.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.rulebook.refusal import Refused


@dataclass(frozen=True)
class Kind:
    """One tile. `picture` names a drawing in portal/pictures.html."""

    slug: str
    word: Promise
    picture: str


KINDS = (
    Kind("event.appearance.exposed_refuse", _("垃圾没清"), "refuse"),
    Kind("event.street_order.bike_parking", _("车辆乱停"), "bike"),
    Kind("event.street_order.outdoor_trading", _("店外摆摊"), "stall"),
    Kind("event.appearance.damaged_road", _("路面坏了"), "road"),
    Kind("event.publicity.illegal_posters", _("小广告"), "poster"),
    Kind("event.appearance.heaped_goods", _("乱堆东西"), "heap"),
    Kind("event.construction.construction_disturbance", _("施工扰民"), "works"),
    Kind("event.emergency.road_flooding", _("道路积水"), "water"),
)


def kinds_in_use() -> list[Kind]:
    """The tiles whose class is in use here; no statement while the catalogue stays as it is."""
    return [kind for kind in KINDS if _is_in_use(kind.slug)]


def _is_in_use(slug: str) -> bool:
    try:
        return class_by_slug(slug).is_active
    except Refused:
        return False
