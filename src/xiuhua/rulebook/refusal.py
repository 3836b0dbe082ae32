"""How a rule says no: a code and the facts, never a sentence.

The sentence, in both languages, is made in one place (`web/shared/refusals.py`). This module must
not grow into a tree of exception classes: who needs to tell refusals apart compares the code.
"""


class Refused(Exception):
    """A rule, a right or a bad input forbids the act; nothing has been changed."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({shown})"
