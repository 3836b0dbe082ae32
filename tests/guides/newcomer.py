"""A new user's machine for tests: the guides' commands run as written, in a folder that stands for the root.

Paths of the system are turned into the folder's, ports into free ones. What only a real machine has (packages,
accounts, systemd) is stood in for by small programs that do what the guide relies on: `systemctl` runs the
very unit file that was installed, with its environment file. Everything else is the real thing.
"""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from tests.architecture import tree
from tools import private_postgres

GUIDES = tree.ROOT / "docs" / "guides"
SYSTEM = (
    *("/opt/xiuhua", "/srv/xiuhua", "/etc/xiuhua", "/etc/systemd/system"),
    *("/usr/local/bin", "/var/backups/xiuhua"),
)
COMMAND_SECONDS = 300


def blocks(guide: str, walk: str) -> list[str]:
    """The commands of one walk through a guide, block by block."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return re.findall(rf"^<!-- walk: {walk} -->\n```\n(.*?)^```$", text, re.M | re.S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SUDO = """#!/bin/sh
if [ "$1" = -u ]; then
  [ "$2" = postgres ] || exit 97
  shift 2
  PGHOST={socket} PGPORT={port} PGUSER=postgres exec "$@"
fi
exec "$@"
"""
# The commands of a guide are for a checkout: this one stands in for what was cloned and set up.
GIT = '#!/bin/sh\n[ "$1" = clone ] && ln -s {checkout} "$3"\n'
MAKE = '#!/bin/sh\n[ "$1" = setup ] && [ -x .venv/bin/xiuhua ]\n'
NOTHING = "#!/bin/sh\nexit 0\n"
RUNUSER = '#!/bin/sh\n[ "$1 $2 $3" = "-u xiuhua --" ] || exit 97\nshift 3\nexec "$@"\n'
INSTALL = """#!{python}
import os, pathlib, subprocess, sys
sys.path.insert(0, {root!r})
from tests.guides.newcomer import as_here
given, kept = sys.argv[1:], []
while given:
    one = given.pop(0)
    if one in ("-o", "-g"):
        assert given.pop(0) == "xiuhua"
    else:
        kept.append(one)
subprocess.run(["/usr/bin/install", *kept], check=True)
for one in kept:
    path = pathlib.Path(kept[-1])
    path = path / pathlib.Path(one).name if path.is_dir() else path
    if one.startswith("deploy/"):
        path.write_text(as_here(path.read_text(), os.environ), encoding="utf-8")
