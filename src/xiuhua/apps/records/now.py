"""The one clock of the program: `now()`.

The real time, in UTC; on a demonstration database shifted so that it runs on from 2021-05-06 09:00.
Nothing else may read a clock (an architecture test holds this).
"""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import connection

from xiuhua.rulebook.refusal import Refused

_shift: dict[str, dt.timedelta] = {}


def now() -> dt.datetime:
    """The moment that counts, aware, in UTC."""
    return real_now() + demo_shift()


def real_now() -> dt.datetime:
    """The machine's own time: for what must not follow a demonstration's clock, such as sessions."""
    moment = dt.datetime.now(dt.UTC)
    return moment + _shift_for_tests() if settings.CLOCK_SHIFT_FILE else moment


def demo_shift() -> dt.timedelta:
    """How far the program's time stands from the real one: zero on every real database."""
    name = str(connection.settings_dict["NAME"])
    if name not in _shift:
        _shift[name] = _read_shift()
    return _shift[name]


def start_demo_clock(starts_at: dt.datetime) -> None:
    """Start the demonstration's clock once; refused where a real subdistrict lives."""
    from xiuhua.apps.records.models import DemoClock, Subdistrict

    if Subdistrict.objects.filter(is_demo=False).exists():
        raise Refused("demo_clock_on_real_database")
    if not DemoClock.objects.exists():
        DemoClock.objects.create(starts_at=starts_at, real_started_at=real_now())
    forget_shift()


def forget_shift() -> None:
    """Read the demonstration's clock anew at the next call."""
    _shift.clear()


def _shift_for_tests() -> dt.timedelta:
    """How far a storm lets this machine's clock jump just now: seconds in a file, so that it jumps while we run."""
    try:
        text = Path(settings.CLOCK_SHIFT_FILE).read_text(encoding="ascii")
    except FileNotFoundError:
        return dt.timedelta(0)
    return dt.timedelta(seconds=float(text))


def _read_shift() -> dt.timedelta:
    from xiuhua.apps.records.models import DemoClock, Subdistrict

    clock = DemoClock.objects.first()
    if clock is None:
        return dt.timedelta(0)
    if Subdistrict.objects.filter(is_demo=False).exists():
        raise Refused("demo_clock_on_real_database")
    return clock.starts_at - clock.real_started_at
