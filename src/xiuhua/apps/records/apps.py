"""Django's registration of the records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Short label, so that tables are called records_…."""

    name = "xiuhua.apps.records"
    label = "records"
