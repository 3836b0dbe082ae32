"""Django's registration of the registry app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Short label, so that tables are called registry_…."""

    name = "xiuhua.apps.registry"
    label = "registry"
