"""A certificate authority for one installation, and server certificates signed by it.

Phones give place and camera to HTTPS pages only, and no public authority signs for addresses of a local
network. The authority may sign for the names it was made for and for private networks, nothing else: should
its key be stolen, it opens no other site on the phones that trust it. Values in, values out; no files.
"""

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from xiuhua.rulebook.refusal import Refused

AUTHORITY_LIVES = dt.timedelta(days=3650)
# Phones take no certificate that is good for longer than 825 days; a year leaves room for all of them.
SERVER_LIVES = dt.timedelta(days=365)
# Clocks of phones may be slow.
BEFORE = dt.timedelta(hours=24)
LOCAL_DOMAINS = ("localhost", "local", "lan", "internal", "home.arpa")
PRIVATE = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"),
    *("fc00::/7", "fe80::/10", "::1/128"),
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Signed:
    """A certificate and its key, as PEM; the key in PKCS#8, which the server asks for."""

    certificate: bytes
    key: bytes


def make_authority(names: Sequence[str], *, at: dt.datetime, installation: str) -> Signed:
    """A new authority that may sign for these names and for private networks."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"Xiuhua {installation}")
    builder = _dated(_builder(subject, subject, key.public_key()), at, AUTHORITY_LIVES)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(certificate, key)


def sign_server(authority: Signed, names: Sequence[str], *, at: dt.datetime) -> Signed:
    """A server certificate for all of the names; refuses one the authority may not sign for."""
    signer = x509.load_pem_x509_certificate(authority.certificate)
    signing_key = serialization.load_pem_private_key(authority.key, password=None)
    if outside := [name for name in names if not may_sign(signer, name)]:
        raise Refused("authority_not_for_name", host=", ".join(outside))
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _dated(_builder(_name(names[0]), signer.subject, key.public_key()), at, SERVER_LIVES)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
        .add_extension(
            x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False
        )
        .sign(signing_key, hashes.SHA256())
    )
    return _pem(certificate, key)


def names_of(certificate: bytes) -> set[str]:
    """The names and addresses a server certificate is for."""
    found = x509.load_pem_x509_certificate(certificate).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    return {str(one.value) for one in found.value}


def ends_at(certificate: bytes) -> dt.datetime:
    """Until when a certificate is good; of a chain, the first one."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def fingerprint(certificate: bytes) -> str:
    """SHA-256 in groups, as phones show it."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


def may_sign(authority: x509.Certificate, name: str) -> bool:
    """Whether a name or an address lies within what the authority was made for."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    subtrees = permitted.permitted_subtrees or []
    address = _address(name)
    if address is not None:
        return any(
            isinstance(one, x509.IPAddress) and address in one.value  # type: ignore[operator]
            for one in subtrees
        )
    return any(
        isinstance(one, x509.DNSName) and (name == one.value or name.endswith(f".{one.value}"))
        for one in subtrees
    )


def _permitted(names: Sequence[str]) -> list[x509.GeneralName]:
    domains = dict.fromkeys([*LOCAL_DOMAINS, *(name for name in names if _address(name) is None)])
    networks: list[Network] = [ipaddress.ip_network(one) for one in PRIVATE]
    for address in filter(None, map(_address, names)):
        if not any(address in network for network in networks):
            networks.append(ipaddress.ip_network(address))
    return [
        *(x509.DNSName(domain) for domain in domains),
        *(x509.IPAddress(network) for network in networks),
    ]


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _alternative(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.IPAddress(address) if address is not None else x509.DNSName(name)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
    )


def _dated(
    builder: x509.CertificateBuilder, at: dt.datetime, lives: dt.timedelta
) -> x509.CertificateBuilder:
    return builder.not_valid_before(at - BEFORE).not_valid_after(at + lives)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Signed:
    return Signed(certificate.public_bytes(serialization.Encoding.PEM), key_as_pkcs8(key))


def key_as_pkcs8(key: object) -> bytes:
    """A private key as the server wants it."""
    return key.private_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
