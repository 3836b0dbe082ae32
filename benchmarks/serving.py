"""Real servers to measure: started with two workers on a database, asked for their CPU time, and stopped.

CPU time is that of the whole process tree, children that ended included, so that a busy machine does not count.
"""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
READY_S = 60


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Serve a WSGI application; yields its address and the process id of the tree's root."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
            *("--blocking-threads", "4", "--log-level", "warning", application),
        ],
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, process)
        yield base, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def background_duties(environment: dict[str, str]) -> Iterator[None]:
    """The duties that `xiuhua serve` keeps beside the web: messages, seals, the counts of the map."""
    process = subprocess.Popen(
        [sys.executable, "-m", "xiuhua.cli", "work"],
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(base: str, process: "subprocess.Popen[bytes]") -> None:
    last = time.monotonic() + READY_S
    while time.monotonic() < last and process.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise SystemExit(f"the server at {base} did not start")


def sign_in(base: str, username: str, password: str) -> dict[str, str]:
    """Sign in as a browser does; the headers that a signed-in browser sends."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{base}/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the sign-in page has no form")
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token[1]}
    browser.open(f"{base}/sign-in/", urllib.parse.urlencode(form).encode()).close()
    cookies = {cookie.name: cookie.value or "" for cookie in jar}
    if "sessionid" not in cookies:
        raise SystemExit(f"{username} could not sign in")
    text = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"cookie": text, "csrf": cookies["csrftoken"]}


def cpu_ms(root: int) -> float:
    """CPU time of a process and everything it started, in ms."""
    ticks = 0
    for pid in _tree(root):
        try:
            said = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += sum(map(int, said[11:15]))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                said = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(said[1]), []).append(int(folder.name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found
