"""The one clock, and the demonstration's clock that is refused wherever a real subdistrict lives."""

import datetime as dt

import pytest

from xiuhua.apps.records import durability
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import DemoClock, Subdistrict
from xiuhua.rulebook.refusal import Refused

START = dt.datetime(2021, 5, 6, 1, tzinfo=dt.UTC)  # 09:00 in Shanghai


@pytest.fixture(autouse=True)
def _own_shift():
    clock.forget_shift()
    yield
    clock.forget_shift()


def test_it_is_the_real_time_in_utc_on_a_real_database(subdistrict):
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
    assert clock.now().utcoffset() == dt.timedelta(0)
    assert clock.demo_shift() == dt.timedelta(0)


def test_the_demonstration_starts_once_and_runs_on(db):
    clock.start_demo_clock(START)
    first = clock.now()
    assert START <= first < START + dt.timedelta(seconds=5)
    clock.start_demo_clock(START + dt.timedelta(days=9))
    assert DemoClock.objects.count() == 1
    DemoClock.objects.update(real_started_at=clock.real_now() - dt.timedelta(days=2))
    clock.forget_shift()
    assert dt.timedelta(days=2) <= clock.now() - START < dt.timedelta(days=2, minutes=1)


def test_the_demonstrations_clock_is_refused_on_a_real_database(subdistrict):
    with pytest.raises(Refused, match="demo_clock_on_real_database"):
        clock.start_demo_clock(START)
    assert not DemoClock.objects.exists()


def test_a_real_subdistrict_beside_a_demonstration_is_noticed(db):
    clock.start_demo_clock(START)
    Subdistrict.objects.create(code="1", name="虚构街道", case_prefix="X", projected_epsg=4547)
    clock.forget_shift()
    with pytest.raises(Refused, match="demo_clock_on_real_database"):
        clock.now()


def test_a_storm_may_set_the_clock_wrong_and_right_again(subdistrict, settings, tmp_path):
    settings.CLOCK_SHIFT_FILE = str(tmp_path / "clock")
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)  # no file yet
    for seconds in (90_000.0, -3600.0, 0.0):
        (tmp_path / "clock").write_text(str(seconds), encoding="ascii")
        stands = clock.real_now() - dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds)
        assert abs(stands) < dt.timedelta(seconds=5)
    weak = [one.setting for one in durability.weaknesses()]
    assert "clock_shift" in weak
