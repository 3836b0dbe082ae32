"""Where the time of an act goes: CPU by layer of the program, and its statements, one by one.

    DATABASE_URL=postgres://…/world python benchmarks/layers.py --facts world.json [--times 300]

Runs inside one process, without a server, on a world made by `benchmarks/world.py`; profiled by CPU time, so the
shares are right though everything takes longer than it does unwatched. Counts as a layer: our own storeys, Django's
database layer, the rest of Django, the driver, the API's library, and Python's own modules.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")
os.environ.setdefault("XIUHUA_WRITES_PER_MINUTE", "0")

LAYERS = (
    ("our pages and API", "/xiuhua/web/"),
    ("our offices (apps)", "/xiuhua/apps/"),
    ("our rulebook and solvers", "/xiuhua/"),
    ("Django, database", "/django/db/"),
    ("the test client", "/django/test/"),
    ("Django, the rest", "/django"),
    ("database driver", "/psycopg"),
    ("database driver", "/sqlite3"),
    ("API library", "/ninja/"),
    ("API library", "/pydantic"),
)


def main() -> None:
    """Profile a report, its filing, a list and a page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--facts", type=Path, required=True)
    options.add_argument("--times", type=int, default=300)
    given = options.parse_args()
    import django

    django.setup()
    facts = json.loads(given.facts.read_text(encoding="utf-8"))
    for name, act in acts(facts).items():
        for _ in range(10):
            act()
        print(f"\n### {name}\n")
        tell_statements(act)
        tell_layers(act, given.times)


def acts(facts: dict[str, Any]) -> dict[str, Callable[[], None]]:
    """What is profiled, as the first subdistrict's clerk does it."""
    from django.conf import settings
    from django.test import Client

    from xiuhua.apps.accounts.models import User
    from xiuhua.apps.cases.models import Case

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(username=facts["clerk"]))
    chance = random.Random(1)
    west, south, east, north = facts["box"]
    known = Case.objects.filter(subdistrict_id=facts["subdistrict_id"])
    slugs = list(known.order_by("id").values_list("case_class__slug", flat=True)[:200])
    waiting = iter(list(known.filter(state="reported").values_list("number", flat=True)))

    def send(path: str, body: dict[str, Any]) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        answer = client.post(path, json.dumps(body), "application/json", headers=headers)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code} {answer.content[:200]!r}")

    def report() -> None:
        lon, lat = chance.uniform(west, east), chance.uniform(south, north)
        place = {"lon": lon * 0.999999 + west * 0.000001, "lat": lat, "crs": ""}
        said = {"source": "officer", "class_slug": chance.choice(slugs), "words": "占道堆放"}
        send("/api/v1/cases", said | place)

    def file() -> None:
        number = next(waiting, None)
        if number is None:
            raise SystemExit("no reported case is left; take fewer --times")
        send(f"/api/v1/cases/{number}/acts/file", {})

    return {
        "report": report,
        "file": file,
        "list, JSON": lambda: client.get("/api/v1/cases") and None,
        "list, page": lambda: client.get("/desk/cases/") and None,
    }


def tell_statements(act: Callable[[], None]) -> None:
    """Each statement of one act, shortened."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        act()
    for number, query in enumerate(seen.captured_queries, start=1):
        print(f"{number:>3}. {' '.join(query['sql'].split())[:90]}")


def tell_layers(act: Callable[[], None], times: int) -> None:
    """The share of CPU spent in each layer's own lines, dearest first."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for _ in range(times):
        act()
    profile.disable()
    spent: Counter[str] = Counter()
    found: Any = pstats.Stats(profile).stats
    for (file, _line, _name), (_calls, _all, own, *_rest) in found.items():
        spent[layer_of(file)] += own
    whole = sum(spent.values()) or 1.0
    print("\n| layer | share of CPU |\n|---|---:|")
    for layer, seconds in spent.most_common():
        print(f"| {layer} | {100 * seconds / whole:.0f} % |")


def layer_of(file: str) -> str:
    """The layer a file belongs to; what is built into the interpreter and its library is Python's own."""
    return next((layer for layer, part in LAYERS if part in file), "Python's own")


if __name__ == "__main__":
    main()
