"""Django's registration of the space app."""

from django.apps import AppConfig


class SpaceConfig(AppConfig):
    """Short label, so that tables are called space_…."""

    name = "xiuhua.apps.space"
    label = "space"
