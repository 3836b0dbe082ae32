"""A short storm on whichever database this run is for; the long one is `benchmarks/storm.py`.

It kills a server of its own, so on PostgreSQL it starts a cluster beside that of the other tests.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from benchmarks.storm import storm, table
from benchmarks.storming.place import Place

from tests import street

KILLS, SEED, ROWS = 5, 2, 1500


@pytest.fixture
def folder():
    """Outside pytest's own folders, whose long names a socket address cannot hold."""
    with tempfile.TemporaryDirectory(prefix="xiuhua-storm-") as name:
        yield Path(name)


def test_nothing_confirmed_is_lost_or_doubled_and_nothing_is_half(template_database, folder):
    def from_template(place: Place) -> None:
        if place.cluster is None:
            assert template_database.copied_to(place.home, "storm") == place.url
        else:
            shutil.copytree(template_database.home, place.home)
            place.cluster.copy_from(street._url_of(template_database.database))

    database = "postgres" if street.on_postgres() else "sqlite"
    outcome = storm(
        folder, database, kills=KILLS, seed=SEED, prepare=from_template, import_rows=ROWS
    )
    said = "\n".join(table(outcome, database, SEED))
    assert outcome.holds, said
    assert sum(outcome.gale.kills.values()) == KILLS, said
    assert outcome.gale.fills and outcome.gale.jumps, said
    counts = outcome.found["counts"]
    assert min(counts[f"{kind}s confirmed"] for kind in ("report", "act", "import")) > 0, said
    assert counts["photos"] > counts["reports confirmed"], said
