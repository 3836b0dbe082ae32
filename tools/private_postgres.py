"""Run one command against a PostgreSQL that belongs to that command alone.

`python tools/private_postgres.py -- COMMAND …` uses the server in DATABASE_URL when one is given.
Otherwise it makes a cluster in a temporary folder, reachable through a socket in that folder only,
sets DATABASE_URL, runs the command, and stops and removes the cluster however the command ends.
It is for tests, where durability is off, and for benchmarks, which ask for it. It must not become a way to run a real server.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

OLDEST_MAJOR = 15
START_SECONDS = 60
ACCOUNT = "xiuhua"
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10s",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "listen_addresses": "",
    "timezone": "UTC",
}


class Unavailable(Exception):
    """No usable PostgreSQL here; the message says what to do."""


def programs(installed: Path = Path("/usr/lib/postgresql")) -> Path:
    """The folder with initdb and postgres, the newest version first; raises Unavailable."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += installed.glob("*/bin")
    usable = [(_major(folder), folder) for folder in found if (folder / "postgres").exists()]
    usable = [pair for pair in usable if pair[0] >= OLDEST_MAJOR]
    if not usable:
        raise Unavailable(
            f"未找到 PostgreSQL {OLDEST_MAJOR} 或更新版本的服务器程序。请安装（例如 postgresql-15），"
            "或设置 DATABASE_URL。\n"
            f"No PostgreSQL {OLDEST_MAJOR} or newer server programs found. Install them (for example "
            "postgresql-15), or set DATABASE_URL."
        )
    return max(usable)[1]


def _major(folder: Path) -> int:
    said = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.split()[2].split(".")[0])


def _unprivileged() -> str | None:
    """The account to run the server as: PostgreSQL refuses root. None means: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Unavailable(
        "当前为 root，且系统中没有 postgres 或 nobody 用户可用来运行 PostgreSQL。\n"
        "Running as root, and there is no account postgres or nobody to run PostgreSQL as."
    )


@contextmanager
def cluster(settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """A running private server; yields its DATABASE_URL, stops and removes it afterwards.

    `settings` go before those for tests: a benchmark asks for the durability of production.
    """
    binaries, account = programs(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="xiuhua-pg-", dir=_base(account)))
    server = None
    try:
        os.chmod(folder, 0o700)
        if account:
            shutil.chown(folder, account)
        server = _start(binaries, folder, account, {**FAST_AND_FORGETFUL, **(settings or {})})
        yield f"postgres://{ACCOUNT}@/{ACCOUNT}?host={folder}"
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _base(account: str | None) -> str:
    """Where the folder may stand: another account must get in, and a socket path holds 100 bytes."""
    usual = tempfile.gettempdir()
    is_closed = account is not None and not os.stat(usual).st_mode & 0o001
    return "/tmp" if is_closed or len(usual) > 60 else usual


def _start(
    binaries: Path, folder: Path, account: str | None, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    as_account = {"user": account, "group": _group(account), "extra_groups": []} if account else {}
    data, log = folder / "data", folder / "log"
    subprocess.run(
        [
            str(binaries / "initdb"),
            *("--pgdata", str(data), "--username", ACCOUNT, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **as_account,
    )
    options = [f"-c{name}={value}" for name, value in settings.items()]
    with log.open("wb") as file:
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *options],
            cwd=folder,
            stdout=file,
            stderr=file,
            # Its own group: a Ctrl-C meant for the tests must not stop it before they are done.
            process_group=0,
            **as_account,
        )
    try:
        _make_database(binaries, folder, server, log)
    except BaseException:
        _stop(server)
        raise
    return server


def _group(account: str) -> int:
    return pwd.getpwnam(account).pw_gid


def _make_database(
    binaries: Path, folder: Path, server: subprocess.Popen[bytes], log: Path
) -> None:
    """Wait until the server answers by making the database the tests connect to."""
    command = [str(binaries / "createdb"), "-h", str(folder), "-U", ACCOUNT, ACCOUNT]
    last = time.monotonic() + START_SECONDS
    while True:
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return
        if server.poll() is not None or time.monotonic() > last:
            raise Unavailable(
                f"PostgreSQL 未能启动。PostgreSQL did not start:\n{log.read_text(errors='replace')}"
            )
        time.sleep(0.1)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Immediate shutdown; nothing in it is worth keeping."""
    for number in (signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(number)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command after `--` and answer with its exit code."""
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        return subprocess.run(arguments, check=False).returncode
    # A terminated run must still stop the server, so the signal becomes an exit that unwinds.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        with cluster() as url:
            environment = {**os.environ, "DATABASE_URL": url}
            return subprocess.run(arguments, env=environment, check=False).returncode
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
