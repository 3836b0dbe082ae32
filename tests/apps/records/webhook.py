"""A real receiver of webhooks on this machine, for tests of what goes out."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer


class Receiver(HTTPServer):
    """A real receiver of webhooks on this machine; it refuses what it is told to refuse."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[dict] = []
        self.status = 200
        self.location = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append({"path": self.path, **json.loads(body)})
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""
