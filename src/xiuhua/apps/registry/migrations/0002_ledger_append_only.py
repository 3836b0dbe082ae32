"""The ledger of advice and breaches refuses every change but new rows."""

from django.db import migrations

from xiuhua.apps.records.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("records", "0002_append_only")]

    operations = [AppendOnly("registry_ledgerentry")]
