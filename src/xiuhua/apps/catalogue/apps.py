"""Django's registration of the catalogue app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Short label, so that tables are called catalogue_…."""

    name = "xiuhua.apps.catalogue"
    label = "catalogue"
