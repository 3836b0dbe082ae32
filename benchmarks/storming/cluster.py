"""A PostgreSQL of the storm's own, which may be killed and must come back by itself.

Unlike the tests' cluster it writes to the disk before it confirms, except that `synchronous_commit` is off on
the server: whatever survives then does so because each of our connections asks for more.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from tools import private_postgres

OPTIONS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "128MB",
    "autovacuum_naptime": "15s",
    "listen_addresses": "",
    "timezone": "UTC",
}
START_S = 90


class Cluster:
    """One server on a folder: `url`, `start`, `stop`, and its process for whoever wants to kill it."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder, self.log = folder, log
        self.process: subprocess.Popen[bytes] | None = None
        self.binaries = private_postgres.programs()
        self._account = private_postgres._unprivileged()
        name = private_postgres.ACCOUNT
        self.url = f"postgres://{name}@/{name}?host={folder}"

    def make(self) -> None:
        """An empty database, on a server that runs."""
        self.folder.mkdir(mode=0o700)
        if self._account:
            shutil.chown(self.folder, self._account)
        subprocess.run(
            [
                str(self.binaries / "initdb"),
                *("--pgdata", str(self.folder / "data"), "--username", private_postgres.ACCOUNT),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._as_account(),
        )
        self.start()
        self._until_it_answers("createdb", private_postgres.ACCOUNT)

    def start(self) -> None:
        """Start, or start again after a fall; it recovers by itself."""
        options = [f"-c{name}={value}" for name, value in OPTIONS.items()]
        program = str(self.binaries / "postgres")
        data, socket = str(self.folder / "data"), str(self.folder)
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                [program, "-D", data, "-k", socket, *options],
                cwd=self.folder,
                stdout=file,
                stderr=file,
                process_group=0,
                **self._as_account(),
            )

    def copy_from(self, url: str) -> None:
        """Everything of another database, as its own tools write and read it."""
        dumped = subprocess.run(
            [str(self.binaries / "pg_dump"), "--no-owner", url], check=True, capture_output=True
        )
        subprocess.run(
            [str(self.binaries / "psql"), "-qX", "-v", "ON_ERROR_STOP=1", self.url],
            check=True,
            input=dumped.stdout,
            stdout=subprocess.DEVNULL,
        )

    def has_fallen(self) -> bool:
        """Whether the server is gone. One that recovers is not."""
        return self.process is not None and self.process.poll() is not None

    def wait(self) -> None:
        """Until it takes connections; starts it as often as it falls (leftovers of a killed one may bar it)."""
        last = time.monotonic() + START_S
        while time.monotonic() < last:
            if self.has_fallen():
                self.start()
            if self._runs("psql", "-qXc", "SELECT 1", self.url):
                return
            time.sleep(0.2)
        raise SystemExit(f"PostgreSQL did not come back; see {self.log}")

    def stop(self) -> None:
        """The end of it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _until_it_answers(self, program: str, *arguments: str) -> None:
        last = time.monotonic() + START_S
        command = (program, "-h", str(self.folder), "-U", private_postgres.ACCOUNT, *arguments)
        while not self._runs(*command):
            if time.monotonic() > last:
                raise SystemExit(f"PostgreSQL did not start; see {self.log}")
            time.sleep(0.1)

    def _runs(self, program: str, *arguments: str) -> bool:
        command = [str(self.binaries / program), *arguments]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _as_account(self) -> dict[str, Any]:
        if self._account is None:
            return {}
        group = private_postgres._group(self._account)
        return {"user": self._account, "group": group, "extra_groups": []}
