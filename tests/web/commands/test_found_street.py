"""A real street is founded whole or not at all: its row, calendars, catalogue, office, administrator."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests import builders
from tests.architecture import tree
from xiuhua.apps.accounts.models import RoleGrant, Unit, User
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.records import tables
from xiuhua.apps.records.calendars import known_years
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.records.proof import verify
from xiuhua.web.shared.refusals import TABLE

pytestmark = pytest.mark.django_db
STREET = str(tree.ROOT / "examples" / "street" / "street.geojson")
HERE = ("420105990", "虚构街道", "--prefix", "JX")


def found(*arguments: str) -> dict:
    out = io.StringIO()
    call_command("found_street", *arguments, "--json", stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def test_a_street_stands_with_history_calendars_catalogue_office_and_administrator(client) -> None:
    answer = found(*HERE, "--boundary", STREET, "--admin", "zhangsan", "--name-en", "Xugou")
    home = Subdistrict.objects.get(code="420105990")
    assert (home.name, home.name_en, home.case_prefix) == ("虚构街道", "Xugou", "JX")
    assert (home.projected_epsg, home.time_zone, home.is_demo) == (4547, "Asia/Shanghai", False)
    assert home.boundary["type"] == "Polygon"
    kinds = Event.objects.filter(object_kind=home.chain_kind(), object_id=home.pk)
    assert list(kinds.order_by("seq").values_list("kind", flat=True)) == [
        "subdistrict.made",
        "subdistrict.boundary_drawn",
    ]
    assert known_years()[0] == 2020
    assert CaseClass.objects.count() > 130
    unit = Unit.objects.get(subdistrict=home)
    assert (unit.name, unit.kind, unit.is_outside) == ("虚构街道办事处", "office", False)
    admin = User.objects.get(username="zhangsan")
    assert admin.subdistrict == home and not admin.has_usable_password()
    roles = set(RoleGrant.objects.filter(user=admin).values_list("role", flat=True))
    assert roles == {"system_admin", "security_admin", "auditor"}
    path = answer["link"].removeprefix("http://localhost:8000")
    assert client.get(path, follow=True).status_code == 200
    assert verify().holds


@pytest.mark.parametrize(
    ("arguments", "epsg"),
    [
        (("--longitude", "114.3"), 4547),
        (("--longitude", "东经121°28′"), 4549),
        (("--epsg", "4526"), 4526),
        (("--longitude", "121.5", "--epsg", "4547"), 4547),
    ],
)
def test_the_projection_is_found_or_given(arguments, epsg) -> None:
    assert found(*HERE, *arguments)["epsg"] == epsg


def test_a_second_street_loads_nothing_again_and_the_unit_may_be_named_in_english() -> None:
    assert found(*HERE, "--longitude", "114")["loaded"] == ["calendars", "catalogue"]
    second = found(
        "420105991", "第二街道", "--prefix", "DE", "--longitude", "114",
        "--name-en", "Second Subdistrict", "--language", "en", "--grid-pattern", "DE-{seq:03}",
    )  # fmt: skip
    assert second["loaded"] == []
    assert second["unit_name"] == "Second Subdistrict Office"
    assert Subdistrict.objects.get(code="420105991").grid_code_pattern == "DE-{seq:03}"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("42010599", "街", "--prefix", "JX", "--longitude", "114"), "code_wrong_length"),
        (("42010599x", "街", "--prefix", "JX", "--longitude", "114"), "code_not_digits"),
        (("990105006", "街", "--prefix", "JX", "--longitude", "114"), "code_unknown_province"),
        (("420105000", "街", "--prefix", "JX", "--longitude", "114"), "code_part_is_zero"),
        (("420105990", " ", "--prefix", "JX", "--longitude", "114"), "subdistrict_name_missing"),
        (("420105990", "街" * 81, "--prefix", "JX", "--epsg", "4547"), "subdistrict_name_too_long"),
        (("420105990", "街", "--prefix", "jx", "--longitude", "114"), "case_prefix_malformed"),
        (HERE, "founding_place_unsaid"),
        ((*HERE, "--longitude", "12"), "founding_longitude_outside"),
        ((*HERE, "--longitude", "x"), "coordinate_not_a_number"),
        ((*HERE, "--epsg", "999999"), "projection_unknown"),
        ((*HERE, "--epsg", "4490"), "projection_not_metric"),
        ((*HERE, "--longitude", "114", "--time-zone", "Mars/Base"), "time_zone_unknown"),
        ((*HERE, "--longitude", "114", "--grid-pattern", "ZT"), "code_pattern_without_sequence"),
        ((*HERE, "--longitude", "114", "--admin", "x y"), "username_malformed"),
        ((*HERE, "--boundary", "nothing.geojson"), "street_file_missing"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_nothing(arguments, code) -> None:
    with pytest.raises(CommandError) as no:
        call_command("found_street", *arguments)
    assert no.value.returncode == 2
    assert no.value.__cause__.code == code
    assert code in TABLE
    assert not Subdistrict.objects.exists()
    assert not CaseClass.objects.exists()
    assert not Event.objects.exists()


def test_code_and_prefix_are_taken_once() -> None:
    found(*HERE, "--longitude", "114")
    for arguments, code in (
        (("420105990", "别名", "--prefix", "ZZ"), "subdistrict_there"),
        (("420105991", "别名", "--prefix", "JX"), "case_prefix_taken"),
    ):
        with pytest.raises(CommandError) as no:
            call_command("found_street", *arguments, "--longitude", "114")
        assert no.value.__cause__.code == code
    assert Subdistrict.objects.get().name == "虚构街道"


def test_no_real_street_in_a_demonstration() -> None:
    builders.subdistrict(is_demo=True)
    with pytest.raises(CommandError) as no:
        call_command("found_street", *HERE, "--longitude", "114")
    assert no.value.__cause__.code == "founding_on_demo_database"
    assert Subdistrict.objects.count() == 1


def test_a_file_without_a_boundary_founds_nothing(tmp_path) -> None:
    path = tmp_path / "线.geojson"
    line = {"type": "LineString", "coordinates": [[114.2, 30.5], [114.3, 30.5]]}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": line}))
    with pytest.raises(CommandError) as no:
        call_command("found_street", *HERE, "--boundary", str(path))
    assert no.value.__cause__.code == "founding_without_boundary"


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIUHUA_HOME": str(home), "PYTHONUTF8": "1"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "xiuhua.cli", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [("found_street", *HERE), ("create_admin", "zhangsan")])
def test_without_tables_one_is_sent_to_migrate(tmp_path, arguments) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert "请先运行：xiuhua migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_of_ours_looks_at_the_tables_first() -> None:
    from django.core.management import get_commands, load_command_class

    ours = {name: app for name, app in get_commands().items() if app.startswith("xiuhua.")}
    made = {name: load_command_class(app, name) for name, app in ours.items()}
    assert {name for name, one in made.items() if not isinstance(one, tables.TablesCommand)} <= {
        *("rules", "permissions")  # need no database at all
    }
    # Others may say of themselves that they make, copy or mend the tables.
    looking = {name for name, one in made.items() if getattr(one, "needs_tables", False)}
    assert looking >= {
        "create_admin", "found_street", "import_street", "check_grids", "import_components",
        "import_requests", "load_catalogue", "load_calendars", "recompute_deadlines", "serve", "work",
        "send_outbox", "seal_history", "verify_history", "erase_old_reporters",
    }  # fmt: skip


def test_a_database_that_is_not_there_is_said_in_words(tmp_path) -> None:
    environment = {
        **os.environ,
        "XIUHUA_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "xiuhua.cli", "check_grids"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "连不上数据库" in done.stderr and "Traceback" not in done.stderr
