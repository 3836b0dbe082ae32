"""What may feed an incentive or a consequence: work that was verified, never fines, never goods taken.

A rule that rewards penalties makes penalties. So neither the measure nor the words of a rule may name them, and
no switch turns this off.
"""

from enum import StrEnum

from xiuhua.rulebook.refusal import Refused


class Measure(StrEnum):
    """What an incentive may look at: each is work that somebody else verified, or a fact of the team file."""

    CLOSED_VERIFIED = "closed_verified"
    ON_TIME_PERCENT = "on_time_percent"
    CHECK_PASS_PERCENT = "check_pass_percent"
    COVERAGE_PERCENT = "coverage_percent"
    BLIND_SPOTS_CLEARED = "blind_spots_cleared"
    REOPENED = "reopened"
    COMPLAINTS_UPHELD = "complaints_upheld"
    PRAISE = "praise"
    TRAINING = "training"
    ATTENDANCE = "attendance"


FORBIDDEN_WORDS = (
    "罚款", "罚没", "罚金", "罚单", "处罚", "查扣", "扣押", "暂扣", "没收", "收缴", "拖车",
    "fine amount", "fines", "seiz", "confiscat", "penalt",
)  # fmt: skip
"""Words for what enforcement takes from people: no rule of incentives may count them."""


def check_measure(measure: str, *words: str) -> Measure:
    """The measure of a rule; refuses whatever looks at fines, penalties or goods taken, by name or in words.

    Refuses: incentive_fed_by_penalties, incentive_measure_unknown. Source: facts 3.7 (counts of seizures, like
    fines, feed no target, score or ranking).
    """
    for said in (measure, *words):
        found = next((word for word in FORBIDDEN_WORDS if word in said.lower()), None)
        if found:
            raise Refused("incentive_fed_by_penalties", found=found)
    try:
        return Measure(measure)
    except ValueError as error:
        known = [one.value for one in Measure]
        raise Refused("incentive_measure_unknown", measure=measure, measures=known) from error
