"""What an act costs: statements, CPU of application and database, and rate, on a city of many cases.

    python benchmarks/acts.py --cases 100000 --cases 1000000 [--seconds 8] [--only report --only "list open"]
    python benchmarks/acts.py --world postgres://…/w100k --facts w100k.json      # a world that stands already

Without --world a private PostgreSQL cluster is made, durable as in production, with a world per number of cases
(`benchmarks/world.py`). Two workers of the program serve, with the background duties; beside them, in the same run, an endpoint that inserts
one row (`benchmarks/bare.py`). Requests come from `benchmarks/load.py` by the profile `benchmarks/acts.json`.
Statements are those the application sends (pg_stat_statements: BEGIN and COMMIT count, the database's own checks of
foreign keys do not). CPU is that of all processes of the server and of PostgreSQL, so other work on the
machine hardly counts; the rate does suffer from it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import load, serving  # noqa: E402

from tools import private_postgres  # noqa: E402

PROFILE = ROOT / "benchmarks" / "acts.json"
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_utility": "on",
}
COUNTED = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND query NOT ILIKE '%%pg_stat_statements%%'
  AND query NOT LIKE 'SELECT % FROM ONLY % FOR KEY SHARE OF x'"""
TOP = """
SELECT calls, total_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 150) FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND query NOT ILIKE '%%pg_stat_statements%%' ORDER BY total_exec_time DESC LIMIT %s"""


class World(NamedTuple):
    """A database full of cases and what a client has to know of it."""

    url: str
    facts: dict[str, Any]


class Measured(NamedTuple):
    """One row of the table."""

    name: str
    rate: float
    p50_ms: float
    p99_ms: float
    statements: float
    app_ms: float
    database_ms: float
    body_bytes: int
    unexpected: str


def main() -> None:
    """Measure every scenario on every world and print the tables."""
    given = options()
    with worlds(given) as found:
        for world in found:
            print(
                f"\n### {world.facts['cases']:,} cases, {serving.WORKERS} workers, PostgreSQL\n",
                flush=True,
            )
            measure(world, given)


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, action="append")
    parser.add_argument("--world", action="append", default=[], metavar="DATABASE_URL")
    parser.add_argument("--facts", type=Path, action="append", default=[], metavar="JSON")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--only", action="append", metavar="SCENARIO")
    parser.add_argument("--top", type=int, default=0, help="print the dearest statements")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


@contextmanager
def worlds(given: argparse.Namespace) -> Iterator[Iterator[World]]:
    """The worlds that stand, or worlds made now on a private cluster, one after the other."""
    if given.world:
        read = [json.loads(path.read_text(encoding="utf-8")) for path in given.facts]
        yield (World(url, facts) for url, facts in zip(given.world, read, strict=True))
        return
    with private_postgres.cluster(SETTINGS) as url:
        yield (made(url, cases) for cases in given.cases or [100_000])


def made(url: str, cases: int) -> World:
    """A new database beside the cluster's first one, filled."""
    name = f"world_{cases}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    own = own if "://" in own else own.replace(":/", ":///", 1)
    said = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "world.py"), "--cases", str(cases)],
        env={**os.environ, "DATABASE_URL": own},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return World(own, json.loads(said.splitlines()[-1]))


def measure(world: World, given: argparse.Namespace) -> None:
    """All scenarios on one world, the servers side by side."""
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="xiuhua-acts-"))
        environment = {
            "DATABASE_URL": world.url,
            "XIUHUA_HOME": home,
            "XIUHUA_IDLE_MINUTES": "600",
            "XIUHUA_WRITES_PER_MINUTE": "0",
        }
        connection = stack.enter_context(psycopg.connect(world.url, autocommit=True))
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        prepare_bare(connection)
        own = stack.enter_context(serving.server("xiuhua.wsgi:application", environment))
        stack.enter_context(serving.background_duties(environment))
        bare_environment = {**environment, "DJANGO_SETTINGS_MODULE": "benchmarks.bare"}
        bare = stack.enter_context(serving.server("benchmarks.bare:application", bare_environment))
        facts = dict(world.facts)
        facts |= serving.sign_in(own[0], facts["clerk"], facts["password"])
        print(
            "| act | per second | p50 ms | p99 ms | statements | CPU ms application | CPU ms database | CPU ms | bytes |"
        )
        print("|---|" + "---:|" * 8)
        for name, said in profile["scenarios"].items():
            if given.only and name not in given.only:
                continue
            scenario = load.Scenario.read(name, said)
            variables = load.Variables(profile["vars"], facts, asking(connection), given.seed)
            tell(run(scenario, variables, bare if name == "bare" else own, connection, given))
            if given.top:
                dearest(connection, given.top)


def prepare_bare(connection: psycopg.Connection) -> None:
    """The table of the endpoint that inserts one row."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS benchmark_bare "
        "(id bigserial PRIMARY KEY, words text, lon float8, lat float8)"
    )


def asking(connection: psycopg.Connection) -> Any:
    """How the client gets the values of a query."""
    return lambda statement: [str(row[0]) for row in connection.execute(statement)]


def run(
    scenario: load.Scenario,
    variables: load.Variables,
    at: tuple[str, int],
    connection: psycopg.Connection,
    given: argparse.Namespace,
) -> Measured:
    """Warm up, then measure one scenario."""
    base, pid = at
    postmaster = postmaster_of(connection)
    warm = {"seconds": min(2.0, given.seconds), "connections": given.connections}
    load.drive(base, scenario, variables, **warm)
    connection.execute("SELECT pg_stat_statements_reset()")
    before = serving.cpu_ms(pid), serving.cpu_ms(postmaster)
    found = load.drive(
        base, scenario, variables, seconds=given.seconds, connections=given.connections
    )
    after = serving.cpu_ms(pid), serving.cpu_ms(postmaster)
    statements = connection.execute(COUNTED).fetchone()
    count = max(found.count, 1)
    return Measured(
        name=scenario.name,
        rate=count / found.seconds,
        p50_ms=found.percentile(0.5),
        p99_ms=found.percentile(0.99),
        statements=float(statements[0]) / count if statements else 0.0,
        app_ms=(after[0] - before[0]) / count,
        database_ms=(after[1] - before[1]) / count,
        body_bytes=found.body_bytes // count,
        unexpected=found.unexpected,
    )


def postmaster_of(connection: psycopg.Connection) -> int:
    """The process id of the server behind a connection, whose children all backends are."""
    stat = Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
    return int(stat.rsplit(")", 1)[1].split()[1])


def tell(row: Measured) -> None:
    """One line of the table; an answer that was not expected is said at once."""
    print(
        f"| {row.name} | {row.rate:.0f} | {row.p50_ms:.1f} | {row.p99_ms:.1f} | {row.statements:.1f} "
        f"| {row.app_ms:.2f} | {row.database_ms:.2f} | {row.app_ms + row.database_ms:.2f} | {row.body_bytes} |",
        flush=True,
    )
    if row.unexpected:
        print(f"unexpected answer: {row.unexpected}", file=sys.stderr)


def dearest(connection: psycopg.Connection, count: int) -> None:
    """Where the database's time went."""
    for calls, total_ms, text in connection.execute(TOP, [count]):
        print(f"    {calls:>7} × {total_ms / calls:7.3f} ms  {text}", flush=True)


if __name__ == "__main__":
    main()
