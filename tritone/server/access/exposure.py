"""What whoever opens a server to others has to know, and what would only look as if it were closed.

Triton's gRPC has TLS, its HTTP has none. Keys are checked by Tritone's own models, of requests to speak and for voices.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tritone.errors import InvalidOption
from tritone.server.access.api_keys import is_for_others_to_read, read_keys
from tritone.server.access.certificates import check_certificates

if TYPE_CHECKING:
    from tritone.server.options import ServeOptions

_MENDED = (2, 72)
"""Triton 26.08, the first release in which every fault of Triton's is mended that SECURITY.md lists."""
_OLD = (
    "Triton {version} is older than 26.08: one request of a stranger can crash it (CVE-2025-23310, CVE-2025-23311, "
    "deeply nested JSON and others; SECURITY.md lists them, and what to put in front)"
)
_OPEN = "listening on {hosts}: whoever can reach this machine's ports can use the server, {how} (SECURITY.md)"


def check_access(options: ServeOptions) -> list[str]:
    """Look at files and hosts before a server starts; returns what an operator should know.

    Raises InvalidOption for what cannot work, or would be less closed than it looks.
    """
    cert, key, client_ca = options.tls_cert, options.tls_key, options.client_ca
    if bool(cert) != bool(key):
        given, missing = ("--tls-cert", "--tls-key") if cert else ("--tls-key", "--tls-cert")
        raise InvalidOption(f"{given} came without {missing}; allowed: both, or neither")
    if client_ca and not cert:
        raise InvalidOption("--client-ca came without --tls-cert and --tls-key; allowed: with them")
    warnings: list[str] = []
    if cert:
        if not is_loopback(options.host_of("http")):
            raise InvalidOption(
                f"--tls-cert is for gRPC; Triton's HTTP has no TLS, and on {options.host_of('http')} would offer the "
                "same in plain text; allowed: --http-host 127.0.0.1, and a proxy in front for HTTPS (deploy/envoy)"
            )
        warnings += check_certificates(Path(cert), Path(key), Path(client_ca) if client_ca else None)
    if options.api_keys_file:
        read_keys(Path(options.api_keys_file))
        if is_for_others_to_read(Path(options.api_keys_file)):
            warnings.append(f"--api-keys-file {options.api_keys_file} can be read by other users (chmod 600)")
    return warnings


def exposure_warnings(options: ServeOptions, version: str) -> list[str]:
    """What to tell an operator; nothing where only this machine is served.

    version: the server's, as in "2.51.0"; "" if it is not known.
    """
    hosts = list(dict.fromkeys(options.host_of(way) for way in ("grpc", "http")))
    hosts = [host for host in hosts if not is_loopback(host)]
    if not hosts or options.client_ca:  # who has no certificate reaches nothing of Triton
        return []
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    is_old = not numbers or numbers < _MENDED
    old = [_OLD.format(version=version or "of an unknown version")] if is_old else []
    return [*_opened(options, " and ".join(hosts)), *old]


def _opened(options: ServeOptions, hosts: str) -> list[str]:
    if not options.api_keys_file:
        how = "without a password" + ("" if options.tls_cert else " and in plain text")
        return [_OPEN.format(hosts=hosts, how=how)]
    if options.tls_cert:
        return []
    return [f"listening on {hosts}: texts, and the keys of callers, are sent in plain text (--tls-cert; SECURITY.md)"]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
