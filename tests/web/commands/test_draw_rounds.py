"""`xiuhua draw_rounds`: every grid in every slot; without slots it says what to do first."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.apps.duty.test_patrols import TODAY, roads, slot
from tests.case_builders import at, street
from xiuhua.apps.duty.models import GridRound
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db


def test_rounds_are_drawn_for_the_grids_that_have_roads(monkeypatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:00"))
    place = street()
    with pytest.raises(CommandError) as refused:
        call_command("draw_rounds")
    assert refused.value.returncode == 2 and "draw" in str(refused.value)
    roads(place)
    slot(place)
    out, errors = io.StringIO(), io.StringIO()
    call_command("draw_rounds", "--json", stdout=out, stderr=errors)
    (line,) = json.loads(out.getvalue())["drawn"]
    row = GridRound.objects.get()
    assert (line["grid"], line["ids"]) == (place.grids[0].code, [row.pk])
    assert row.valid_from == TODAY
    assert errors.getvalue().count("没有要巡查的道路") == 3
