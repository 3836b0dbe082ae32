"""Requests of persons about their own data: what may be asked, and what must stand before an answer.

The law names rights and asks for a timely answer; it names no number of days. The days are a rule row of the
place, and the deadline is the clock's. Nothing here knows who may act or what is held of a person.
"""

from enum import StrEnum

from xiuhua.rulebook.refusal import Refused


class RequestKind(StrEnum):
    """What a person asks for."""

    ACCESS = "access"  # 查阅
    COPY = "copy"  # 复制
    CORRECT = "correct"  # 更正、补充
    ERASE = "erase"  # 删除
    EXPLAIN = "explain"  # 解释处理规则
    RESTRICT = "restrict"  # 限制、拒绝处理


class RequestState(StrEnum):
    """How far it has come."""

    OPEN = "open"
    DECIDED = "decided"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What was decided; a refusal has to say why."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class Identity(StrEnum):
    """How it was made sure that the person asks about themselves."""

    CHECK_WORD = "check_word"  # case number and check word
    CALLED_BACK = "called_back"  # on the number the data is under
    DOCUMENT = "document"  # seen, not copied
    SIGNED_IN = "signed_in"  # staff about themselves


# Articles are those facts 8.1 gives as a group (44-50), not compared word by word with the law's text.
ARTICLES: dict[RequestKind, str] = {
    RequestKind.ACCESS: "45",
    RequestKind.COPY: "45",
    RequestKind.CORRECT: "46",
    RequestKind.ERASE: "47",
    RequestKind.EXPLAIN: "48",
    RequestKind.RESTRICT: "44",
}
GIVES_DATA = frozenset({RequestKind.ACCESS, RequestKind.COPY, RequestKind.ERASE})


def check_decide(state: str, kind: str, identity: str, decision: str, words: str) -> None:
    """Refuse a decision that cannot be made. Source: PIPL 44-50 (facts 8.1, as a group)."""
    if state != RequestState.OPEN:
        raise Refused("request_not_open", state=state)
    if decision not in set(Decision):
        raise Refused("request_decision_unknown", given=decision)
    gives = decision != Decision.REFUSED and RequestKind(kind) in GIVES_DATA
    if gives and identity not in set(Identity):
        raise Refused("request_identity_needed")
    if decision != Decision.GRANTED and not words.strip():
        raise Refused("request_reason_needed")


def check_answer(state: str) -> None:
    """Refuse an answer before a decision, or a second one. Source: PIPL 50 (facts 8.1, as a group)."""
    if state != RequestState.DECIDED:
        raise Refused("request_not_decided", state=state)


def check_withdraw(state: str) -> None:
    """Refuse to take back what is answered already. Source: PIPL 50 (facts 8.1, as a group)."""
    if state not in (RequestState.OPEN, RequestState.DECIDED):
        raise Refused("request_over", state=state)
