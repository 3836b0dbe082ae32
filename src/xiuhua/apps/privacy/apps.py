"""Django's registration of the privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Short label, so that tables are called privacy_…."""

    name = "xiuhua.apps.privacy"
    label = "privacy"
