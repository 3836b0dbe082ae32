"""What every test stands on: settings of its own, no network, a template database, a live street.

History refuses change by triggers, so no test may flush the database. Tests within the process use
`db` (rolled back); a test that needs several processes or a browser starts a server on a copy of
the template database. Nothing about one office belongs here.
"""

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

# This stands above everything that reads settings. Under xdist the workers inherit the run's name
# and folder from the process that started them, and each takes a home of its own inside.
if "XIUHUA_TEST_RUN" not in os.environ:
    os.environ["XIUHUA_TEST_RUN"] = uuid.uuid4().hex[:12]
    os.environ["XIUHUA_TEST_FOLDER"] = tempfile.mkdtemp(prefix="xiuhua-test-")
    OWNS_THE_RUN = True
else:
    OWNS_THE_RUN = False
RUN_FOLDER = Path(os.environ["XIUHUA_TEST_FOLDER"])
os.environ["XIUHUA_HOME"] = str(
    RUN_FOLDER / f"home-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
)
os.environ["XIUHUA_WEAK_HASHES_FOR_TESTS"] = "1"
os.environ.setdefault("XIUHUA_SECRET_KEY", "a fixed secret of the tests, used nowhere else")
os.environ["DJANGO_SETTINGS_MODULE"] = "xiuhua.settings"

import django  # noqa: E402  (the settings must be named first)
import hypothesis  # noqa: E402

from tests import street  # noqa: E402

django.setup()

from xiuhua.apps.records import attempts, kept  # noqa: E402  (models need the set-up)

# Two cores shared with other work: an example may be slow without being wrong. In CI hypothesis
# takes its own profile, which repeats the same examples in each run.
hypothesis.settings.register_profile("desk", deadline=None, print_blob=True)
if "CI" not in os.environ:
    hypothesis.settings.load_profile("desk")

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")


class OutsideNetwork(OSError):
    """A test tried to reach beyond this machine."""


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: addresses other than loopback and local sockets are out of bounds for tests."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and host and not host.startswith(LOOPBACK):
        raise OutsideNetwork(f"tests must not reach beyond this machine: {host}")


sys.addaudithook(_refuse_network)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would flush; give postgres tests a clear word on another database."""
    flushing = {"transactional_db", "live_server", "django_db_reset_sequences"}
    for item in items:
        marker = item.get_closest_marker("django_db")
        asks = marker is not None and (
            marker.kwargs.get("transaction") or marker.args[:1] == (True,)
        )
        if asks or flushing & set(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(
                f"{item.nodeid}: history refuses to be flushed; use `db`, or `live_street` when "
                "several processes must see the data"
            )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked postgres fails, and does not skip, on another database."""
    if item.get_closest_marker("postgres") and not street.on_postgres():
        pytest.fail("needs PostgreSQL: run it with `make test-postgres`", pytrace=False)


def pytest_unconfigure() -> None:
    """Remove what the run made outside its test databases."""
    if OWNS_THE_RUN:
        street.drop_databases_of_this_run()
        shutil.rmtree(RUN_FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """What a process keeps in memory outlives the rows of a test, which are rolled back."""
    kept.forget_all()
    attempts.forget_waiting()
    yield
    kept.forget_all()
    attempts.forget_waiting()


@pytest.fixture(autouse=True)
def _files_of_this_test(request: pytest.FixtureRequest) -> None:
    """Uploads of one test are not found by another: files are no part of the rollback."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.FILES_ROOT = request.getfixturevalue("tmp_path") / "files"


@pytest.fixture(scope="session")
def template_database() -> street.Template:
    """Migrated and loaded once for the whole run, whatever the number of test processes."""
    return street.Template.made_once(RUN_FOLDER)


@pytest.fixture
def start_street(
    template_database: street.Template, tmp_path: Path
) -> Iterator[street.StartStreet]:
    """A function that starts one more street on a fresh copy; all are stopped after the test."""
    with street.streets(template_database, tmp_path) as start:
        yield start


@pytest.fixture
def live_street(start_street: street.StartStreet) -> street.Street:
    """A server process of its own on a copy of the template database; `live_street.url`."""
    return start_street()
