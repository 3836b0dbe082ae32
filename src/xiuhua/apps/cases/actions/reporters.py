"""Who reported: shown whole only for a reason that is kept, and erased on lawful request.

The erasure is an event of its own; the history never held the words, so it still verifies afterwards.
"""

from typing import Any, Unpack

from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.moving import open_case
from xiuhua.apps.cases.models import Case, Remark, Reporter
from xiuhua.apps.cases.queries.hidden import hides_numbers
from xiuhua.apps.cases.queries.rights import check_may_on
from xiuhua.apps.records.acts import act, scope
from xiuhua.rulebook.refusal import Refused


def unmask(case_id: int, *, reason: str, **how: Unpack[How]) -> dict[str, str]:
    """Name and phone of the reporter, and the words as they are, for a reason; who asked and why stays on the file.

    The answer is not kept under the key: personal data is not copied.
    """
    if not reason.strip():
        raise Refused("reason_missing")
    by = how["by"]
    body = {"case": case_id, "reason": reason}
    with act("case.unmask", scope=scope(by.pk), key=how.get("key", ""), body=body) as this:
        # Asked again under the same key the right is looked at again: the answer is not a kept one.
        seen_seq = None if this.done else how.get("seen_seq")
        doing = open_case(case_id, **{**how, "seen_seq": seen_seq})
        check_may_on(by, "contacts.unmask", doing.case)
        reporter = _reporter(doing.case)
        if not this.done:
            doing.happened("case.reporter_unmasked", {}, reason)
            doing.write()
            this.keep({"case": case_id})
        return {"name": reporter.name, "phone": reporter.phone}


def erase(case_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """Erase the reporter's name, phone and words of a case; numbers, states and times stay."""
    if not reason.strip():
        raise Refused("reason_missing")
    by, at = how["by"], how["at"]
    body: dict[str, Any] = {"case": case_id, "reason": reason}
    with act("case.erase_reporter", scope=scope(by.pk), key=how.get("key", ""), body=body) as this:
        if this.done:
            return this.answer
        doing = open_case(case_id, **how)
        check_may_on(by, "contacts.erase", doing.case)
        Reporter.objects.filter(case=doing.case).update(name="", phone="", erased_at=at)
        Remark.objects.filter(case=doing.case, by=None).update(text="")
        doing.case.words = ""
        doing.happened("case.reporter_erased", {}, reason)
        doing.write()
        return this.keep({"case": case_id})


def _reporter(case: Case) -> Reporter:
    """The reporter; an empty one where nobody left a name and only the words hide a number."""
    found = Reporter.objects.filter(case=case, erased_at=None).first()
    if found is None and not hides_numbers(case):
        raise Refused("reporter_unknown")
    return found or Reporter(case=case)
