"""The storm: reports with photos, acts and imports while everything is killed, the disk fills and the clock jumps.

    python benchmarks/storm.py --database sqlite|postgres [--kills 100] [--seed 1]

On an installation of its own (a small disk in memory where mounting is allowed, `xiuhua serve`, on PostgreSQL a
cluster of its own) residents, staff and an importer work over HTTP and by command, each sending the same key until it
is confirmed. Meanwhile web, duties, import and database are killed with SIGKILL. Afterwards everything
confirmed must be there once, with its words and photos, nothing half, the history proved. Prints one table; ends with
1 if anything was lost, doubled or half. The demonstration street (about 150 cases) is what it begins with.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.storming.gale import Gale  # noqa: E402
from benchmarks.storming.importer import Importer  # noqa: E402
from benchmarks.storming.ledger import Ledger  # noqa: E402
from benchmarks.storming.people import Client, Resident, Team, World  # noqa: E402
from benchmarks.storming.pictures import Album  # noqa: E402
from benchmarks.storming.place import Place  # noqa: E402

RESIDENTS, TEAMS = 3, 2
IMPORT_ROWS = 5000
CALM_S = 180
Prepare = Callable[[Place], None]
FAULTS = ("lost", "doubled", "wrong", "half")


@dataclass
class Outcome:
    """What a storm came to."""

    found: dict[str, Any]
    gale: Gale
    ledger: Ledger
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether everything confirmed is there once and nothing is half."""
        return not any(self.found[name] for name in FAULTS)


def load_street(place: Place) -> None:
    """The small demonstration, made on the spot."""
    place.command("load_demo", "--small")


def storm(
    folder: Path,
    database: str,
    *,
    kills: int,
    seed: int,
    prepare: Prepare = load_street,
    import_rows: int = IMPORT_ROWS,
    tell: Callable[[str], None] = lambda text: None,
) -> Outcome:
    """One whole storm in an empty folder."""
    begun = time.monotonic()
    place = Place(folder, database)
    try:
        prepare(place)
        world = World(
            place.port, inside(place, "survey"), passwords(place), Album(seed), Ledger(), seed
        )
        importer = Importer(world, place, import_rows)
        clients: list[Client] = [Resident(world, f"resident {n}") for n in range(RESIDENTS)]
        clients += [Team(world, n) for n in range(1, TEAMS + 1)]
        clients.append(importer)
        place.keep()
        for client in clients:
            client.start()
        gale = Gale(place, world, importer, seed)
        try:
            gale.blow(kills, tell)
        finally:
            calm(world, clients)
        place.stop()
        if place.cluster:
            place.cluster.wait()
        found = reckon(place, world)
        return Outcome(found, gale, world.ledger, time.monotonic() - begun)
    finally:
        place.leave()


def calm(world: World, clients: list[Client]) -> None:
    """Nothing new is begun; what was begun is carried on until it is confirmed."""
    world.ending.set()
    last = time.monotonic() + CALM_S
    for client in clients:
        client.join(timeout=max(0.0, last - time.monotonic()))
    world.over.set()
    for client in clients:
        client.abandon()
        client.join(timeout=60)


def reckon(place: Place, world: World) -> dict[str, Any]:
    """What the database says to the ledger."""
    ledger = world.ledger
    path = place.folder / "ledger.json"
    path.write_text(json.dumps(ledger.as_json()), encoding="utf-8")
    found = inside(place, "reckon", str(path))
    found["wrong"] += ledger.wrong
    for one in ledger.intents:
        if not one.confirmed:
            found["wrong"].append(f"never confirmed: {one.kind} {one.move} {one.number} {one.key}")
    return found


def inside(place: Place, *arguments: str) -> dict[str, Any]:
    """Ask the installation from within."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.storming.inside", *arguments],
        env=place.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def passwords(place: Place) -> dict[str, str]:
    """The demonstration's accounts, from the file that it leaves to its owner."""
    lines = (place.home / "demo_accounts.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if len(line.split()) >= 4]
    return {row[1]: row[2] for row in rows}


def table(outcome: Outcome, database: str, seed: int, is_mounted: bool | None = None) -> list[str]:
    """One line for each thing that was counted."""
    gale, ledger, counts = outcome.gale, outcome.ledger, outcome.found["counts"]
    lines = [f"database {database}, seed {seed}, {outcome.seconds:.0f} s"]
    rows: list[tuple[str, Any]] = [("kills", sum(gale.kills.values()))]
    rows += [(f"  {name}", count) for name, count in sorted(gale.kills.items())]
    rows += [("disk filled", gale.fills), ("clock jumped", gale.jumps)]
    rows.append(("longest wait for the next answer, s", round(gale.longest_s, 1)))
    unanswered = sum(n for what, n in ledger.outcomes.items() if what != "confirmed")
    rows += [("requests that had to be sent again", unanswered)]
    rows += [(name, counts[name]) for name in COUNTED if name in counts]
    rows += [(f"{name}", len(outcome.found[name])) for name in FAULTS]
    lines += [f"{name:<38}{value:>10,}" for name, value in rows]
    for name in FAULTS:
        lines += [f"{name}: {one}" for one in outcome.found[name][:20]]
    lines.append("holds" if outcome.holds else "DOES NOT HOLD")
    return lines


COUNTED = (
    *("reports confirmed", "acts confirmed", "imports confirmed", "imported rows", "photos"),
    *("cases", "events", "seals", "messages sent", "files", "indexes checked"),
    *("swept: unfinished", "swept: strays", "swept: unused"),
)


def main() -> None:
    """Read the arguments, let it blow, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep-logs", type=Path, help="where to copy the logs of the servers")
    given = options.parse_args()
    # A terminated storm must still take down what it started, so the signal becomes an exit that unwinds.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="xiuhua-storm-") as folder:
        tell = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
        try:
            outcome = storm(
                Path(folder), given.database, kills=given.kills, seed=given.seed, tell=tell
            )
        finally:
            if given.keep_logs:
                given.keep_logs.mkdir(parents=True, exist_ok=True)
                for log in [*Path(folder).glob("*.log"), *Path(folder).glob("ledger.json")]:
                    (given.keep_logs / log.name).write_bytes(log.read_bytes())
        print("\n".join(table(outcome, given.database, given.seed)))
        for what, count in outcome.ledger.outcomes.most_common():
            print(f"  {what}: {count}", file=sys.stderr)
    sys.exit(0 if outcome.holds else 1)


if __name__ == "__main__":
    main()
