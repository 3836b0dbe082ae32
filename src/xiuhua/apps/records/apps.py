"""Django's registration of the records app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RecordsConfig(AppConfig):
    """Short label, so that tables are called records_…."""

    name = "xiuhua.apps.records"
    label = "records"

    def ready(self) -> None:
        """See to each new connection to the database."""
        from xiuhua.apps.records.durability import confirm_when_written

        connection_created.connect(confirm_when_written)
