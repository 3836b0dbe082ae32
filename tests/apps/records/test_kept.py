"""Small tables kept in memory: no statement while nothing changed, and a change is noticed."""

import json

import pytest

from xiuhua.apps.records import kept
from xiuhua.apps.records.models import NumberBlock


@pytest.fixture
def names(db):
    """The series of all numbers, kept under an invented name for the length of one test."""
    one = kept.Kept(
        "test names", lambda: sorted(NumberBlock.objects.values_list("series", flat=True))
    )
    yield one
    kept._all.remove(one)


def test_asking_again_costs_no_statement(names, django_assert_num_queries):
    first = names.get()
    with django_assert_num_queries(0):
        assert names.get() is first


def test_a_change_in_this_process_is_seen_at_once(names):
    assert names.get() == []
    NumberBlock.objects.create(series="a")
    assert names.get() == []
    kept.changed("test names")
    assert "a" in names.get()


def test_a_change_of_another_name_is_none(names):
    first = names.get()
    kept.changed("something else")
    assert names.get() is first


def test_after_a_while_only_the_number_is_looked_at(names, monkeypatch, django_assert_num_queries):
    first = names.get()
    monkeypatch.setattr(kept, "LOOK_EVERY_S", 0)
    with django_assert_num_queries(1):
        assert names.get() is first


def test_a_change_in_another_process_is_seen_after_a_while(start_process, run_process):
    reader = start_process(
        """
        from xiuhua.apps.records import kept
        from xiuhua.apps.records.models import NumberBlock
        names = kept.Kept("over there", lambda: sorted(NumberBlock.objects.values_list("series", flat=True)))
        kept.LOOK_EVERY_S = 0.2
        before = names.get()
        print("read", flush=True)
        sys.stdin.readline()
        time.sleep(0.3)
        print(json.dumps([name for name in names.get() if name not in before]))
        """
    )
    assert reader.stdout.readline() == "read\n"
    run_process(
        """
        from django.db import transaction
        from xiuhua.apps.records import kept
        from xiuhua.apps.records.models import NumberBlock
        with transaction.atomic():
            NumberBlock.objects.create(series="new over there")
            kept.changed("over there")
        """
    )
    seen = json.loads(reader.communicate("go\n", timeout=30)[0])
    assert "new over there" in seen
