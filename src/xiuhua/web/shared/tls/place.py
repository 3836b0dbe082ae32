"""Where certificates of this installation lie: the folder `tls` of XIUHUA_HOME, keys for the owner only.

A certificate is made when there is none, when a name is missing from it, or a month before it ends. What
was given by the administrator is used as it is. Serving itself is the command's business.
"""

import datetime as dt
import json
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificate
from django.conf import settings

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.tls import authority

RENEW_BEFORE = dt.timedelta(days=30)


def folder() -> Path:
    """Where they lie."""
    return Path(settings.HOME) / "tls"


def authority_file() -> Path:
    """The authority's certificate, which phones install."""
    return folder() / "ca.crt"


def certificate_for(names: Sequence[str], *, at: dt.datetime) -> tuple[Path, Path, bool]:
    """Files of a certificate good for these names, and whether it had to be made."""
    certificate, key = folder() / "server.crt", folder() / "server.key"
    if certificate.exists() and key.exists() and _is_good(certificate, names, at):
        return certificate, key, False
    signed = authority.sign_server(_authority(names, at), names, at=at)
    # The chain, so that a phone which trusts the authority finds it whatever the server's order.
    _write(key, signed.key)
    _write(certificate, signed.certificate + authority_file().read_bytes(), mode=0o644)
    return certificate, key, True


def given(certificate: Path, key: Path, *, at: dt.datetime) -> tuple[Path, Path]:
    """Files given by the administrator, the key in the form the server takes; refuses what cannot work."""
    try:
        shown = load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except OSError as error:
        raise Refused("certificate_unreadable", file=str(error.filename)) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused("certificate_unreadable", file=f"{certificate}, {key}") from error
    if private.public_key() != shown.public_key():
        raise Refused("certificate_of_another_key", file=str(certificate))
    if shown.not_valid_after_utc <= at:
        raise Refused("certificate_over", day=shown.not_valid_after_utc.date().isoformat())
    if key.read_bytes().lstrip().startswith(b"-----BEGIN PRIVATE KEY-----"):
        return certificate, key
    changed = folder() / "given.key"
    _write(changed, authority.key_as_pkcs8(private))
    return certificate, changed


def note_serving(certificate: Path | None) -> None:
    """Write down which certificate is shown, so that its end can be watched."""
    _write(
        folder() / "serving.json", json.dumps({"certificate": certificate}, default=str).encode()
    )


def serving_until() -> dt.datetime | None:
    """When the certificate that is shown ends; None if none is."""
    try:
        path = json.loads((folder() / "serving.json").read_bytes())["certificate"]
        return authority.ends_at(Path(path).read_bytes()) if path else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _authority(names: Sequence[str], at: dt.datetime) -> authority.Signed:
    key = folder() / "ca.key"
    if authority_file().exists() and key.exists():
        return authority.Signed(authority_file().read_bytes(), key.read_bytes())
    made = authority.make_authority(names, at=at, installation=socket.gethostname())
    _write(key, made.key)
    _write(authority_file(), made.certificate, mode=0o644)
    return made


def _is_good(certificate: Path, names: Sequence[str], at: dt.datetime) -> bool:
    try:
        shown = certificate.read_bytes()
        lasts = authority.ends_at(shown) - at > RENEW_BEFORE
        return lasts and set(names) <= authority.names_of(shown)
    except ValueError:
        return False


def _write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
