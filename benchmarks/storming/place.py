"""Where the storm rages: a small disk of its own, a database on it, and `xiuhua serve` kept running.

Whoever keeps a server running in life (systemd) starts what fell; so does `Place.keep`. It must not learn why
anything fell.
"""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.storming.cluster import Cluster

DISK = "1g"
READY_S = 120
LEAST_LIMIT = 4096


class Disk:
    """A file system that can be filled: a mounted one where that is allowed, else a limit on every file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "storm", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False)
        self.is_mounted = mounted.returncode == 0

    @contextmanager
    def filled(self, pids: list[int]) -> Iterator[None]:
        """Not a byte more, for as long as this lasts."""
        if not self.is_mounted:
            with _limited(pids):
                yield
            return
        try:
            with self._ballast.open("wb") as file:
                try:
                    while True:
                        free = os.statvfs(self.folder)
                        os.posix_fallocate(
                            file.fileno(), file.tell(), max(free.f_bavail * free.f_bsize, 4096)
                        )
                        file.seek(0, os.SEEK_END)
                except OSError:
                    pass  # full, as wanted
            yield
        finally:
            self._ballast.unlink(missing_ok=True)

    def leave(self) -> None:
        """Take the file system away."""
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)


@contextmanager
def _limited(pids: list[int]) -> Iterator[None]:
    """No file may grow beyond a page, in any of these processes: what a machine without mounts can do."""
    before = {}
    for pid in pids:
        try:
            before[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (LEAST_LIMIT, before[pid][1]))
        except (ProcessLookupError, PermissionError):
            continue
    try:
        yield
    finally:
        for pid, limits in before.items():
            try:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
            except (ProcessLookupError, PermissionError):
                continue


class Place:
    """One installation under the storm: `port`, `command`, `clock`, and what of it runs."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        folder.chmod(0o755)
        self.disk = Disk(folder / "disk")
        self.home = self.disk.folder / "home"
        self.cluster: Cluster | None = None
        self.url = f"sqlite:///{self.home / 'xiuhua.sqlite3'}"
        if database == "postgres":
            self.cluster = Cluster(self.disk.folder / "pg", folder / "postgres.log")
            self.cluster.make()
            self.url = self.cluster.url
        self.clock_file = folder / "clock"
        self.port = _free_port()
        self.starts = 0
        self.serve: subprocess.Popen[bytes] | None = None
        self._keeping = threading.Event()
        self._keeper: threading.Thread | None = None

    def environment(self) -> dict[str, str]:
        """What every process of the installation is started with."""
        return {
            **os.environ,
            "XIUHUA_HOME": str(self.home),
            "DATABASE_URL": self.url,
            "XIUHUA_PUBLIC_REPORTS_PER_HOUR": "0",
            "XIUHUA_WRITES_PER_MINUTE": "0",
            "XIUHUA_WEAK_HASHES_FOR_TESTS": "1",
            "XIUHUA_CLOCK_SHIFT_FILE_FOR_TESTS": str(self.clock_file),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }

    def shift_clock(self, seconds: float) -> None:
        """Let the program's clock stand wrong from now on, in all processes at once."""
        new = self.clock_file.with_suffix(".new")
        new.write_text(f"{seconds}", encoding="ascii")
        os.replace(new, self.clock_file)

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One `xiuhua` command, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "xiuhua.cli", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=check,
        )

    def keep(self) -> None:
        """Start it, and start again whatever falls, until `leave`."""
        self._start_serve()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until a page is served."""
        last = time.monotonic() + READY_S
        while time.monotonic() < last:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/report/", timeout=10).close()
                return
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit(f"xiuhua serve did not answer; see {self.folder / 'serve.log'}")

    def stop(self) -> None:
        """Stop the pages and the duties in good order; the database runs on."""
        self._keeping.set()
        if self._keeper:
            self._keeper.join()
        if self.serve and self.serve.poll() is None:
            self.serve.send_signal(signal.SIGTERM)
            try:
                self.serve.wait(timeout=40)
            except subprocess.TimeoutExpired:
                kill(below(self.serve.pid) + [self.serve.pid])

    def leave(self) -> None:
        """The end: nothing is left running or mounted."""
        self.stop()
        if self.cluster:
            self.cluster.stop()
        self.disk.leave()
        shutil.rmtree(self.disk.folder, ignore_errors=True)

    def _start_serve(self) -> None:
        command = ["serve", "--port", str(self.port), "--workers", "2"]
        with (self.folder / "serve.log").open("ab") as log:
            self.serve = subprocess.Popen(
                [sys.executable, "-m", "xiuhua.cli", *command],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        self.starts += 1

    def _keep(self) -> None:
        while not self._keeping.wait(0.2):
            if self.cluster and self.cluster.has_fallen():
                self.cluster.start()
            if self.serve and self.serve.poll() is not None:
                self._start_serve()


def below(pid: int) -> list[int]:
    """All processes that a process has started, and theirs."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        more = children.get(waiting.pop(), [])
        found += more
        waiting += more
    return found


def said(pid: int) -> list[str]:
    """With which words a process was started."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
    return [word.decode(errors="replace") for word in words if word]


def kill(pids: list[int]) -> bool:
    """As a power cut would; whether any of them was there."""
    there = False
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        there = True
    return there


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
