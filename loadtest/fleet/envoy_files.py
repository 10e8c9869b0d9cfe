"""The folder that Envoy runs from: deploy/envoy as it is, but for folders, ports, keys, and replicas that a file lists.

On one machine every replica has ports of its own, which a name cannot say. So the two clusters of replicas are told to
read a file (EDS) instead of looking a name up; everything else is what stands in deploy/envoy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tritone.errors import TritoneError

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = ROOT / "deploy" / "envoy"
PAGE = ROOT / "examples" / "browser" / "index.html"
_WHERE = "/etc/envoy"
_LIMIT = "max_tokens: 100, tokens_per_fill: 20"
_CLUSTERS = {"tts_http": "http", "tts_grpc": "grpc"}
_DISCOVERY = re.compile(
    r"^    cluster_type: \{name: envoy\.cluster\.dns.*\n    load_assignment: \{cluster_name: (\w+).*\n", re.M
)


@dataclass(frozen=True)
class Replica:
    """Where one server listens."""

    grpc: int
    http: int
    health: int
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """Where Envoy listens, on loopback."""

    https: int
    grpc: int
    stats: int
    admin: int


class NoCertificate(TritoneError):
    """There is no openssl to make one."""


def write_envoy_files(
    folder: Path, ports: Ports, keys: Mapping[str, str], replicas: Sequence[Replica], is_limited: bool = True
) -> Path:
    """Lay it all out; keys: caller → key. Returns the configuration's path; raises NoCertificate.

    is_limited: whether a caller has the limit that stands in envoy.yaml; else only all of them together have one.
    """
    for name in ("auth", "tls", "page", "replicas"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    text = (DEPLOYED / "envoy.yaml").read_text(encoding="utf-8")
    text, found = _DISCOVERY.subn(lambda match: _read_from_file(match[1]), text)
    if found != len(_CLUSTERS):
        raise ValueError(f"envoy.yaml names replicas in {found} clusters; expected are {', '.join(_CLUSTERS)}")
    text = text.replace("0.0.0.0", "127.0.0.1")
    for default, port in ((8443, ports.https), (8444, ports.grpc), (9902, ports.stats), (9901, ports.admin)):
        text = text.replace(f"port_value: {default}}}", f"port_value: {port}}}")
    if not is_limited:
        text = text.replace(_LIMIT, "max_tokens: 100000, tokens_per_fill: 100000")
    _write(folder, "envoy.yaml", text)
    _write(folder, "tls/tls.yaml", (DEPLOYED / "tls" / "tls.yaml").read_text(encoding="utf-8"))
    shutil.copy(PAGE, folder / "page" / "index.html")
    make_certificate(folder / "tls")
    write_keys(folder, keys)
    write_replicas(folder, replicas)
    return folder / "envoy.yaml"


def write_keys(folder: Path, keys: Mapping[str, str]) -> None:
    """Who may call from now on, caller → key."""
    text = (DEPLOYED / "auth" / "auth.yaml").read_text(encoding="utf-8")
    lines = "".join(f"\n    - {{client: {client}, key: {key}}}" for client, key in keys.items())
    _write(folder, "auth/auth.yaml", text.replace("credentials: []", f"credentials:{lines}"))


def write_replicas(folder: Path, replicas: Sequence[Replica]) -> None:
    """Who is served by from now on."""
    for cluster, port in _CLUSTERS.items():
        endpoints = [
            {
                "endpoint": {
                    "address": {"socket_address": {"address": replica.host, "port_value": getattr(replica, port)}},
                    "health_check_config": {"port_value": replica.health},
                }
            }
            for replica in replicas
        ]
        assignment = {
            "@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
            "cluster_name": cluster,
            "endpoints": [{"lb_endpoints": endpoints}],
        }
        _write(folder, f"replicas/{cluster}.json", json.dumps({"resources": [assignment]}))


def make_certificate(folder: Path) -> None:
    """One for localhost and 127.0.0.1, signed by itself, for two days."""
    if shutil.which("openssl") is None:
        raise NoCertificate(
            "there is no program openssl to make a certificate with (Debian and Ubuntu: apt install openssl)"
        )
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt"), "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )


def _read_from_file(cluster: str) -> str:
    source = f"path_config_source: {{path: {_WHERE}/replicas/{cluster}.json}}"
    return f"    type: EDS\n    eds_cluster_config: {{eds_config: {{resource_api_version: V3, {source}}}}}\n"


def _write(folder: Path, name: str, text: str) -> None:
    """In one step: Envoy looks at what is moved into place."""
    fresh = folder / f"{name}.new"
    fresh.write_text(text.replace(_WHERE, str(folder)), encoding="utf-8")
    os.replace(fresh, folder / name)
