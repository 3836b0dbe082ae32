"""What needs the program's own eyes: the street before the storm, and the reckoning after it.

    python -m benchmarks.storming.inside survey
    python -m benchmarks.storming.inside reckon LEDGER.json

A process of its own on the installation's database. It prints one line of JSON. The reckoning only reads, except that
it sweeps the files at its end, as the duties would a day later.
"""

import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")

import django  # noqa: E402

django.setup()

from benchmarks.storming import reckoning, wholeness  # noqa: E402

from xiuhua.apps.accounts.models import Unit, User  # noqa: E402
from xiuhua.apps.cases.models import Case  # noqa: E402
from xiuhua.apps.records.models import Event, Subdistrict  # noqa: E402
from xiuhua.apps.registry.models import Component  # noqa: E402

CLASS = "event.street_order.outdoor_trading"
POINTS = 60


def survey() -> dict[str, Any]:
    """Where one may report, to whom a case goes, and how the street is called."""
    street = Subdistrict.objects.get()
    points = Component.objects.order_by("id").values_list("lon", "lat")[:POINTS]
    centre = Unit.objects.get(code="ZF")
    return {
        "code": street.code,
        "name": street.name,
        "prefix": street.case_prefix,
        "time_zone": street.time_zone,
        "epsg": street.projected_epsg,
        "points": [list(point) for point in points],
        "class": CLASS,
        "unit": centre.pk,
        "officers": dict(User.objects.filter(unit=centre).values_list("username", "id")),
        "cases": Case.objects.count(),
        "last_event": Event.objects.order_by("-id").values_list("id", flat=True).first() or 0,
    }


def reckon(ledger: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that is not as it must be, and what was counted on the way."""
    found = reckoning.Reckoning(ledger)
    found.reports()
    found.acts()
    found.imports()
    found.nothing_more()
    whole = wholeness.Wholeness()
    whole.history()
    whole.cases()
    whole.files()
    whole.outbox()
    whole.database()
    before = whole.swept(dt.timedelta(0))
    found.photos_are_there()
    return {
        "lost": found.lost,
        "doubled": found.doubled,
        "wrong": found.wrong,
        "half": whole.half,
        "counts": {**found.counts, **whole.counts, **before},
    }


def main(arguments: list[str]) -> None:
    """Survey or reckon."""
    if arguments[:1] == ["survey"]:
        answer = survey()
    else:
        answer = reckon(json.loads(Path(arguments[1]).read_text(encoding="utf-8")))
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
