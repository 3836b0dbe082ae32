"""Django's registration of web/portal, for its templates and commands; it has no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Short label."""

    name = "xiuhua.web.portal"
    label = "web_portal"
