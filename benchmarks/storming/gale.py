"""What befalls the installation: kills, full disks, a clock that jumps; which, when and how long by the seed.

Each kill waits until something was confirmed since the last one, so that it hits an installation at work and not
one that is still getting up.
"""

import random
import time
from collections import Counter
from collections.abc import Callable

from benchmarks.storming.importer import Importer
from benchmarks.storming.people import World
from benchmarks.storming.place import Place, below, kill, said

RECOVERY_S = 240
FULL_ONE_IN, JUMP_ONE_IN = 10, 6
JUMPS_H = (-26, -3, -0.2, 0.2, 1, 3, 26, 24 * 40, -24 * 40, 24 * 400)
# victim → how often, on SQLite and on PostgreSQL
WEIGHTS = {
    "web worker": (34, 22),
    "web": (9, 6),
    "duties": (24, 14),
    "everything": (9, 6),
    "import": (24, 14),
    "database backend": (0, 19),
    "database": (0, 19),
}


class Gale:
    """One storm: `blow` until so many kills have hit."""

    def __init__(self, place: Place, world: World, importer: Importer, seed: int) -> None:
        self.place, self.world, self.importer = place, world, importer
        self.chance = random.Random(f"{seed} gale")
        self.kills: Counter[str] = Counter()
        self.fills = self.jumps = 0
        self.longest_s = 0.0

    def blow(self, kills: int, tell: Callable[[str], None]) -> None:
        """Until `kills` processes were killed; each kind of misfortune at least once, where there is one."""
        order = self._victims(kills)
        for number, victim in enumerate(order, 1):
            self._wait_for_work()
            if number == 2 or self.chance.randrange(FULL_ONE_IN) == 0:
                self._fill()
            if number == 3 or self.chance.randrange(JUMP_ONE_IN) == 0:
                self._jump()
            self._kill(victim)
            self.kills[victim] += 1
            tell(f"{number}/{kills} {victim}")
        self.place.shift_clock(0)

    def _victims(self, kills: int) -> list[str]:
        column = 1 if self.place.cluster else 0
        names = [name for name, weights in WEIGHTS.items() if weights[column]]
        weights = [WEIGHTS[name][column] for name in names]
        first = self.chance.sample(names, min(kills, len(names)))
        return first + self.chance.choices(names, weights, k=kills - len(first))

    def _wait_for_work(self) -> None:
        """Until the clients are confirmed something again, and then a moment nobody can foresee."""
        ledger, begun = self.world.ledger, time.monotonic()
        before = ledger.confirmed
        while ledger.confirmed < before + 3:
            if time.monotonic() - begun > RECOVERY_S:
                raise SystemExit(f"nothing was confirmed for {RECOVERY_S} s: {ledger.outcomes}")
            time.sleep(0.05)
        self.longest_s = max(self.longest_s, time.monotonic() - begun)
        time.sleep(self.chance.uniform(0, 1.2))

    def _kill(self, victim: str) -> None:
        """As soon as there is such a process."""
        last = time.monotonic() + RECOVERY_S
        while not kill(self._pids(victim)):
            if time.monotonic() > last:
                raise SystemExit(f"no process to kill for {RECOVERY_S} s: {victim}")
            time.sleep(0.02)

    def _pids(self, victim: str) -> list[int]:
        serve = self.place.serve
        if victim == "import":
            process = self.importer.process
            return [process.pid] if process and process.poll() is None else []
        if victim.startswith("database"):
            return self._database(victim)
        if serve is None or serve.poll() is not None:
            return []
        children = below(serve.pid)
        if victim == "everything":
            return [serve.pid, *children]
        if victim == "duties":
            return [pid for pid in children if said(pid)[-1:] == ["work"]]
        web = [pid for pid in children if "granian" in " ".join(said(pid))]
        masters = [pid for pid in web if any(other in web for other in below(pid))]
        if victim == "web":
            return masters[:1]
        workers = [pid for pid in children if pid not in masters and self._is_under(pid, masters)]
        return [self.chance.choice(workers)] if workers else []

    def _is_under(self, pid: int, masters: list[int]) -> bool:
        # Python's resource tracker is a child too; killing it proves nothing.
        known = any(pid in below(master) for master in masters)
        return known and "resource_tracker" not in " ".join(said(pid))

    def _database(self, victim: str) -> list[int]:
        process = self.place.cluster.process if self.place.cluster else None
        if process is None or process.poll() is not None:
            return []
        backends = [pid for pid in below(process.pid) if ": xiuhua " in " ".join(said(pid))]
        if victim == "database backend":
            return [self.chance.choice(backends)] if backends else []
        return [process.pid, *below(process.pid)]

    def _fill(self) -> None:
        """No room for a while; whoever asks is told so, and goes on asking."""
        serve, cluster = self.place.serve, self.place.cluster
        pids = below(serve.pid) if serve else []
        if cluster and cluster.process:
            pids += [cluster.process.pid, *below(cluster.process.pid)]
        with self.place.disk.filled(pids):
            time.sleep(self.chance.uniform(1.0, 3.0))
        self.fills += 1
        self._wait_for_work()

    def _jump(self) -> None:
        """The clock stands wrong from now on, or right again."""
        is_back = self.jumps % 2
        self.place.shift_clock(0 if is_back else self.chance.choice(JUMPS_H) * 3600)
        self.jumps += 1
