"""What belongs to nobody goes after a day; what belongs to somebody stays, and is named when it is not there."""

import datetime as dt
import hashlib
import json
import os

import pytest
from django.core.management import call_command

from tests.case_builders import at as moment
from tests.case_builders import photo, street
from xiuhua.apps.cases.actions import reporting
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.records import files, sweeping
from xiuhua.apps.records.models import StoredFile
from xiuhua.apps.records.now import now

AT = moment("2021-05-06 09:00")
DAY = dt.timedelta(days=1)
CONTENT = b"a photo of nothing" * 10


def aged(path, by=2 * DAY):
    """As if it had been written long ago."""
    then = path.stat().st_mtime - by.total_seconds()
    os.utime(path, (then, then))
    return path


def put_stray(content, root):
    name = hashlib.sha256(content).hexdigest()
    path = root / name[:2] / name[2:4] / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_what_a_killed_act_left_is_swept_after_a_day(db, settings, at):
    files.store(CONTENT, at=at)
    unused = aged(files.path_of(StoredFile.objects.get().sha256))
    stray = aged(put_stray(b"no row", settings.FILES_ROOT))
    half = settings.FILES_ROOT / "incoming" / "tmpabc"
    half.write_bytes(b"ha")
    aged(half)
    swept = sweeping.sweep(at + 2 * DAY)
    assert (swept.unfinished, swept.strays, swept.unused) == (1, 1, 1)
    assert swept.size_bytes == len(CONTENT) + len(b"no row") + 2
    assert not any(path.exists() for path in (unused, stray, half))
    assert not StoredFile.objects.exists()
    assert sweeping.sweep(at + 2 * DAY).as_facts() == sweeping.Swept().as_facts()


def test_what_is_young_stays(db, settings, at):
    """An act under way has stored its photos and not yet written its rows."""
    stored = files.store(CONTENT, at=at)
    stray = put_stray(b"no row", settings.FILES_ROOT)
    assert sweeping.sweep(at).as_facts() == sweeping.Swept().as_facts()
    assert files.path_of(stored.sha256).exists() and stray.exists()


def test_what_was_left_long_ago_and_is_sent_again_now_stays(db, at):
    """Its row is old, its file is new: the second act is about to point at it."""
    stored = files.store(CONTENT, at=at)
    aged(files.path_of(stored.sha256))
    files.store(CONTENT, at=at + 3 * DAY)
    assert sweeping.sweep(at + 3 * DAY).unused == 0
    assert StoredFile.objects.get() == stored and files.path_of(stored.sha256).exists()


def test_photos_of_cases_and_components_stay_whatever_their_age(db, settings):
    place = street()
    report(place, photo("before", AT))
    rows = StoredFile.objects.count()
    assert rows == 2  # the original, and one small copy that serves twice
    for stored in StoredFile.objects.all():
        aged(files.path_of(stored.sha256), by=400 * DAY)
    assert sweeping.sweep(now() + 400 * DAY).as_facts() == sweeping.Swept().as_facts()
    assert StoredFile.objects.count() == rows
    assert sweeping.find_missing().as_facts() == {
        "checked": 2, "missing": 0, "cut": 0, "first": [],
    }  # fmt: skip


def report(place, photos):
    lon, lat = place.point()
    placed = place_inside(place.subdistrict.pk, lon, lat, "", AT)
    said = reporting.Report(
        subdistrict=place.subdistrict, source="officer", words="乱堆物料", placed=placed
    )
    reporting.report(said, by=place.officer, at=AT, photos=photos)


def test_every_table_that_keeps_files_is_known():
    assert {f"{model._meta.label}.{name}" for model, name in sweeping._users()} == {
        "cases.Photo.original",
        "cases.Photo.public_copy",
        "cases.Photo.thumbnail",
        "evaluation.BlindSpot.photo",
        "registry.Component.photo",
    }


def test_what_was_erased_stays_barred_and_its_bytes_go(db, settings, at):
    """Killed between the row and the bytes of an erasure: the bytes are what is swept."""
    stored = files.store(CONTENT, at=at)
    StoredFile.objects.update(erased_at=at)
    path = aged(files.path_of(stored.sha256))
    assert sweeping.sweep(at + 2 * DAY).strays == 1
    assert not path.exists() and StoredFile.objects.get().erased_at == at


def test_missing_and_cut_files_are_named_and_nothing_is_made_up(db, settings, at, capsys):
    gone, cut, whole = (files.store(CONTENT + bytes([n]), at=at) for n in range(3))
    files.path_of(gone.sha256).unlink()
    files.path_of(cut.sha256).write_bytes(b"short")
    found = sweeping.find_missing()
    assert (found.checked, found.missing, found.cut) == (3, 1, 1)
    assert found.first == [gone.sha256, cut.sha256]
    with pytest.raises(SystemExit) as ended:
        call_command("sweep_files", "--dry-run", "--json")
    assert ended.value.code == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["missing"], facts["cut"], facts["unused"]) == (1, 1, 1)
    assert StoredFile.objects.count() == 3


def test_a_dry_run_takes_nothing(db, at, capsys):
    stored = files.store(CONTENT, at=at)
    aged(files.path_of(stored.sha256))
    StoredFile.objects.update(stored_at=at - 9 * DAY)
    call_command("sweep_files", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["unused"] == 1
    assert StoredFile.objects.exists() and files.path_of(stored.sha256).exists()
    call_command("sweep_files")
    assert "登记了但没有用上的 1 个" in capsys.readouterr().out
    assert not StoredFile.objects.exists()


def test_the_sweeper_waits_for_who_is_between_file_and_row(start_process, own_database):
    """Another process has named its file and not yet written its row: an age of zero would take it."""
    holder = start_process(
        """
        from xiuhua.apps.records import files
        with files.nobody_sweeps():
            files._put_in_place(*files._receive(__import__("io").BytesIO(b"x" * 99))[:2])
            open(sys.argv[1], "w").close()
            time.sleep(1.0)
            from xiuhua.apps.records.models import StoredFile
            from xiuhua.apps.records.now import now
            import hashlib
            StoredFile.objects.create(
                sha256=hashlib.sha256(b"x" * 99).hexdigest(), size_bytes=99, stored_at=now()
            )
        print(json.dumps(True))
        """,
        str(mark := own_database[0] / "named"),
    )
    sweeper = start_process(
        """
        import datetime as dt
        from xiuhua.apps.records import sweeping
        from xiuhua.apps.records.now import now
        while not os.path.exists(sys.argv[1]):
            time.sleep(0.02)
        found = sweeping.sweep(now() - dt.timedelta(days=9), age=dt.timedelta(0))
        print(json.dumps(found.as_facts()))
        """,
        str(mark),
    )
    assert json.loads(holder.communicate(timeout=60)[0]) is True
    assert json.loads(sweeper.communicate(timeout=60)[0])["strays"] == 0
