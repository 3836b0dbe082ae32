"""The `xiuhua` command: Django's management commands under the product's own name.

A refusal ends a command with its sentence in both languages and status 2; what the rulebook or an input
forbids is no traceback. Anything else is a fault and shows as one.
"""

import os
import sys

from django.core.management import execute_from_command_line

from xiuhua.rulebook.refusal import Refused

REFUSED = 2


def main() -> None:
    """Run one command; `xiuhua help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")
    try:
        execute_from_command_line(sys.argv)
    except Refused as refused:
        # Imported late: the words need the settings that the command has set up.
        from xiuhua.web.shared.refusals import in_both

        sys.stderr.write(in_both(refused) + "\n")
        sys.exit(REFUSED)


if __name__ == "__main__":
    main()
