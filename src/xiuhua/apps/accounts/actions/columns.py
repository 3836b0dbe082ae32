"""A person's choice of columns per table. It is a matter of taste: no right, no history, nobody else's business."""

from collections.abc import Iterable, Mapping, Sequence

from xiuhua.apps.accounts.actions import rows
from xiuhua.apps.accounts.models import User
from xiuhua.apps.records import acts
from xiuhua.rulebook.refusal import Refused

# Table → the columns one may choose from, in their order. The number of a case is always shown.
CHOICES: Mapping[str, Sequence[str]] = {
    "cases": ("class", "place", "grid", "unit", "source", "reported_at", "state", "due"),
}
AT_FIRST: Mapping[str, Sequence[str]] = {
    "cases": ("class", "place", "grid", "unit", "state", "due"),
}


def columns_of(user: User, table: str) -> list[str]:
    """What the person chose for a table, in the table's order; what is kept and known no more is left out."""
    kept = user.columns.get(table, AT_FIRST[table])
    return [name for name in CHOICES[table] if name in kept]


def choose(user: User, table: str, wanted: Iterable[str], *, key: str = "") -> list[str]:
    """Keep the person's own choice. Refuses: columns_list_unknown, columns_unknown."""
    if table not in CHOICES:
        raise Refused("columns_list_unknown", given=table[:40])
    asked = set(wanted)
    unknown = sorted(asked - set(CHOICES[table]))
    if unknown:
        raise Refused("columns_unknown", given=unknown[0][:40], known=list(CHOICES[table]))
    chosen = [name for name in CHOICES[table] if name in asked]
    body = {"table": table, "columns": chosen}
    with acts.act("person.columns", scope=acts.scope(user.pk), key=key, body=body) as this:
        if not this.done:
            row = rows.locked_user(user)
            row.columns = {**row.columns, table: chosen}
            row.save(update_fields=["columns"])
            this.keep({"user": row.pk})
            user.columns = row.columns
    return chosen
