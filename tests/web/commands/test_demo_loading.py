"""Loading the demonstration: the same seed gives the same street, and no other database is touched."""

import hashlib
from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.builders import subdistrict
from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import kept, now
from xiuhua.apps.records.models import DemoClock, Event, Subdistrict
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.demo import loading
from xiuhua.web.commands.demo.days import STARTS_AT

TINY = loading.Size(cases=25, shops=12, components=40, scenes=1, walked_grids=2, walked_days=2)


@contextmanager
def quiet(_title, _total):
    yield lambda count: None


@pytest.fixture
def own_clock():
    """Whatever clock a test starts is forgotten after it."""
    yield
    now.forget_shift()
    kept.forget_all()


def digest(seed):
    """What came out, without anything chance of the machine has part in."""
    with transaction.atomic():
        loading.load(TINY, seed, quiet)
        rows = Case.objects.order_by("number").values_list(
            "number", "state", "outcome", "due_at", "grid__code", "officer__full_name", "words"
        )
        found = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
        transaction.set_rollback(True)
    kept.forget_all()
    now.forget_shift()
    return found


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_street(own_clock):
    first = digest(11)
    assert digest(11) == first
    assert digest(12) != first


@pytest.mark.django_db
def test_a_load_that_breaks_off_leaves_nothing_behind(own_clock):
    class PulledPlug(Exception):
        pass

    @contextmanager
    def until_the_plug_is_pulled(_title, _total):
        def advance(count):
            if count == 30:
                raise PulledPlug

        yield advance

    with pytest.raises(PulledPlug):
        loading.load(TINY, 7, until_the_plug_is_pulled)
    assert not Subdistrict.objects.exists() and not User.objects.exists()
    loading.check_empty()


@pytest.mark.django_db
def test_a_real_street_is_never_loaded_over():
    subdistrict()
    with pytest.raises(Refused) as refused:
        loading.load(TINY, 7, quiet)
    assert refused.value.code == "demo_on_real_database"
    assert Subdistrict.objects.count() == 1 and not Event.objects.exists()


@pytest.mark.django_db
def test_the_clock_is_refused_on_a_real_database(own_clock):
    subdistrict()
    with pytest.raises(Refused) as refused:
        now.start_demo_clock(STARTS_AT)
    assert refused.value.code == "demo_clock_on_real_database"
    assert not DemoClock.objects.exists()
