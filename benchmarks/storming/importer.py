"""Who brings in another system's requests: `xiuhua import_requests`, run again until it reports success.

What it reports counts as confirmed: every row of the file, once.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.storming.ledger import Intent
from benchmarks.storming.people import Client, World
from benchmarks.storming.place import Place

MAPPING = """
system = "storm"
origin = "invented for a storm"
[subdistrict]
code = "{code}"
name = "{name}"
case_prefix = "{prefix}"
time_zone = "{time_zone}"
projected_epsg = {epsg}
[source]
slug = "import"
[columns]
id = "no"
words = "words"
[times]
formats = "%Y-%m-%d %H:%M"
reported = "opened"
due = "due"
closed = "closed"
[classes]
column = "kind"
system = "storm"
create = true
[location]
lon = "lon"
lat = "lat"
"""


class Importer(Client):
    """One file after the other."""

    def __init__(self, world: World, place: Place, rows: int) -> None:
        super().__init__(world, "importer")
        self.place_, self.rows = place, rows
        self.process: subprocess.Popen[str] | None = None
        self.mapping = place.folder / "storm.toml"
        self.mapping.write_text(MAPPING.format(**world.street), encoding="utf-8")

    def turn(self) -> None:
        """Write a file, and import it until that is confirmed."""
        intent = self.intent("import", [], scope="command", rows=self.rows)
        path = self.place_.folder / f"{intent.key}.csv"
        self._write(path, intent.key)
        while not self.world.over.is_set():
            intent.tries += 1
            if self._import(path, intent):
                break
            self.world.over.wait(self.chance.uniform(0.2, 1.0))
        path.unlink()

    def abandon(self) -> None:
        """A command that still runs ends with the storm."""
        if self.process and self.process.poll() is None:
            self.process.kill()

    def _import(self, path: Path, intent: Intent) -> bool:
        command = ["import_requests", str(path), "--mapping", str(self.mapping), "--json"]
        rejects = ["--rejects", str(path.with_suffix(".rejects"))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "xiuhua.cli", *command, *rejects],
            env=self.place_.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        said, complained = self.process.communicate()
        ledger = self.world.ledger
        if self.process.returncode:
            last = (complained.strip().splitlines() or [""])[-1][:60]
            killed = self.process.returncode < 0
            ledger.failed("import killed" if killed else f"import failed: {last}")
            return False
        report = json.loads(said.splitlines()[-1])
        if report["imported"] + report["known"] != self.rows or report["rejected"]:
            ledger.impossible(f"import of {self.rows} rows reported {report}")
        ledger.confirm(intent, {"number": intent.key})
        return True

    def _write(self, path: Path, key: str) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["no", "words", "opened", "due", "closed", "kind", "lon", "lat"])
            for number in range(self.rows):
                lon, lat = self.place()
                closed = "2021-05-03 12:00" if number % 2 else ""
                kind = f"storm kind {self.chance.randrange(12)}"
                times = ("2021-05-02 09:00", "2021-05-04 09:00", closed)
                writer.writerow([f"{key}-{number}", f"storm {key}", *times, kind, lon, lat])
