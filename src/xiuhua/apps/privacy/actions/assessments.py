"""Impact assessments: entered once, kept as long as the rule says, never changed."""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.privacy.models import ImpactAssessment
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.lengths import check_lengths
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

ANSWER = "persons.answer"
LONGEST_WORDS = 20_000


def add_assessment(
    *,
    subdistrict: Subdistrict,
    matter: str,
    conclusion: str,
    done_on: dt.date,
    by: User,
    at: dt.datetime,
    key: str = "",
) -> dict[str, Any]:
    """Enter an assessment. Refuses: assessment_incomplete, assessment_from_the_future, words_too_long."""
    matter, conclusion = matter.strip(), conclusion.strip()
    body = {"sub": subdistrict.pk, "matter": matter, "said": conclusion, "on": done_on}
    with act("privacy.add_assessment", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        check_may(by, ANSWER, subdistrict_id=subdistrict.pk)
        if not matter or not conclusion:
            raise Refused("assessment_incomplete")
        if len(conclusion) > LONGEST_WORDS:
            raise Refused("words_too_long", longest=LONGEST_WORDS)
        if done_on > local_day(subdistrict.time_zone, at):
            raise Refused("assessment_from_the_future")
        row = ImpactAssessment(
            subdistrict=subdistrict,
            matter=matter,
            conclusion=conclusion,
            done_on=done_on,
            by=by,
            added_at=at,
        )
        check_lengths(row)
        row.save(force_insert=True)
        append(
            row,
            "impactassessment.added",
            at=at,
            actor_id=by.pk,
            subdistrict_id=subdistrict.pk,
            data={"done_on": done_on.isoformat()},
        )
        return this.keep({"id": row.pk})
