"""History and its seals refuse every change but new rows."""

from django.db import migrations

from xiuhua.apps.records.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        AppendOnly("records_event", unique=(("object_kind", "object_id", "seq"),)),
        AppendOnly("records_seal", unique=(("number",),)),
        AppendOnly("records_sealedchain", unique=(("seal_id", "object_kind", "object_id"),)),
    ]
