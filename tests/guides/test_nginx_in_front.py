"""deploy/nginx.conf in front of a served street on PostgreSQL: a real nginx, HTTPS, and what passes through."""

import http.cookiejar
import json
import os
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.architecture import tree
from tests.guides.newcomer import free_port
from tests.web.commands.serving import Server
from tests.web.commands.serving import free_port as another_port
from xiuhua.apps.records.now import real_now
from xiuhua.web.shared.tls import authority

pytestmark = pytest.mark.postgres
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/xiuhua.conf;
}}
"""


@pytest.fixture
def street(template_database, tmp_path):
    """`xiuhua serve` as the guide sets it behind a proxy."""
    home = tmp_path / "home"
    url = template_database.copied_to(home, f"nginx_{os.getpid()}")
    behind = {"XIUHUA_HTTPS": "1", "XIUHUA_PROXIES": "1", "XIUHUA_HOSTS": "xiuhua.lan"}
    behind |= {"XIUHUA_LOG_LEVEL": "INFO", "XIUHUA_WEAK_HASHES_FOR_TESTS": ""}
    server = Server((home, url), tmp_path / "log", another_port(), **behind)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.process.terminate()
        server.process.wait(timeout=60)


@pytest.fixture
def front(street, tmp_path):
    """nginx with the example as it stands but for ports and places; (HTTPS port, HTTP port, trust)."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("needs nginx: apt-get install nginx-light", pytrace=False)
    trusted = authority.make_authority(["xiuhua.lan"], at=real_now(), installation="test")
    shown = authority.sign_server(trusted, ["xiuhua.lan", "127.0.0.1"], at=real_now())
    for name, content in (("ca.crt", trusted.certificate), ("server.crt", shown.certificate)):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "server.key").write_bytes(shown.key)
    https, plain = free_port(), free_port()
    text = (tree.ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{https} ssl")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    text = text.replace("/etc/xiuhua/tls", str(tmp_path))
    text = text.replace("server 127.0.0.1:8000", f"server 127.0.0.1:{street.port}")
    (tmp_path / "xiuhua.conf").write_text(text, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path), encoding="utf-8")
    command = [program, "-p", str(tmp_path), "-e", str(tmp_path / "error.log")]
    command += ["-c", str(tmp_path / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(https)
        yield https, plain, ssl.create_default_context(cafile=str(tmp_path / "ca.crt"))
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    last = time.monotonic() + 20
    while time.monotonic() < last:
        try:
            ssl.get_server_certificate(("127.0.0.1", port))
            return
        except OSError:
            time.sleep(0.1)


class NoFollowing(urllib.request.HTTPRedirectHandler):
    """What is answered first is looked at."""

    def redirect_request(self, *_args):
        return None


def test_pages_forms_and_names_of_requests_pass_and_figures_do_not(street, front) -> None:
    https, plain, trust = front
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trust),
        urllib.request.HTTPCookieProcessor(cookies),
        NoFollowing(),
    )
    here = f"https://127.0.0.1:{https}"

    def asked(address, data=None, **headers):
        request = urllib.request.Request(address, data, {"Host": f"127.0.0.1:{https}", **headers})
        try:
            return opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            return error

    sent_on = asked(f"http://127.0.0.1:{plain}/report/", Host="xiuhua.lan")
    assert (sent_on.status, sent_on.headers["Location"]) == (308, "https://xiuhua.lan/report/")
    page = asked(f"{here}/follow/")
    assert page.status == 200 and page.headers["Strict-Transport-Security"]
    assert all(cookie.secure for cookie in cookies) and len(cookies)
    mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": mark, "number": "X", "check_word": "Y"})
    wrong = asked(f"{here}/follow/", form.encode(), Origin=here, Referer=f"{here}/follow/")
    assert wrong.status in (200, 400, 404)  # no such case, and not 403: the form is taken as ours
    assert asked(f"{here}/metrics").status == 404
    assert json.load(asked(f"{here}/readyz"))["status"] == "ready"
    name = asked(f"{here}/sign-in/").headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", name)  # nginx's own name of the request
    last = time.monotonic() + 10
    while name not in street.said and time.monotonic() < last:
        time.sleep(0.1)
    (line,) = (json.loads(line) for line in street.said.splitlines() if name in line)
    assert (line["route"], line["status"]) == ("sign_in", 200)
