"""A loaded street of a test file's own, and `xiuhua serve` on it."""

import os
import time

import pytest

from tests.web.commands.serving import Server, free_port


@pytest.fixture(scope="module")
def home(template_database, tmp_path_factory):
    """A loaded street of this file's own: folder and DATABASE_URL."""
    folder = tmp_path_factory.mktemp("serve") / "home"
    return folder, template_database.copied_to(folder, f"serve_{os.getpid()}_{time.monotonic_ns()}")


@pytest.fixture
def serve(home, tmp_path):
    servers = []

    def start(*options, **extra):
        log = tmp_path / f"log{len(servers)}"
        server = Server(home, log, free_port(), *options, **extra)
        servers.append(server)
        server.wait_until_ready()
        return server

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(timeout=30)
