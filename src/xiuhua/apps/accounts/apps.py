"""Django's registration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Short label, so that tables are called accounts_…."""

    name = "xiuhua.apps.accounts"
    label = "accounts"
