"""Django's registration of the duty app."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Short label, so that tables are called duty_…."""

    name = "xiuhua.apps.duty"
    label = "duty"
