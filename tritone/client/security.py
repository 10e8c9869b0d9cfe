"""TLS and keys as a client brings them, and what a server that does not take them leaves to be guessed from."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc

from tritone.errors import InvalidOption

KEY_HEADER = "x-api-key"
_KEY = re.compile(r"[!-~]+")
_FAILED_TO_CONNECT = "failed to connect to all addresses"


@dataclass(frozen=True)
class TlsFiles:
    """PEM files; None where there is none."""

    ca: str | Path | None
    """The authorities that vouch for the server; None: those that gRPC knows."""
    client_cert: str | Path | None
    client_key: str | Path | None

    def is_empty(self) -> bool:
        return self.ca is self.client_cert is self.client_key is None

    def credentials(self) -> grpc.ChannelCredentials:
        """For a channel. Raises InvalidOption naming a file that cannot be used: gRPC would say that nobody answers."""
        if (self.client_cert is None) != (self.client_key is None):
            given, missing = ("client_cert", "client_key")[:: 1 if self.client_key is None else -1]
            raise InvalidOption(f"{given} came without {missing}; allowed: both, or neither")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca is not None:
            ca = self.ca
            _try("ca", ca, lambda: context.load_verify_locations(ca))
        if self.client_cert is not None:
            cert, key = self.client_cert, self.client_key
            _try("client_cert", cert, lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_verify_locations(cert))
            _try("client_key", str(key), lambda: context.load_cert_chain(cert, key, lambda: ""))
        return grpc.ssl_channel_credentials(_content(self.ca), _content(self.client_key), _content(self.client_cert))

    def remark(self, said: str) -> str:
        """What a failure to connect with them probably means, or ""; said: gRPC's words."""
        if "CERTIFICATE_VERIFY_FAILED" in said:
            by = "the authorities that gRPC knows: give ca" if self.ca is None else f"{self.ca}"
            return f" (the server's certificate is not vouched for by {by})"
        if "ostname" in said and "erif" in said:
            return " (the server's certificate is for another name)"
        if "WRONG_VERSION_NUMBER" in said:
            return " (there is no TLS at that port)"
        if _FAILED_TO_CONNECT not in said or "Socket closed" not in said:
            return ""
        if self.client_cert is None:
            return " (the server may ask for a certificate: give client_cert and client_key)"
        return f" (the server may not know who vouches for {self.client_cert})"


def plain_remark(said: str) -> str:
    """The same for a connection without TLS."""
    is_refused = _FAILED_TO_CONNECT in said and "Socket closed" in said
    return " (the server may speak TLS: give ca, or grpcs://)" if is_refused else ""


def key_headers(api_key: str | None) -> tuple[tuple[str, str], ...]:
    """In which a key is sent; raises InvalidOption, without quoting it, for one that no header can hold."""
    if api_key is None:
        return ()
    if not _KEY.fullmatch(api_key):
        raise InvalidOption("api_key cannot be sent; allowed: visible ASCII characters, without blanks")
    return ((KEY_HEADER, api_key),)


def _try(name: str, path: str | Path, load: Callable[[], object]) -> None:
    try:
        load()
    except ssl.SSLError as error:
        reason = (error.reason or str(error)).replace("_", " ").lower()
        raise InvalidOption(f"{name} is {path}, which cannot be used ({reason}); allowed: PEM") from None
    except OSError as error:
        raise InvalidOption(f"{name} is {path}: {error.strerror}; allowed: a PEM file that can be read") from None


def _content(path: str | Path | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()
