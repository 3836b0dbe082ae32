"""Django's registration of web/api, for its templates and commands; it has no tables."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Short label."""

    name = "xiuhua.web.api"
    label = "web_api"
