"""The demonstration: loaded once, from a seed, into an empty database only; whole, tiled and provable."""

import json
import os
import stat
from contextlib import contextmanager

import pytest
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from tests.street import run_command
from xiuhua.apps.accounts.models import Certificate, RoleGrant, User
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.cases.models import Case, Clock, InboundOrder, Petition, Photo, Referral
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records import kept, now
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.records.proof import verify
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.lifecycle.order import OrderState
from xiuhua.rulebook.lifecycle.terms import CaseState
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.demo import loading, pictures
from xiuhua.web.commands.demo.days import STARTS_AT
from xiuhua.web.commands.demo.people import a_password

TINY = loading.Size(cases=25, shops=12, components=40, scenes=1, walked_grids=2, walked_days=2)


@contextmanager
def quiet(_title, _total):
    yield lambda count: None


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """One load for all tests of this file, taken back at its end; none of them writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(TINY, 7, quiet)
        transaction.set_rollback(True)
    now.forget_shift()
    kept.forget_all()


def test_every_state_stage_and_petition_can_be_seen(loaded):
    assert set(Case.objects.values_list("state", flat=True)) == {s.value for s in CaseState}
    assert set(InboundOrder.objects.values_list("state", flat=True)) == {
        s.value for s in OrderState
    }
    waiting = Petition.objects.filter(state="asked").values_list("kind", flat=True)
    assert set(waiting) >= {"extension", "suspension", "force_close", "appeal"}
    assert Referral.objects.filter(ended_at=None).exists()
    outcomes = set(Case.objects.filter(state="closed").values_list("outcome", flat=True))
    assert outcomes == {"verified", "fixed_on_spot", "forced"}


def test_some_are_late_some_are_near_and_some_have_time(loaded):
    left = [
        (due - STARTS_AT).total_seconds() / 3600
        for due in Case.objects.filter(state="dispatched", due_at__isnull=False).values_list(
            "due_at", flat=True
        )
    ]
    assert min(left) < 0 and max(left) > 24
    assert any(0 < hours < 1 for hours in left)


def test_history_is_whole_and_ends_before_this_morning(loaded):
    report = verify()
    assert report.holds and report.events > 500 and report.unsealed_chains == 0
    assert not Event.objects.filter(at__gt=STARTS_AT).exists()
    for case in Case.objects.all():
        moments = Event.objects.filter(object_kind="case", object_id=case.pk).order_by("seq")
        times = list(moments.values_list("at", flat=True))
        assert times == sorted(times)


def test_what_is_invented_says_so(loaded):
    assert not Case.objects.exclude(words__startswith="【演示】").exists()
    place = Subdistrict.objects.get()
    assert place.is_demo and "演示" in place.name and place.code.startswith("4299")
    assert not InboundOrder.objects.exclude(their_number__startswith="YS").exists()


def test_open_cases_have_a_running_clock_and_ended_ones_have_none(loaded):
    for case in Case.objects.all():
        running = Clock.objects.filter(case=case, stopped_at=None)
        assert running.exists() == case.is_open, case.number


def test_everybody_is_there_and_every_grid_is_answered_for(loaded):
    assert set(RoleGrant.objects.values_list("role", flat=True)) == set(ROLES)
    assert {account.role for account in loaded.accounts} == set(ROLES)
    home = Subdistrict.objects.get()
    grids = Grid.objects.filter(subdistrict=home)
    assert grids.count() == 16
    for grid in grids:
        duty = who_answers(grid.pk, home.pk, STARTS_AT)
        assert duty.source == "grid" and duty.officer_id and duty.leader_id and duty.member_id
    assert who_answers(None, home.pk, STARTS_AT).source == "locality"
    runs_out = Certificate.objects.filter(valid_to__lt="2021-06-01")
    assert runs_out.count() == 1


def test_the_passwords_printed_are_the_ones_that_work(loaded):
    account = loaded.accounts[0]
    assert User.objects.get(username=account.username).check_password(account.password)
    assert len({one.password for one in loaded.accounts}) == len(loaded.accounts)


def test_passwords_satisfy_every_rule():
    person = User(username="officer1", full_name="测试员")
    for _ in range(200):
        validate_password(a_password(), person)


def test_the_clock_begins_on_that_morning_and_runs(loaded):
    first = now.now()
    assert 0 <= (first - STARTS_AT).total_seconds() < 60
    assert now.now() > first


def test_photos_are_stored_once_however_many_cases_show_them(loaded):
    assert Photo.objects.count() > 30
    assert Photo.objects.values("original").distinct().count() <= 2 * TINY.scenes


def test_a_picture_is_the_same_for_the_same_seed():
    assert pictures.draw("before", 3) == pictures.draw("before", 3)
    assert pictures.draw("before", 3) != pictures.draw("before", 4)
    assert pictures.draw("before", 3) != pictures.draw("after", 3)


def test_a_loaded_demonstration_is_refused_a_second_load(loaded):
    before = Event.objects.count()
    with pytest.raises(Refused) as refused:
        loading.load(TINY, 7, quiet)
    assert refused.value.code == "demo_already_loaded"
    assert Event.objects.count() == before


# ---- the command, on the database that other tests use


def test_the_command_prints_and_keeps_the_accounts(template_database):
    table = template_database.home / "demo_accounts.txt"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    kept_lines = table.read_text(encoding="utf-8").splitlines()
    assert all(line in template_database.printed for line in kept_lines)
    roles = {line.split()[0] for line in kept_lines[1:]}
    assert roles == set(ROLES)
    assert all(len(line.split()) == 5 for line in kept_lines)


@pytest.fixture(scope="module")
def command(template_database, tmp_path_factory):
    """Runs a command on a copy of the template database."""
    home = tmp_path_factory.mktemp("street") / "home"
    url = template_database.copied_to(home, f"demo_{os.getpid()}")
    return lambda *arguments: run_command(home, url, *arguments)


def test_the_command_leaves_a_loaded_street_alone(command):
    assert json.loads(command("load_demo", "--small", "--json")) == {"already_loaded": True}


def test_grids_tile_the_street(command):
    answer = json.loads(command("check_grids", "--json").splitlines()[-1])
    assert answer["clean"], answer


def test_loaded_history_verifies(command):
    assert json.loads(command("verify_history", "--json").splitlines()[-1])["holds"]
