"""An act: one transaction, done once per client-made key.

    with act("case.close", scope=scope(by), key=key, body={...}) as this:
        if this.done:
            return this.answer
        ...
        return this.keep({"number": case.number})

The same key with the same body answers what it answered the first time; with another body it is refused.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from xiuhua.apps.records import writing
from xiuhua.apps.records.history import canonical
from xiuhua.apps.records.models import IdempotencyKey
from xiuhua.apps.records.now import now
from xiuhua.apps.records.shaped import TEXT, Shaped
from xiuhua.rulebook.refusal import Refused

MAX_KEY_LENGTH = 80
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it, and not a written-out backslash
_by_key = Shaped(lambda: IdempotencyKey.objects.filter(scope=TEXT[0], key=TEXT[1]))


class Act:
    """One run of an act: either already done (then `answer` holds) or to be done and kept."""

    def __init__(self, name: str, scope: str, key: str, body_sha256: str) -> None:
        self.name, self.scope, self.key, self.body_sha256 = name, scope, key, body_sha256
        self.done = False
        self.answer: dict[str, Any] = {}

    def keep(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Remember the answer under the key, in the act's own transaction, and give it back."""
        self.answer = answer
        if self.key:
            writing.insert(
                [
                    IdempotencyKey(
                        scope=self.scope,
                        key=self.key,
                        act=self.name,
                        body_sha256=self.body_sha256,
                        answer=answer,
                        at=now(),
                    )
                ]
            )
        return answer

    def look(self) -> None:
        """Find whether the key was used before."""
        earlier = _by_key.first(self.scope, self.key)
        if earlier is None:
            return
        if (earlier.act, earlier.body_sha256) != (self.name, self.body_sha256):
            raise Refused("key_reused", key=self.key)
        self.done, self.answer = True, earlier.answer


@contextmanager
def act(name: str, *, scope: str, key: str, body: Mapping[str, Any]) -> Iterator[Act]:
    """Open the transaction of one act. An empty key means: not repeatable, as for commands and tests."""
    if len(key) > MAX_KEY_LENGTH:
        raise Refused("key_too_long", longest=MAX_KEY_LENGTH)
    if not key.isprintable():
        raise Refused("text_unreadable")
    this = Act(name, scope, key, body_hash(body))
    try:
        with transaction.atomic():
            if key:
                this.look()
            yield this
    except IntegrityError as error:
        # Two devices sent the same key at once: the second one finds the first one's row.
        if "key_once_in_scope" in str(error) or "idempotencykey.scope" in str(error):
            raise Refused("sent_twice_at_once", key=key) from error
        raise


def body_hash(body: Mapping[str, Any]) -> str:
    """Keyed SHA-256 of what was sent; refuses characters that no database can keep (NUL, half a surrogate).

    Keyed with the installation's secret: bodies hold names and telephone numbers, and the few numbers
    there are could be tried against a plain hash. A key used before the secret changed is refused.
    """
    text = canonical(body)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise Refused("text_unreadable") from error
    if NUL.search(text):
        raise Refused("text_unreadable")
    return salted_hmac("records.acts.body", data, algorithm="sha256").hexdigest()


def scope(user_id: int | None) -> str:
    """Whose keys: those of one person, or of the public."""
    return f"user:{user_id}" if user_id else "public"
