"""Texts that are longer than their column: refused in words, alike on every database.

PostgreSQL would fail, SQLite would keep them and fail on the day the data moves. Only lengths are looked at here.
"""

from functools import cache

from django.db.models import CharField, Model

from xiuhua.rulebook.refusal import Refused


def check_lengths(row: Model) -> None:
    """Refuse a row with a text that its column does not hold. Refuses: words_too_long."""
    for name, longest in _limits(type(row)):
        text = getattr(row, name)
        if text and len(text) > longest:
            raise Refused("words_too_long", longest=longest, field=name)


@cache
def _limits(model: type[Model]) -> tuple[tuple[str, int], ...]:
    fields = [f for f in model._meta.concrete_fields if isinstance(f, CharField) and f.max_length]
    return tuple((f.attname, f.max_length) for f in fields)
