"""Certificates for the local network: good for its names and no others, renewed in time, keys closed."""

import datetime as dt
import ssl
import stat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.tls import authority, place

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
NAMES = ["localhost", "127.0.0.1", "::1", "xiuhua.lan", "192.168.1.20"]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def shakes_hands(certificate, key, name: str) -> bool:
    """Whether a client that trusts our authority alone accepts the server under a name."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    client = ssl.create_default_context(cafile=str(place.authority_file()))
    here, there = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(here, there, server_hostname=name)
    answering = server.wrap_bio(there, here, server_side=True)
    for _round in range(6):
        for side in (asking, answering):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return asking.version() is not None


def real_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_a_phone_that_trusts_the_authority_accepts_each_name_and_no_other() -> None:
    certificate, key, is_new = place.certificate_for(NAMES, at=real_now())
    assert is_new
    for name in NAMES:
        assert shakes_hands(certificate, key, name), name
    assert not shakes_hands(certificate, key, "bank.example")


def test_keys_are_for_the_owner_alone_and_the_certificate_for_all() -> None:
    certificate, key, _new = place.certificate_for(NAMES, at=NOW)
    for path, mode in ((key, 0o600), (place.folder() / "ca.key", 0o600), (certificate, 0o644)):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert stat.S_IMODE(place.folder().stat().st_mode) == 0o700


def test_it_is_kept_until_a_month_before_its_end_and_the_authority_stays() -> None:
    first = place.certificate_for(NAMES, at=NOW)[0].read_bytes()
    trusted = place.authority_file().read_bytes()
    ends = authority.ends_at(first)
    assert ends - NOW == dt.timedelta(days=365)
    late = ends - place.RENEW_BEFORE
    assert not place.certificate_for(NAMES, at=late - dt.timedelta(minutes=1))[2]
    assert place.certificate_for(NAMES, at=late)[2]
    assert authority.ends_at((place.folder() / "server.crt").read_bytes()) > ends
    assert place.authority_file().read_bytes() == trusted


def test_a_new_name_makes_a_new_certificate_and_fewer_names_do_not() -> None:
    place.certificate_for(NAMES, at=NOW)
    assert not place.certificate_for(NAMES[:3], at=NOW)[2]
    assert place.certificate_for([*NAMES, "192.168.1.21"], at=NOW)[2]


def test_the_authority_signs_for_nothing_it_was_not_made_for() -> None:
    place.certificate_for([*NAMES, "street.example"], at=NOW)
    place.certificate_for([*NAMES, "desk.street.example"], at=NOW)
    for name in ("bank.example", "notstreet.example", "8.8.8.8"):
        with pytest.raises(Refused) as refused:
            place.certificate_for([*NAMES, name], at=NOW)
        assert refused.value.code == "authority_not_for_name"
    made = x509.load_pem_x509_certificate(place.authority_file().read_bytes())
    constraint = made.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraint.critical


def test_a_given_key_is_taken_in_any_usual_form(tmp_path) -> None:
    signed = authority.make_authority(NAMES, at=NOW, installation="x")
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.write_bytes(signed.certificate)
    key.write_bytes(signed.key)
    assert place.given(certificate, key, at=NOW) == (certificate, key)
    old_form = serialization.load_pem_private_key(signed.key, None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    key.write_bytes(old_form)
    changed = place.given(certificate, key, at=NOW)[1]
    assert changed != key and changed.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert stat.S_IMODE(changed.stat().st_mode) == 0o600


def test_what_cannot_work_is_refused_before_it_is_served(tmp_path) -> None:
    one, other = (authority.make_authority(NAMES, at=NOW, installation="x") for _time in range(2))
    certificate, key, broken = tmp_path / "c", tmp_path / "k", tmp_path / "b"
    certificate.write_bytes(one.certificate)
    key.write_bytes(other.key)
    broken.write_text("nothing")

    def code(*files, at=NOW) -> str:
        with pytest.raises(Refused) as refused:
            place.given(*files, at=at)
        return refused.value.code

    assert code(certificate, key) == "certificate_of_another_key"
    assert code(certificate, broken) == "certificate_unreadable"
    assert code(certificate, tmp_path / "missing") == "certificate_unreadable"
    key.write_bytes(one.key)
    assert code(certificate, key, at=NOW + dt.timedelta(days=4000)) == "certificate_over"


def test_the_end_of_what_is_shown_can_be_watched() -> None:
    assert place.serving_until() is None
    certificate, _key, _new = place.certificate_for(NAMES, at=NOW)
    place.note_serving(certificate)
    assert place.serving_until() == NOW + dt.timedelta(days=365)
    place.note_serving(None)
    assert place.serving_until() is None


@pytest.mark.django_db
def test_the_page_shows_fingerprint_and_code_and_there_is_none_without_an_authority(client) -> None:
    assert client.get("/certificate/").status_code == 404
    assert client.get("/certificate/ca.crt").status_code == 404
    place.certificate_for(NAMES, at=NOW)
    shown = place.authority_file().read_bytes()
    page = client.get("/certificate/").content.decode()
    assert authority.fingerprint(shown) in page and "data:image/svg+xml" in page
    answer = client.get("/certificate/ca.crt")
    assert answer["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.content == shown and b"PRIVATE" not in answer.content
