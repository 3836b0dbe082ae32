"""Django's registration of web/commands, for its templates and commands; it has no tables."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    """Short label."""

    name = "xiuhua.web.commands"
    label = "web_commands"
