"""How a command reaches a server: its address, certificates and a key, which never stands on the command line."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it imports the client, which takes a second
    from tritone.client import ConnectionSettings

KEY_VARIABLE = "TRITONE_API_KEY"


def add_connection_arguments(parser: argparse.ArgumentParser) -> None:
    """Add all but the address, which commands have in words of their own."""
    group = parser.add_argument_group("a server with TLS or keys")
    group.add_argument(
        "--ca", type=Path, metavar="F", help="PEM: who vouches for it (without: --url grpcs://HOST:PORT)"
    )
    group.add_argument("--client-cert", type=Path, metavar="F", help="PEM: a certificate, if it asks for one")
    group.add_argument("--client-key", type=Path, metavar="F", help="PEM: the key of that certificate")
    group.add_argument(
        "--api-key-file",
        type=Path,
        metavar="F",
        help=f"a file that holds a key, if it asks for one (or {KEY_VARIABLE})",
    )


def connection(arguments: argparse.Namespace, **settings: Any) -> ConnectionSettings:
    """As they were given; raises InvalidOption for a file of a key that cannot be read."""
    from tritone.client import ConnectionSettings

    return ConnectionSettings(
        arguments.url,
        ca=arguments.ca,
        client_cert=arguments.client_cert,
        client_key=arguments.client_key,
        api_key=_api_key(arguments.api_key_file),
        **settings,
    )


def _api_key(path: Path | None) -> str | None:
    from tritone.errors import InvalidOption

    if path is None:
        return os.environ.get(KEY_VARIABLE) or None
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise InvalidOption(f"--api-key-file is {path}: {error.strerror}; allowed: a file that can be read") from None
