"""Django's registration of web/shared, for its templates and commands; it has no tables."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Short label."""

    name = "xiuhua.web.shared"
    label = "web_shared"
