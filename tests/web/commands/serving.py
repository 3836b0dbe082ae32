"""Real `xiuhua serve` processes for tests: started on a free port, waited for, ended for sure."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

READY_SECONDS = 60


def environment(home):
    folder, url = home
    return {**os.environ, "XIUHUA_HOME": str(folder), "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One `xiuhua serve`, with what it says in a file."""

    def __init__(self, home, log, port, *options, **extra):
        self.port, self.log = port, log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "xiuhua.cli", "serve", "--port", str(port), *options],
                env={**environment(home), **extra},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self):
        last = time.monotonic() + READY_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            if f"://127.0.0.1:{self.port}" in self.said:
                return
            time.sleep(0.1)
        raise AssertionError(self.said)

    @property
    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace")


def below(pid):
    """All processes that a process has started, and theirs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found += [int(folder.name), *below(int(folder.name))]
    return found


def alive(pids):
    """Those that still run; a zombie does not."""
    left = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.append(pid)
    return left


def wait_until_gone(pids, seconds=30):
    last = time.monotonic() + seconds
    while time.monotonic() < last and alive(pids):
        time.sleep(0.1)
    return alive(pids)


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "xiuhua.cli", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
