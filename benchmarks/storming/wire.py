"""HTTP as a phone speaks it: cookies, forms with photos, and a network that may break off at any byte.

Standard library only, so that nothing between the storm and the server retries or hides a fault.
"""

import http.client
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TIMEOUT_S = 30
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Lost(Exception):
    """No answer came: whether the act was done is not known."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        """The JSON of it; nothing if it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class Door:
    """One browser: its cookies, and requests that either are answered or are lost."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._ask("GET", path, b"", {})

    def post(
        self,
        path: str,
        fields: Mapping[str, Any],
        photos: Sequence[bytes] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a form, with photos as `multipart/form-data`."""
        sent = {"X-CSRFToken": self.cookies.get("csrftoken", ""), **(headers or {})}
        if photos:
            body, kind = _multipart(fields, photos)
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        return self._ask("POST", path, body, {**sent, "Content-Type": kind})

    def token(self, path: str) -> str:
        """The mark of the form on a page."""
        found = TOKEN.search(self.get(path).body)
        if found is None:
            raise Lost("a page without its form")
        return found[1].decode()

    def sign_in(self, username: str, password: str) -> bool:
        """A session of one's own; whether it began."""
        self.cookies.clear()
        fields = {"username": username, "password": password}
        answer = self.post("/sign-in/", {**fields, "csrfmiddlewaretoken": self.token("/sign-in/")})
        return answer.status == 302 and "sessionid" in self.cookies

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body or None, {**headers, "Cookie": kept})
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost(type(error).__name__) from error
        finally:
            line.close()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, dict(answer.headers), content)


def _multipart(fields: Mapping[str, Any], photos: Sequence[bytes]) -> tuple[bytes, str]:
    line = secrets.token_hex(12)
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for number, photo in enumerate(photos):
        head = f'--{line}\r\nContent-Disposition: form-data; name="photos"; filename="{number}.jpg"'
        parts.append(f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + photo + b"\r\n")
    parts.append(f"--{line}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={line}"
