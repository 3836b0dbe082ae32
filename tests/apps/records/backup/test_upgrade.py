"""An upgrade ends well or leaves everything as it was; tried with migrations of an invented app."""

import time

import pytest

from tests.apps.records.backup.conftest import Place

SETTINGS = 'from xiuhua.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, "tomorrow"]\n'
MODEL = "from django.db import migrations, models\n"
FIRST = (
    MODEL
    + """
class Migration(migrations.Migration):
    dependencies = [("records", "0005_inbox_unseen")]
    operations = [migrations.CreateModel("Lamp", [
        ("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))])]
"""
)
SECOND = (
    MODEL
    + """
def act(apps, editor):
    apps.get_model("tomorrow", "Lamp").objects.create(name="x")
    %s

class Migration(migrations.Migration):
    %s
    dependencies = [("tomorrow", "0001_initial")]
    operations = [migrations.RunPython(act), migrations.AddField(
        "lamp", "height", models.IntegerField(default=1))]
"""
)
REWRITES = (
    'apps.get_model("records", "NumberBlock").objects.update(next_value=1)'  # another app's table
)


@pytest.fixture
def street_of_today(template_database, tmp_path):
    home = tmp_path / "home"
    return Place(home, template_database.copied_to(home, f"up_{time.monotonic_ns()}"))


@pytest.fixture
def tomorrow(tmp_path):
    """Write the invented version of tomorrow; the environment that runs it."""

    def write(act="", flags=""):
        folder = tmp_path / "code"
        (folder / "tomorrow" / "migrations").mkdir(parents=True)
        (folder / "settings_of_tomorrow.py").write_text(SETTINGS)
        for package in (folder / "tomorrow", folder / "tomorrow" / "migrations"):
            (package / "__init__.py").write_text("")
        (folder / "tomorrow" / "migrations" / "0001_initial.py").write_text(FIRST)
        (folder / "tomorrow" / "migrations" / "0002_act.py").write_text(SECOND % (act, flags))
        return {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "settings_of_tomorrow"}

    return write


def test_nothing_to_do_makes_no_backup(street_of_today):
    assert street_of_today.json("upgrade")["steps"] == []
    assert not (street_of_today.home / "backups").exists()


def test_an_upgrade_backs_up_migrates_and_proves(street_of_today, tomorrow):
    environment = tomorrow()
    done = street_of_today.run("upgrade", **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "升级完成：2 步" in done.stdout
    assert len(list((street_of_today.home / "backups").glob("*.tar"))) == 1
    said = street_of_today.run("digest", "--tables", **environment).stdout
    assert " 1  tomorrow_lamp" in said
    # Yesterday's program cannot work on it, and says so.
    assert "tomorrow" in street_of_today.refuses("digest")


@pytest.mark.parametrize(
    "act",
    ['raise ValueError("invented fault")', REWRITES],
    ids=["a migration fails", "a table of another app was changed"],
)
def test_an_upgrade_that_fails_leaves_everything_as_it_was(street_of_today, tomorrow, act):
    before = street_of_today.json("digest")
    said = street_of_today.refuses("upgrade", **tomorrow(act))
    assert "退回" in said and "backups" in said
    assert street_of_today.json("digest") == before
    assert street_of_today.json("upgrade")["steps"] == []
    assert street_of_today.json("verify_history")["holds"] is True
    backup = next((street_of_today.home / "backups").glob("*.tar"))
    assert street_of_today.json("verify_backup", backup)["sha256"] == before["sha256"]


def test_what_could_not_be_rolled_back_is_not_begun(street_of_today, tomorrow):
    said = street_of_today.refuses("upgrade", **tomorrow("", "atomic = False"))
    assert "tomorrow.0002_act" in said
    assert not (street_of_today.home / "backups").exists()


def test_an_upgrade_that_is_killed_leaves_everything_as_it_was(street_of_today, tomorrow):
    before = street_of_today.json("digest")
    done = street_of_today.run("upgrade", **tomorrow("import os; os.kill(os.getpid(), 9)"))
    assert done.returncode == -9
    assert street_of_today.json("digest") == before
    assert street_of_today.json("upgrade")["steps"] == []
    assert street_of_today.json("verify_history")["holds"] is True
