"""`xiuhua serve`: the web server and the background duties as one command, stopped with Ctrl-C.

Granian serves the pages; a second process sends messages, seals the history and reckons deadlines; with HTTPS
a third may send plain HTTP on. What is missing before that (migrations, a free port, safe settings) is
said at once, and nothing is started.
"""

import errno
import json
import os
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from xiuhua import environment
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import real_now
from xiuhua.apps.records.progress import in_both
from xiuhua.apps.records.tables import TablesCommand
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands import first_start, machine, redirecting, safety
from xiuhua.web.commands.assets import collect
from xiuhua.web.commands.management.commands.load_demo import FILE
from xiuhua.web.commands.supervising import Child, supervise
from xiuhua.web.shared import refusals
from xiuhua.web.shared.tls import authority, place
from xiuhua.web.shared.watching import metrics

IN_USE = _("端口 %(port)s 已被占用。请停掉占用它的程序，或换一个：xiuhua serve --port 8001")
NO_ADDRESS = _("不能在地址 %(host)s 上监听：%(detail)s")
SERVING = _("绣花已启动：%(url)s（按 Ctrl-C 停止）")
ALSO = _("其他电脑和手机用：%(urls)s")
ACCOUNTS = _("这是演示街道，账号和密码见 %(file)s")
TRUST = _(
    "证书是自建的，每台手机、电脑要装一次证书机构：打开 %(url)s 按提示做。安装前核对指纹：%(fingerprint)s"
)
WORK_FELL = _("“%(name)s”异常退出（%(code)s），将重新启动。")
WEB_FELL = _("网站进程“%(name)s”异常退出（%(code)s），已全部停止。")
RENEWED = _("证书已换新。")
STOPPED = _("绣花已停止。")
# One writer at a time is SQLite's nature: one process, and threads so that readers need not queue.
THREADS = 4
# How long a request under way may take once we are told to stop: a photo over a slow line.
GRACE_S = 30


