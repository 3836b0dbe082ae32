"""When a place is a blind spot: nobody touched it for longer than its rule allows.

Values in, values out. Which touches count and how many days hold is said by whoever asks.
"""

import datetime as dt


def is_blind(last_touched_at: dt.datetime | None, days: int, now: dt.datetime) -> bool:
    """Whether more than `days` days went by since the last touch; what was never touched is blind.

    Source: the street's own rule rows `touch_…_days`.
    """
    return last_touched_at is None or now - last_touched_at > dt.timedelta(days=days)


def age_days(last_touched_at: dt.datetime | None, now: dt.datetime) -> int | None:
    """Whole days since the last touch; None where there never was one, and 0 for what lies ahead.

    Source: the street's own rule rows `touch_…_days`.
    """
    if last_touched_at is None:
        return None
    return max(0, (now - last_touched_at).days)


def share(numerator: float, denominator: float) -> float | None:
    """A share, or None for "not applicable" where there is nothing to have a share of.

    Source: docs/decisions/0002-storeys-and-floors.md (an indicator without denominator is not applicable).
    """
    return numerator / denominator if denominator else None
