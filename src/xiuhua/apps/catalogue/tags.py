"""The words by which classes are told apart besides their tree: seven actions, four cures, three streams.

Slugs with their labels. Which class carries which tag is a row, loaded from the data files.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.catalogue.models import ClassTag

ACTIONS: dict[str, Promise] = {
    "clean": _("净"),
    "level": _("平"),
    "bright": _("明"),
    "green": _("绿"),
    "beautiful": _("美"),
    "tidy": _("齐"),
    "excellent": _("优"),
}
CURES: dict[str, Promise] = {
    "dirt": _("治脏"),
    "disorder": _("治乱"),
    "disrepair": _("治差"),
    "illegal": _("治违"),
}
STREAMS: dict[str, Promise] = {
    "city_management": _("城市管理"),
    "site_management": _("工地管理"),
    "environment_support": _("环境保障"),
}
TAGS: dict[str, dict[str, Promise]] = {
    ClassTag.Family.ACTION: ACTIONS,
    ClassTag.Family.CURE: CURES,
    ClassTag.Family.STREAM: STREAMS,
}
PRINCIPLES = ("精益", "精准", "细致", "严格")


def label(family: str, value: str) -> str:
    """The word people read for a tag."""
    return str(TAGS[family].get(value, value))