class Command(TablesCommand):
    """Serve until told to stop."""

    help = "启动网站和后台任务 / serve the pages and the background duties"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, how, and with how many."""
        add = parser.add_argument
        add("--host", default="127.0.0.1")
        add("--port", type=int, default=8000)
        add("--workers", type=int, help="进程数，仅 PostgreSQL / PostgreSQL only")
        add("--threads", type=int, default=THREADS)
        add("--https", action="store_true", help="自建证书 / with a certificate of our own making")
        add("--cert", type=Path, metavar="FILE", help="证书（PEM）/ certificate")
        add("--key", type=Path, metavar="FILE", help="私钥（PEM）/ its key")
        add("--redirect-port", type=int, metavar="PORT", help="HTTP 转到 HTTPS / send HTTP on")
        add("--plain-http", action="store_true", help="网络可信，不用 HTTPS / trust the network")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, collect, start, wait."""
        host, port = options["host"], options["port"]
        self.is_https = bool(options["https"] or options["cert"])
        door = safety.Door(host, self.is_https, options["plain_http"])
        safety.check(door)
        for doubt in safety.doubtful(door):
            self.stderr.write(refusals.in_both(doubt))
        self.names = machine.reachable_by(host, _configured())
        certificate = self._certificate(options)
        check_free(host, port)
        if options["redirect_port"]:
            check_free(host, options["redirect_port"])
        collect()
        self.token = first_start.token_if_empty()
        lines = self._lines(options)
        on_sqlite = connection.vendor == "sqlite"
        connection.close()
        with counting_folder() as folder:
            given = {metrics.FOLDER: folder, **self._environment()}
            command = [*granian(options, certificate, on_sqlite), "--log-config", log_file(folder)]
            web = Child("web", [*command, "xiuhua.wsgi:application"], True, given)
            work = Child("work", [sys.executable, "-m", "xiuhua.cli", "work"], environment=given)
            children = [web, work, *self._redirect(options, certificate)]
            url = self._url(self._near(host), port)
            code = supervise(
                children,
                is_ready=lambda: answers(url),
                announce=lambda: self._announce(lines),
                fell=self._say_fallen,
                look=lambda: self._renew(options, web),
            )
        self.stdout.write(in_both(STOPPED))
        if code:
            sys.exit(code)

    def _certificate(self, options: dict[str, Any]) -> tuple[Path, Path] | None:
        """The files to show, checked; None for plain HTTP."""
        cert, key = options["cert"], options["key"]
        if bool(cert) != bool(key):
            raise Refused("certificate_half_given")
        if options["redirect_port"] and not self.is_https:
            raise Refused("redirect_without_https")
        files = None
        if cert:
            files = place.given(cert, key, at=real_now())
        elif options["https"]:
            files = place.certificate_for(self.names, at=real_now())[:2]
        place.note_serving(files[0] if files else None)
        return files

    def _renew(self, options: dict[str, Any], web: Child) -> None:
        """Make a certificate that ends soon anew, and let the server take it: without a pause."""
        if not options["https"] or options["cert"]:
            return
        *_files, is_new = place.certificate_for(self.names, at=real_now())
        if is_new:
            web.signal(signal.SIGHUP)
            self.stdout.write(in_both(RENEWED))

    def _environment(self) -> dict[str, str]:
        """What the children are told beyond what we were."""
        # This machine itself always gets in: probes and proxies come by the loopback.
        hosts = dict.fromkeys([*_configured(), *map(machine.as_host, self.names)])
        told = {"XIUHUA_HOSTS": ",".join(hosts)}
        if self.is_https:
            told["XIUHUA_HTTPS"] = "1"
        if self.token:
            told[first_start.TOKEN] = self.token
        return told

    def _redirect(
        self, options: dict[str, Any], certificate: tuple[Path, Path] | None
    ) -> list[Child]:
        if not options["redirect_port"] or certificate is None:
            return []
        told = {
            redirecting.PORT: str(options["port"]),
            redirecting.HOSTS: self._environment()["XIUHUA_HOSTS"],
            redirecting.CERTIFICATE: str(place.authority_file()) if options["https"] else "",
        }
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", options["host"], "--port", str(options["redirect_port"])),
            *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning"),
            "xiuhua.web.commands.redirecting:application",
        ]
        return [Child("redirect", command, environment=told)]

    def _lines(self, options: dict[str, Any]) -> list[str]:
        """What is said once the pages answer."""
        host, port = options["host"], options["port"]
        url = self._url(self._near(host), port)
        lines = [in_both(SERVING, url=url)]
        others = [name for name in self.names if name not in machine.ALWAYS]
        if not machine.is_loopback(host) and others:
            lines.append(in_both(ALSO, urls=" ".join(self._url(name, port) for name in others)))
        outside = machine.best(others) if others else self._near(host)
        if options["https"] and not options["cert"]:
            shown = authority.fingerprint(place.authority_file().read_bytes())
            trust = f"{self._url(outside, port)}/certificate/"
            lines.append(in_both(TRUST, url=trust, fingerprint=shown))
        if Subdistrict.objects.filter(is_demo=True).exists():
            lines.append(in_both(ACCOUNTS, file=Path(settings.HOME) / FILE))
        return [*lines, *first_start.lines(self._url(outside, port), self.token)]

    def _url(self, name: str, port: int) -> str:
        scheme, usual = ("https", 443) if self.is_https else ("http", 80)
        return f"{scheme}://{machine.as_host(name)}{'' if port == usual else f':{port}'}"

    @staticmethod
    def _near(host: str) -> str:
        """How this machine itself gets there."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)

    def _say_fallen(self, child: Child) -> None:
        text = WEB_FELL if child.is_vital else WORK_FELL
        self.stderr.write(in_both(text, name=child.name, code=child.code))

    def _announce(self, lines: list[str]) -> None:
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def granian(
    options: dict[str, Any], certificate: tuple[Path, Path] | None, on_sqlite: bool
) -> list[str]:
    """The web server's command line."""
    workers = 1 if on_sqlite else options["workers"] or os.cpu_count() or 1
    shown = (
        ("--ssl-certificate", str(certificate[0]), "--ssl-keyfile", str(certificate[1]))
        if certificate
        else ()
    )
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", options["host"], "--port", str(options["port"])),
        *("--workers", str(workers), "--blocking-threads", str(options["threads"])),
        *("--blocking-threads-idle-timeout", "600", "--respawn-failed-workers"),
        *("--workers-kill-timeout", str(GRACE_S), "--log-level", "warning"),
        *shown,
    ]


def log_file(folder: str) -> str:
    """How the web server itself writes: the same lines to the same place as everything else."""
    lines = "JsonLines" if environment.log_format() == "json" else "TextLines"
    handler = {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
    written = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"xiuhua.web.shared.watching.log_lines.{lines}"}},
        "handlers": {"stderr": handler},
        "loggers": {"_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
    }
    path = Path(folder) / "web_log.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    return str(path)


@contextmanager
def counting_folder() -> Iterator[str]:
    """A folder in which the web processes count together; it goes when they have ended."""
    folder = tempfile.mkdtemp(prefix="xiuhua-counts-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configured() -> list[str]:
    """The hosts somebody chose; none, if they are to follow from where we listen."""
    return settings.ALLOWED_HOSTS if "XIUHUA_HOSTS" in os.environ else []


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
    """Whether the server is there, whatever it says and whoever signed its certificate."""
    unproved = ssl.create_default_context()
    unproved.check_hostname, unproved.verify_mode = False, ssl.CERT_NONE
    try:
        urllib.request.urlopen(f"{url}/healthz", timeout=2, context=unproved).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