"""
SYSTEMCTL = """#!{python}
import sys
sys.path.insert(0, {root!r})
from tests.guides.newcomer import systemctl
sys.exit(systemctl(sys.argv[1:]))
"""


def as_here(text: str, environment: "os._Environ[str] | dict[str, str]") -> str:
    """A guide's or a file's text with paths and ports of this folder."""
    root = environment["NEWCOMER_ROOT"]
    text = re.sub("|".join(SYSTEM), lambda found: f"{root}{found[0]}", text)
    text = text.replace("--host 0.0.0.0", "--host 127.0.0.1")
    text = re.sub(r"--port (443|8443)", f"--port {environment['NEWCOMER_HTTPS']}", text)
    text = re.sub(r"--redirect-port \d+", f"--redirect-port {environment['NEWCOMER_HTTP']}", text)
    return text.replace("@127.0.0.1/", f"@127.0.0.1:{environment['NEWCOMER_POSTGRES']}/")


def systemctl(arguments: list[str]) -> int:
    """What the guides ask of systemd, done by the unit file that was installed."""
    verb, *names = [one for one in arguments if one != "--now"]
    units = Path(f"{os.environ['NEWCOMER_ROOT']}/etc/systemd/system")
    for name in names:
        if name.endswith(".timer"):
            assert "OnCalendar=" in (units / name).read_text()
            continue
        if verb in ("stop", "restart"):
            _stop(name)
        if verb in ("start", "restart", "enable"):
            _start(name, (units / f"{name}.service").read_text())
    return 0


def _start(name: str, unit: str) -> None:
    said = dict(re.findall(r"^(\w+)=(.*)$", unit, re.M))
    given = dict(
        line.split("=", 1)
        for line in Path(said["EnvironmentFile"]).read_text().splitlines()
        if line and not line.startswith("#")
    )
    command = re.sub(r"\$(\w+)", lambda found: given[found[1]], said["ExecStart"]).split()
    log = _note(name, "log")
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            env={**os.environ, **given},
            cwd=said["WorkingDirectory"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    if said["Type"] == "oneshot":
        assert process.wait() == 0, log.read_text()
        return
    _note(name, "pid").write_text(str(process.pid))
    last = time.monotonic() + 90
    while "Ctrl-C" not in log.read_text():
        assert process.poll() is None and time.monotonic() < last, log.read_text()
        time.sleep(0.2)


def _stop(name: str) -> None:
    pid = int(_note(name, "pid").read_text())
    os.kill(pid, signal.SIGTERM)
    last = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and time.monotonic() < last:
        # Whoever started it may not have waited for it.
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        time.sleep(0.1)
    _note(name, "log").unlink()


def _note(name: str, kind: str) -> Path:
    return Path(os.environ["NEWCOMER_ROOT"]) / f"{name}.{kind}"


class Machine:
    """One new user's machine; `run` types a block of a guide."""

    def __init__(self, root: Path, socket_folder: Path, postgres_port: int) -> None:
        self.root = root
        self.https, self.http = free_port(), free_port()
        for path in ("opt", "srv/xiuhua", "etc/systemd/system", "usr/local/bin", "var/backups"):
            (root / path).mkdir(parents=True, exist_ok=True)
        self.environment = {
            "HOME": str(root),
            "PATH": f"{root}/usr/local/bin:{root}/bin:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "NEWCOMER_ROOT": str(root),
            "NEWCOMER_HTTPS": str(self.https),
            "NEWCOMER_HTTP": str(self.http),
            "NEWCOMER_POSTGRES": str(postgres_port),
        }
        there = {"checkout": str(tree.ROOT), "python": sys.executable, "root": str(tree.ROOT)}
        there |= {"socket": str(socket_folder), "port": str(postgres_port)}
        programs = {"sudo": SUDO, "git": GIT, "make": MAKE, "runuser": RUNUSER, "install": INSTALL}
        programs |= {"systemctl": SYSTEMCTL, "apt-get": NOTHING, "useradd": NOTHING}
        (root / "bin").mkdir()
        for name, text in programs.items():
            path = root / "bin" / name
            path.write_text(text.format(**there) if "{" in text else text, encoding="utf-8")
            path.chmod(0o755)

    def run(self, block: str, *, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """The lines of a block, where the last one left us, to the first that fails; what they printed."""
        typed = as_here(block, self.environment) + f"\npwd > {self.root}/where\n"
        where = self.root / "where"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", typed],
            env=self.environment,
            cwd=where.read_text().strip() if where.exists() else self.root,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if check:
            assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        return done

    def end(self) -> None:
        """Stop what still runs."""
        for note in self.root.glob("*.pid"):
            try:
                os.killpg(int(note.read_text()), signal.SIGTERM)
            except ProcessLookupError:
                continue
            time.sleep(3)


@contextmanager
def postgres(folder: Path):
    """A server as a distribution would set it up: passwords over TCP, durable; (socket folder, port)."""
    binaries, account = private_postgres.programs(), private_postgres._unprivileged()
    port = free_port()
    as_account = {"user": account, "group": private_postgres._group(account)} if account else {}
    if account:
        shutil.chown(folder, account)
    folder.chmod(0o711)
    initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "--no-sync"]
    initdb += ["--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_account)
    options = (
        "-clisten_addresses=127.0.0.1",
        f"-cport={port}",
        f"-cunix_socket_directories={folder}",
    )
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(folder / "data"), *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            process_group=0,
            **as_account,
        )
    try:
        last = time.monotonic() + 60
        ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder), "-p", str(port)]
        while subprocess.run(ready, check=False).returncode != 0:
            assert server.poll() is None and time.monotonic() < last
            time.sleep(0.1)
        yield folder, port
    finally:
        private_postgres._stop(server)


def is_closed(path: Path) -> bool:
    """Nobody but owner and group may read it."""
    return not path.stat().st_mode & stat.S_IRWXO
