"""The `xiuhua` command: Django's management commands under the product's own name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command; `xiuhua help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
