"""1,000 files that mean harm: none breaks a reader, none is in a public copy, and memory stays bounded."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MOST_GROWN_KB = 700 * 1024
"""Above what the process takes for itself: two photos of 50 megapixels decoded, a table of 128 MB unpacked."""


def test_a_thousand_hostile_files(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.apps.records.hostile", "2021"],
        cwd=ROOT,
        env={**os.environ, "XIUHUA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == []
    assert found["taken"] + found["refused"] == 1000
    assert found["refused"] > 400, "the hostile ones are not refused"
    assert found["taken"] > 100, "no harmless rest is drawn anew"
    assert found["peak_kb"] - found["before_kb"] < MOST_GROWN_KB
