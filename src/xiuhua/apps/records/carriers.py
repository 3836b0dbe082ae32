"""Carriers: how a message leaves the program. The addresses stand in a file, because they hold secrets.

    # carriers.toml beside the data (or XIUHUA_CARRIERS); the channel, then who is reached where
    [wecom]
    "unit:3" = "wecombot://KEY/"
    default = "jsons://gateway.example/hook"

The schemes are those of apprise. Whatever the address says, only hosts in XIUHUA_OUTBOX_HOSTS are reached.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import apprise

from xiuhua.apps.records import outgoing
from xiuhua.apps.records.history import canonical
from xiuhua.apps.records.models import OutboxMessage
from xiuhua.apps.records.outbox import DESK, Carrier, NotSent
from xiuhua.rulebook.refusal import Refused

# Of apprise's many plug-ins only those that reach the network through sockets we can watch.
SCHEMES = {
    *("json", "jsons", "form", "forms", "xml", "xmls", "mailto", "mailtos"),
    *("wecombot", "dingtalk", "feishu", "lark"),
}
Words = Callable[[OutboxMessage], tuple[str, str]]


def plain_words(message: OutboxMessage) -> tuple[str, str]:
    """Title and body if nobody has better words: the kind, and the facts as JSON."""
    return message.kind, canonical(message.facts)


def read_carriers(
    path: Path, hosts: Iterable[str], words: Words = plain_words
) -> dict[str, Carrier]:
    """Carriers by channel from a file; none if there is no file. Refuses a file that is broken."""
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused("carriers_invalid", file=path.name, where="") from error
    listed = list(hosts)
    return {
        channel: apprise_carrier(_addresses(path.name, channel, table), listed, words)
        for channel, table in content.items()
    }


def apprise_carrier(
    addresses: Mapping[str, str], hosts: Iterable[str], words: Words = plain_words
) -> Carrier:
    """A carrier that finds the recipient's address (or `default`) and sends through apprise."""
    listed = list(hosts)
    targets: dict[str, Any] = {}

    def carry(message: OutboxMessage) -> None:
        url = addresses.get(message.recipient) or addresses.get("default")
        if url is None:
            raise NotSent("no address for this recipient")
        if url not in targets:
            targets[url] = _target(url)
        title, body = words(message)
        with outgoing.only_to(outgoing.Hosts(listed)) as gate:
            was_sent = targets[url].notify(title=title, body=body)
        if gate.refused:
            raise NotSent(f"host is not on the list XIUHUA_OUTBOX_HOSTS: {gate.refused[0]}")
        if not was_sent:
            raise NotSent("the other side did not take it")

    return carry


def _target(url: str) -> Any:
    target = apprise.Apprise.instantiate(url) if _scheme(url) in SCHEMES else None
    if target is None:
        raise NotSent("the address cannot be read")
    target.redirects = False
    return target


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _addresses(file: str, channel: str, table: Any) -> dict[str, str]:
    if channel == DESK or len(channel) > 16 or not isinstance(table, dict):
        raise Refused("carriers_invalid", file=file, where=channel)
    for recipient, url in table.items():
        if not isinstance(url, str) or _scheme(url) not in SCHEMES:
            raise Refused("carriers_invalid", file=file, where=f"{channel} → {recipient}")
    return dict(table)
