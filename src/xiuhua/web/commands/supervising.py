"""Child processes kept as one: started together, started anew when one falls, ended together.

Each child has a process group of its own, so that what it started ends with it; should we be killed
ourselves, the kernel ends the children. It must not learn what the children do.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

# Longer than the web server gives a request under way; whoever supervises us must wait longer still.
GRACE_S = 45.0
STEADY_S = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One program. `is_vital`: without it there is nothing left to supervise."""

    name: str
    command: Sequence[str]
    is_vital: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a group of its own."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_us,
        )

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.poll() if self.process else None

    def signal(self, number: int) -> None:
        """To the program itself, or with SIGKILL to all it started."""
        if self.process is None:
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass


def supervise(
    children: Sequence[Child],
    *,
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
    fell: Callable[[Child], None],
    look: Callable[[], None] = lambda: None,
    look_every_s: float = 3600.0,
) -> int:
    """Keep the children running until we are told to stop or a vital one ends; the exit code.

    `announce` is called once, when `is_ready` first answers yes; `fell` for each child that ended by itself;
    `look` from time to time, for what has to be seen to while everything runs.
    """
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        for child in children:
            child.start()
        told, looked_at = False, time.monotonic()
        while not stopping:
            fallen = [child for child in children if child.code is not None]
            for child in fallen:
                if child.is_vital:
                    fell(child)
                    return 1
                # One that falls at once again is not started in a whirl.
                if time.monotonic() - child.started_at > STEADY_S:
                    fell(child)
                    child.start()
            if not told and not fallen and is_ready():
                announce()
                told = True
            if time.monotonic() - looked_at > look_every_s:
                look()
                looked_at = time.monotonic()
            time.sleep(0.2)
        return 0
    finally:
        _end(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    last = time.monotonic() + GRACE_S
    while time.monotonic() < last and any(child.code is None for child in children):
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _die_with_us() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
