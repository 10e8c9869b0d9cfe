"""Look at TLS certificates before a server starts with them: what is wrong with one, it would say to callers only.

Nothing but the standard library: OpenSSL is asked to shake hands with itself.
"""

from __future__ import annotations

import ssl
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tritone.errors import InvalidOption

_ALMOST_DAYS = 14


def check_certificates(cert: Path, key: Path, client_ca: Path | None = None, now: datetime | None = None) -> list[str]:
    """Whether a server can be started with them; returns what an operator should know.

    cert: PEM, the server's own certificate first, then those between it and its authority. key: PEM, not encrypted.
    client_ca: PEM, authorities whose certificates clients must have. Raises InvalidOption naming option, file and what
    is wrong with it.
    """
    for option, path in (("--tls-cert", cert), ("--tls-key", key), ("--client-ca", client_ca)):
        if path is not None:
            _read(option, path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _load(server, cert, key)
    if client_ca is not None:
        _load_authorities(client_ca)
    days = (_valid_until(server, cert) - (now or datetime.now(timezone.utc))).days
    return [f"--tls-cert {cert} expires in {days} days"] if days < _ALMOST_DAYS else []


def _read(option: str, path: Path) -> None:
    try:
        path.read_bytes()
    except OSError as error:
        raise InvalidOption(f"{option} is {path}: {error.strerror}; allowed: a PEM file that can be read") from None


def _load(server: ssl.SSLContext, cert: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cert)
    except ssl.SSLError as error:
        raise InvalidOption(f"--tls-cert {cert} holds no certificate ({_words(error)}); allowed: PEM") from None
    is_encrypted = False

    def no_password() -> str:
        nonlocal is_encrypted
        is_encrypted = True
        return ""

    try:
        server.load_cert_chain(cert, key, no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        if is_encrypted:
            raise InvalidOption(f"--tls-key {key} is encrypted; allowed: a key without a password") from None
        if "MISMATCH" in str(error):
            raise InvalidOption(
                f"--tls-key {key} is not the key of the first certificate in --tls-cert {cert}; allowed: a pair"
            ) from None
        raise InvalidOption(f"--tls-key {key} holds no key ({_words(error)}); allowed: PEM") from None


def _load_authorities(client_ca: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_verify_locations(client_ca)
    except ssl.SSLError as error:
        raise InvalidOption(f"--client-ca {client_ca} holds no certificate ({_words(error)}); allowed: PEM") from None


def _valid_until(server: ssl.SSLContext, cert: Path) -> datetime:
    """Until when the server's own certificate is valid; raises InvalidOption for one that is not valid now."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    # it is asked for its dates only: who vouches for it is the clients' business
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(cert)
    try:
        said = _shake_hands(server, client)
    except ssl.SSLCertVerificationError as error:
        raise InvalidOption(
            f"--tls-cert {cert}: {error.verify_message}; allowed: a certificate that is valid now"
        ) from None
    except ssl.SSLError as error:
        raise InvalidOption(f"--tls-cert {cert} cannot be used ({_words(error)})") from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(said["notAfter"]), timezone.utc)


def _shake_hands(server: ssl.SSLContext, client: ssl.SSLContext) -> dict[str, Any]:
    """The server's certificate as the client sees it, without a connection; raises SSLError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True))
    shaken = set[int]()
    while len(shaken) < len(ends):
        for number, end in enumerate(ends):
            try:
                end.do_handshake()
                shaken.add(number)
            except ssl.SSLWantReadError:
                pass
    return dict(ends[0].getpeercert() or {})


def _words(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error).replace("_", " ").lower()
