"""`xiuhua serve`: the web server and the background duties as one command, stopped with Ctrl-C.

Granian serves the pages; a second process sends messages, seals the history and reckons deadlines. What is
missing before that (migrations, a free port) is said at once, and nothing is started.
"""

import errno
import os
import socket
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.progress import in_both
from xiuhua.apps.records.tables import TablesCommand
from xiuhua.web.commands.assets import collect
from xiuhua.web.commands.management.commands.load_demo import FILE
from xiuhua.web.commands.supervising import Child, supervise

IN_USE = _("端口 %(port)s 已被占用。请停掉占用它的程序，或换一个：xiuhua serve --port 8001")
NO_ADDRESS = _("不能在地址 %(host)s 上监听：%(detail)s")
SERVING = _("绣花已启动：%(url)s（按 Ctrl-C 停止）")
ACCOUNTS = _("这是演示街道，账号和密码见 %(file)s")
HOSTS = _("其他电脑用 %(host)s 以外的名称访问时，请把名称写进 XIUHUA_HOSTS。")
WORK_FELL = _("后台任务“%(name)s”异常退出（%(code)s），将重新启动。")
WEB_FELL = _("网站进程“%(name)s”异常退出（%(code)s），已全部停止。")
STOPPED = _("绣花已停止。")
# One writer at a time is SQLite's nature: one process, and threads so that readers need not queue.
THREADS = 4


class Command(TablesCommand):
    """Serve until told to stop."""

    help = "启动网站和后台任务 / serve the pages and the background duties"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and with how many."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, help="进程数，仅 PostgreSQL / PostgreSQL only")
        parser.add_argument("--threads", type=int, default=THREADS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, collect, start, wait."""
        host, port = options["host"], options["port"]
        check_free(host, port)
        collect()
        is_demo = Subdistrict.objects.filter(is_demo=True).exists()
        connection.close()
        web = Child("web", self._granian(options), is_vital=True)
        work = Child("work", [sys.executable, "-m", "xiuhua.cli", "work"])
        url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
        code = supervise(
            [web, work],
            is_ready=lambda: answers(url),
            announce=lambda: self._announce(url, host, is_demo),
            fell=self._say_fallen,
        )
        self.stdout.write(in_both(STOPPED))
        if code:
            sys.exit(code)

    @staticmethod
    def _granian(options: dict[str, Any]) -> list[str]:
        on_sqlite = connection.vendor == "sqlite"
        workers = 1 if on_sqlite else options["workers"] or os.cpu_count() or 1
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", options["host"], "--port", str(options["port"])),
            *("--workers", str(workers), "--blocking-threads", str(options["threads"])),
            *("--blocking-threads-idle-timeout", "600", "--respawn-failed-workers"),
            *("--workers-kill-timeout", "10", "--log-level", "warning"),
            "xiuhua.wsgi:application",
        ]

    def _say_fallen(self, child: Child) -> None:
        text = WEB_FELL if child.is_vital else WORK_FELL
        self.stderr.write(in_both(text, name=child.name, code=child.code))

    def _announce(self, url: str, host: str, is_demo: bool) -> None:
        lines = [in_both(SERVING, url=url)]
        if is_demo:
            lines.append(in_both(ACCOUNTS, file=Path(settings.HOME) / FILE))
        if host not in ("127.0.0.1", "localhost") and "XIUHUA_HOSTS" not in os.environ:
            lines.append(in_both(HOSTS, host="localhost"))
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def check_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, in words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                raise CommandError(in_both(IN_USE, port=port)) from error
            detail = getattr(error, "strerror", None) or str(error)
            raise CommandError(in_both(NO_ADDRESS, host=host, detail=detail)) from error


def answers(url: str) -> bool:
    """Whether the server is there, whatever it says."""
    try:
        urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
