"""One sentence of a refusal: its status, what is wrong, what to do. Only the shape."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Sentence:
    """`what` and `todo` may hold facts as `%(name)s`."""

    status: int
    what: Promise
    todo: Promise | None = None
