"""Whoever opens a server to others is told; whoever does not is left in peace; and nothing only looks as if closed."""

from pathlib import Path

import pytest

from tritone.errors import InvalidOption
from tritone.server.access.exposure import check_access, exposure_warnings
from tritone.server.access.tls import tls_arguments
from tritone.server.options import ServeOptions

CERTIFICATES = Path(__file__).parents[2] / "data" / "certificates"
TLS = {"tls_cert": str(CERTIFICATES / "server.pem"), "tls_key": str(CERTIFICATES / "server.key")}
AUTHORITY = str(CERTIFICATES / "authority.pem")
EVERYWHERE = "0.0.0.0"
HTTP_HERE = {"http_host": "127.0.0.1"}


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "keys"
    path.write_text("web 0123456789abcdef\n")
    path.chmod(0o600)
    return str(path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "[::1]", "localhost"])
def test_a_server_for_this_machine_is_nothing_to_warn_of(host):
    assert exposure_warnings(ServeOptions(host=host), "2.51.0") == []


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.7", "gpu7"])
def test_an_open_server_is_said_to_be_open_and_an_old_one_to_be_old(host):
    options = ServeOptions(host=host)
    opened, old = exposure_warnings(options, "2.51.0")
    assert f"listening on {host}: " in opened and "without a password and in plain text" in opened
    assert "Triton 2.51.0 is older than 26.08" in old and "CVE-2025-23310" in old
    assert len(exposure_warnings(options, "2.72.0")) == 1 and len(exposure_warnings(options, "3.0.0")) == 1
    assert "of an unknown version" in exposure_warnings(options, "")[1]


def test_what_is_closed_is_not_said_to_be_open(keys):
    (without_key,) = exposure_warnings(ServeOptions(host=EVERYWHERE, **TLS, **HTTP_HERE), "2.72.0")
    assert "without a password (" in without_key
    (in_plain_text,) = exposure_warnings(ServeOptions(host=EVERYWHERE, api_keys_file=keys), "2.72.0")
    assert "the keys of callers, are sent in plain text" in in_plain_text
    both = ServeOptions(host=EVERYWHERE, **TLS, **HTTP_HERE, api_keys_file=keys)
    assert exposure_warnings(both, "2.72.0") == []
    with_certificates = ServeOptions(host=EVERYWHERE, **TLS, **HTTP_HERE, client_ca=AUTHORITY)
    assert exposure_warnings(with_certificates, "2.51.0") == []
    assert len(exposure_warnings(both, "2.51.0")) == 1  # a stranger's request meets Triton before any key is asked for


def test_http_alone_may_be_open():
    (opened,) = exposure_warnings(ServeOptions(http_host=EVERYWHERE), "2.72.0")
    assert f"listening on {EVERYWHERE}: " in opened


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tls_cert": TLS["tls_cert"]}, "--tls-cert came without --tls-key"),
        ({"tls_key": TLS["tls_key"]}, "--tls-key came without --tls-cert"),
        ({"client_ca": AUTHORITY}, "--client-ca came without --tls-cert"),
        (
            {**TLS, "host": EVERYWHERE},
            "Triton's HTTP has no TLS, and on 0.0.0.0 .* --http-host 127.0.0.1.*deploy/envoy",
        ),
        ({**TLS, "tls_cert": "/nowhere/x"}, "--tls-cert is /nowhere/x: No such file"),
        ({"api_keys_file": "/nowhere/x"}, "--api-keys-file is /nowhere/x: No such file"),
    ],
)
def test_what_would_not_be_closed_is_refused(options, message):
    with pytest.raises(InvalidOption, match=message):
        check_access(ServeOptions(**options))


def test_what_is_closed_is_taken_and_a_file_of_keys_that_others_can_read_is_told_of(keys):
    options = ServeOptions(host=EVERYWHERE, **TLS, **HTTP_HERE, client_ca=AUTHORITY, api_keys_file=keys)
    assert check_access(options) == []
    Path(keys).chmod(0o644)
    assert check_access(options) == [f"--api-keys-file {keys} can be read by other users (chmod 600)"]


def test_triton_is_told_of_certificates():
    assert tls_arguments(ServeOptions()) == []
    assert tls_arguments(ServeOptions(**TLS))[0] == "--grpc-use-ssl=true"
    mutual = tls_arguments(ServeOptions(**TLS, client_ca=AUTHORITY))
    assert mutual[:2] == ["--grpc-use-ssl-mutual=true", f"--grpc-root-cert={AUTHORITY}"]
    assert mutual[2:] == [f"--grpc-server-cert={TLS['tls_cert']}", f"--grpc-server-key={TLS['tls_key']}"]
