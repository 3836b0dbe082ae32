"""What lies around the program: disk, secrets' permissions, certificate, clocks. No database needed."""

import datetime as dt
import os
import socket
import stat
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.now import real_now
from xiuhua.web.commands.doctor.findings import Finding, bad, fine, graded, warning
from xiuhua.web.shared import health
from xiuhua.web.shared.tls import place
from xiuhua.web.shared.watching import figures

COMFORTABLE_BYTES = 2 * 1024**3
CLOCK_LIMITS_S = (2.0, 60.0)
CERTIFICATE_DAYS = (25, 7)
NTP_PORT, NTP_WAIT_S = 123, 3.0
# NTP counts from 1900, the machine from 1970.
NTP_EPOCH_S = 2208988800

CLOCK = _("本机时钟和%(other)s差 %(seconds)s 秒。时限、历史、登录都按本机时钟。")
SET_CLOCK = _("请打开对时（Debian 上：timedatectl set-ntp true），内网用单位的时间服务器。")


def disk() -> Iterator[Finding]:
    """Room where the data stand."""
    free = figures.disk_free()
    facts = {"home": str(settings.HOME), "free_mb": (free or 0) // 1024**2}
    what = _("%(home)s 所在的磁盘只剩 %(free_mb)s MB。")
    mend = _("请清理旧备份或扩容；写满以后新的上报和办理都会被拒绝。")
    if free is None or free < health.LEAST_FREE_BYTES:
        yield bad("disk", what, mend, **facts)
    elif free < COMFORTABLE_BYTES:
        yield warning("disk", what, mend, **facts)
    else:
        yield fine("disk", **facts)


def permissions() -> Iterator[Finding]:
    """The folder holds names, telephones and photos: nobody else of this machine may look in."""
    home = Path(settings.HOME)
    about = home.stat()
    if about.st_mode & (stat.S_IROTH | stat.S_IXOTH):
        yield warning(
            "permissions",
            _("文件夹 %(home)s 别的用户也能进，里面有个人信息。"),
            _("请运行：chmod 700 %(home)s"),
            home=str(home),
        )
    elif not os.access(home, os.W_OK | os.X_OK):
        yield bad(
            "permissions",
            _("文件夹 %(home)s 写不了。"),
            _("请用运行绣花的那个用户来运行本命令，或改文件夹的所有者：chown。"),
            home=str(home),
        )
    else:
        yield fine("permissions")


def certificate() -> Iterator[Finding]:
    """The one that `xiuhua serve` shows; that of a proxy is the proxy's."""
    ends_at = place.serving_until()
    if ends_at is None:
        return
    days = (ends_at - real_now()) / dt.timedelta(days=1)
    facts = {"day": ends_at.date().isoformat(), "days": round(days)}
    yield graded(
        "certificate",
        -days,
        (-CERTIFICATE_DAYS[0], -CERTIFICATE_DAYS[1]),
        _("HTTPS 证书 %(day)s 到期，还剩 %(days)s 天。"),
        _("自建的：重启 xiuhua serve --https 就会换新；单位发的：请换上新的证书文件，再重启。"),
        **facts,
    )


def file_clock() -> Iterator[Finding]:
    """The clock of the file system: another machine's, where the folder stands on one."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.HOME) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
            written = os.stat(file.name).st_mtime
            apart = abs(real_now().timestamp() - written)
    except OSError:  # said by disk() and permissions()
        return
    yield clock("file_clock", apart, _("存放数据的文件系统"))


def network_clock() -> Iterator[Finding]:
    """The clock of a time server, only where one was named: nothing else is asked outside."""
    host = os.environ.get("XIUHUA_NTP_HOST", "")
    if not host:
        return
    try:
        apart = abs(ntp_offset(host))
    except OSError as error:
        yield warning(
            "network_clock",
            _("时间服务器 %(host)s 没有回答（%(detail)s）。"),
            _("请核对 XIUHUA_NTP_HOST，或去掉它。"),
            host=host,
            detail=type(error).__name__,
        )
        return
    yield clock("network_clock", apart, host)


def clock(check: str, apart_s: float, other: object) -> Finding:
    """How far two clocks stand apart."""
    facts = {"other": other, "seconds": round(apart_s, 1)}
    return graded(check, apart_s, CLOCK_LIMITS_S, CLOCK, SET_CLOCK, **facts)


def ntp_offset(host: str) -> float:
    """Seconds by which a time server is ahead of us (RFC 5905, one question)."""
    name, _colon, port = host.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(NTP_WAIT_S)
        asking.connect((name, int(port or NTP_PORT)))
        sent_at = real_now().timestamp()
        asking.send(b"\x1b" + 47 * b"\0")
        answer = asking.recv(48)
        back_at = real_now().timestamp()
    if len(answer) < 48:
        raise OSError("short answer")
    received, sent = (
        seconds + fraction / 2**32 - NTP_EPOCH_S
        for seconds, fraction in (
            struct.unpack("!II", answer[place : place + 8]) for place in (32, 40)
        )
    )
    return ((received - sent_at) + (sent - back_at)) / 2
