"""A certificate that would not do is named before a server starts with it, with what is wrong."""

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tritone.errors import InvalidOption
from tritone.server.access.certificates import check_certificates

CERTIFICATES = Path(__file__).parents[2] / "data" / "certificates"
SERVER, KEY, AUTHORITY = CERTIFICATES / "server.pem", CERTIFICATES / "server.key", CERTIFICATES / "authority.pem"


def refused(cert=SERVER, key=KEY, client_ca=None):
    with pytest.raises(InvalidOption) as refusal:
        check_certificates(cert, key, client_ca)
    return str(refusal.value)


def test_a_pair_that_is_valid_is_nothing_to_say_about():
    assert check_certificates(SERVER, KEY) == []
    assert check_certificates(SERVER, KEY, AUTHORITY) == []


def test_a_chain_with_its_authority_is_taken(tmp_path):
    chain = tmp_path / "chain.pem"
    chain.write_text(SERVER.read_text() + AUTHORITY.read_text())
    assert check_certificates(chain, KEY) == []


def test_one_that_ends_soon_is_told_of():
    new_year = datetime(2125, 12, 25, tzinfo=timezone.utc)
    assert check_certificates(SERVER, KEY, now=new_year) == [f"--tls-cert {SERVER} expires in 7 days"]


def test_one_that_has_expired_or_is_not_valid_yet_is_refused():
    said = refused(CERTIFICATES / "expired.pem", CERTIFICATES / "expired.key")
    assert "expired.pem: certificate has expired; allowed: a certificate that is valid now" in said
    assert "not yet valid" in refused(CERTIFICATES / "too-early.pem", CERTIFICATES / "too-early.key")


def test_a_key_of_another_certificate_and_one_with_a_password_are_refused():
    assert "is not the key of the first certificate" in refused(key=CERTIFICATES / "client.key")
    assert "encrypted.key is encrypted" in refused(key=CERTIFICATES / "encrypted.key")


def test_files_that_hold_something_else_are_named(tmp_path):
    (tmp_path / "text").write_text("hello")
    assert refused(cert=tmp_path / "text").startswith(f"--tls-cert {tmp_path}/text holds no certificate")
    assert refused(key=tmp_path / "text").startswith(f"--tls-key {tmp_path}/text holds no key")
    assert refused(client_ca=tmp_path / "text").startswith(f"--client-ca {tmp_path}/text holds no certificate")
    assert refused(cert=KEY).startswith(f"--tls-cert {KEY} holds no certificate")


def test_files_that_cannot_be_read_are_named(tmp_path):
    assert refused(cert=tmp_path / "none") == (
        f"--tls-cert is {tmp_path}/none: No such file or directory; allowed: a PEM file that can be read"
    )
    assert "--tls-key is" in refused(key=tmp_path) and "--client-ca is" in refused(client_ca=tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_key_of_another_user_is_named(tmp_path):
    (tmp_path / "key").write_text(KEY.read_text())
    (tmp_path / "key").chmod(0)
    assert "Permission denied" in refused(key=tmp_path / "key")
