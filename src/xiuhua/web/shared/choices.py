"""The options of a select: markup for many choices at once, on pages that have several such fields.

A template that walks through choice after choice costs more than all the rest of such a page. Nothing is read here.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe


def options(choices: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    """`<option>` for each (value, words), the chosen one selected."""
    return mark_safe(  # every value is escaped
        "".join(
            [
                f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
                f"{escape(str(words))}</option>"
                for value, words in choices
            ]
        )
    )
