"""Counts of requests for Prometheus, right also where several processes answer.

Each process counts into a file of its own in PROMETHEUS_MULTIPROC_DIR (`xiuhua serve` gives one), and whoever
asks gets the sum. Without the folder one process counts for itself. Labels are routes' names and
numbers: nothing that a sender can choose.
"""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from xiuhua.web.shared.watching import figures

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUESTS = Counter(
    "xiuhua_requests",
    "Requests answered, by route, method and status",
    ("route", "method", "status"),
)
SECONDS = Histogram(
    "xiuhua_request_seconds",
    "Time to answer, by route",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)


def method_of(method: str) -> str:
    """A method we know, or `other`: a sender may write anything there."""
    return method if method in METHODS else "other"


def count(route: str, method: str, status: int, seconds: float) -> None:
    """One more request answered."""
    REQUESTS.labels(route, method_of(method), str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def page() -> bytes:
    """All figures in Prometheus' text form."""
    counted = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(counted)
    else:
        counted = REGISTRY
    standing = CollectorRegistry()
    standing.register(_Standing())
    return generate_latest(counted) + generate_latest(standing)


class _Standing:
    """Figures that are read at the moment they are asked for."""

    def collect(self) -> list[GaugeMetricFamily]:
        """Each figure that could be read; one that could not is left out, not given as nought."""
        read = figures.read()
        return [
            GaugeMetricFamily(f"xiuhua_{name}", words, value=float(value))
            for name, words in figures.MEANING.items()
            if (value := getattr(read, name)) is not None
        ]
