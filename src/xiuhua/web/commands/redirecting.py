"""The plain HTTP door beside HTTPS: sends everybody on, and hands out the authority's certificate.

A WSGI application of its own, without Django or database. The certificate is public and phones need it
before they can trust the other door. Whatever else is asked for here is answered by the other door alone.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.http.request import split_domain_port, validate_host

PORT, HOSTS, CERTIFICATE = "REDIRECT_TO_PORT", "REDIRECT_HOSTS", "REDIRECT_CERTIFICATE"
CERTIFICATE_PATH = "/certificate/ca.crt"
Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """308 to the same address under https; 400 for a host that is not ours."""
    domain, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    if not domain or not validate_host(domain, os.environ[HOSTS].split(",")):
        start_response("400 Bad Request", [("Content-Type", "text/plain")])
        return [b"unknown host\n"]
    path = environ.get("PATH_INFO", "/")
    if path == CERTIFICATE_PATH and os.environ.get(CERTIFICATE):
        start_response("200 OK", [("Content-Type", "application/x-x509-ca-cert")])
        return [Path(os.environ[CERTIFICATE]).read_bytes()]
    port = os.environ[PORT]
    target = f"https://{domain}{'' if port == '443' else f':{port}'}{_quoted(path)}"
    if query := environ.get("QUERY_STRING"):
        target += f"?{query}"
    headers = [("Location", target), ("Cache-Control", "max-age=3600"), ("Content-Length", "0")]
    start_response("308 Permanent Redirect", headers)
    return [b""]


def _quoted(path: str) -> str:
    """The path as it may stand in a header; WSGI hands bytes over as Latin-1."""
    from urllib.parse import quote

    return quote(path.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=-._~")
