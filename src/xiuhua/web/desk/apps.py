"""Django's registration of web/desk, for its templates and commands; it has no tables."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Short label."""

    name = "xiuhua.web.desk"
    label = "web_desk"
