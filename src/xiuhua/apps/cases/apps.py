"""Django's registration of the cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Short label, so that tables are called cases_…."""

    name = "xiuhua.apps.cases"
    label = "cases"
