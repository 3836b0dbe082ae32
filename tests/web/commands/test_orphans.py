"""Whatever of `xiuhua serve` is killed, nothing is left that would hold the port against the next start."""

import os
import signal
import sys

import pytest

from tests.web.commands.serving import below, wait_until_gone


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children only on Linux")
def test_workers_end_though_all_above_them_are_killed_at_once(serve):
    server = serve()
    masters = [pid for pid in below(server.process.pid) if below(pid)]
    workers = [pid for master in masters for pid in below(master)]
    assert workers
    for pid in (server.process.pid, *masters):
        os.kill(pid, signal.SIGKILL)
    server.process.wait()
    left = wait_until_gone(workers)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []
