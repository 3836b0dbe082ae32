"""Speed and memory of the import: first run, second run, and a file four times as long.

    python benchmarks/import_requests.py FILE.csv.gz --mapping MAP.toml [--areas A.geojson] [--database sqlite|postgres]

Each run is a process of its own (`xiuhua import_requests … --json`) on a new database: SQLite in a temporary
folder, or a private PostgreSQL cluster (tools/private_postgres.py, durability off) or the one in DATABASE_URL.
The long file repeats the rows with other numbers. Prints rows/s as the command reports them (reading, checking
and writing, without the start of Python), CPU seconds of the process and of the private server, and the
process's peak memory. On a machine with other work, trust the rows per CPU second (of the process with the start
of Python, and of the server) rather than the rows/s; they suffer too, but less.
"""

import argparse
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import private_postgres  # noqa: E402

TIMES = 4


def main() -> None:
    """Run everything asked for and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--mapping", type=Path, required=True)
    options.add_argument("--areas", type=Path)
    options.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options.add_argument("--id-column", default="case_enquiry_id")
    options.add_argument("--short", action="store_true", help="without the long file")
    given = options.parse_args()
    print(
        f"{'database':<10}{'run':<18}{'read':>9}{'imported':>10}{'rows/s':>9}{'CPU s':>8}{'server':>8}"
        f"{'rows/CPU s':>12}{'peak MB':>9}"
    )
    with tempfile.TemporaryDirectory(prefix="xiuhua-bench-") as folder:
        long_file = None if given.short else lengthened(given, Path(folder))
        for database in ("sqlite", "postgres"):
            if given.database in (database, "both"):
                measure(given, database, long_file)


def measure(given: argparse.Namespace, database: str, long_file: Path | None) -> None:
    """First and second run on one database, the long file on another."""
    with fresh(database) as environment:
        for name in ("first", "second"):
            tell(database, name, run(given, given.file, environment))
    if long_file:
        with fresh(database) as environment:
            tell(database, f"{TIMES} times as long", run(given, long_file, environment))


class Measured(NamedTuple):
    """What one run reported and took."""

    report: dict[str, int]
    cpu_s: float
    server_cpu_s: float
    peak_mb: float


def run(given: argparse.Namespace, file: Path, environment: dict[str, str]) -> Measured:
    """One import in a process of its own."""
    command = [sys.executable, "-m", "xiuhua.cli", "import_requests", str(file), "--json"]
    command += ["--mapping", str(given.mapping)]
    if given.areas:
        command += ["--areas", str(given.areas)]
    server_before = server_cpu_s(environment["DATABASE_URL"])
    # Straight from this small process: what it forks from must not count as the import's memory.
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}: {said}")
    report = json.loads(said.splitlines()[-1])
    server_s = server_cpu_s(environment["DATABASE_URL"]) - server_before
    cpu_s = usage.ru_utime + usage.ru_stime
    return Measured(report, cpu_s, server_s, usage.ru_maxrss / 1024)


def server_cpu_s(url: str) -> float:
    """CPU of a private server and all its processes that have ended; 0 where there is none."""
    folder = Path(parse_qs(urlsplit(url).query).get("host", [""])[0])
    note = folder / "data" / "postmaster.pid"
    if not url or not note.exists():
        return 0.0
    time.sleep(1)  # until the server has taken leave of the process that served the import
    numbers = Path("/proc", note.read_text().split()[0], "stat").read_text().rpartition(")")[2]
    # utime, stime, cutime, cstime: fields 14 to 17, of which the first two are gone with the name.
    ticks = sum(map(int, numbers.split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def tell(database: str, name: str, measured: Measured) -> None:
    """One line of the table."""
    report = measured.report
    counts = f"{report['read']:>9,}{report['imported']:>10,}{report['rows_per_s']:>9,}"
    per_cpu_s = report["read"] / (measured.cpu_s + measured.server_cpu_s)
    costs = f"{measured.cpu_s:>8.1f}{measured.server_cpu_s:>8.1f}{per_cpu_s:>12,.0f}"
    costs += f"{measured.peak_mb:>9.0f}"
    print(f"{database:<10}{name:<18}{counts}{costs}", flush=True)


@contextmanager
def fresh(database: str) -> Iterator[dict[str, str]]:
    """The environment of a new, migrated database."""
    with tempfile.TemporaryDirectory(prefix="xiuhua-bench-") as home:
        environment = {**os.environ, "XIUHUA_HOME": home, "DATABASE_URL": ""}
        if database == "sqlite":
            yield migrated(environment)
            return
        with private_postgres.cluster() as url:
            yield migrated({**environment, "DATABASE_URL": url})


def migrated(environment: dict[str, str]) -> dict[str, str]:
    """Make the tables, so that no run is charged for it."""
    command = [sys.executable, "-m", "xiuhua.cli", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
    return environment


def lengthened(given: argparse.Namespace, folder: Path) -> Path:
    """The same rows several times over, each time with other numbers."""
    path = folder / "long.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=1) as out:
        writer = csv.writer(out)
        for turn in range(TIMES):
            with gzip.open(given.file, "rt", encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                header = next(rows)
                at = header.index(given.id_column)
                if not turn:
                    writer.writerow(header)
                for row in rows:
                    row[at] = f"{row[at]}-{turn}"
                    writer.writerow(row)
    return path


if __name__ == "__main__":
    main()
