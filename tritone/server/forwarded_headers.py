"""What a tritonserver has to be started with so that models are told how a request came, with which key and trace.

Its front ends hand headers on as parameters of a request when they are asked to; that of HTTP does so for `infer` only,
which a decoupled model does not have. Every gRPC client sends a user-agent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

HEADER = "user-agent"
KEY_HEADERS = ("authorization", "x-api-key")
"""In which a caller may send a key; the first as `Bearer KEY`."""
KEY_IN_JSON = "api_key"
"""The same in the JSON of `generate` and `generate_stream`, whose headers nobody is told."""
TRACE_HEADER = "traceparent"
"""By which a caller's trace goes on in ours (W3C Trace Context)."""
_FLAG = "--grpc-header-forward-pattern"
FORWARD_USER_AGENT = f"{_FLAG}=^{HEADER}$"
"""The least for tritonserver's command line."""
FORWARDING = (
    f"{_FLAG}=^({'|'.join((HEADER, TRACE_HEADER, *KEY_HEADERS))})$",
    f"--http-header-forward-pattern=(?i)^({'|'.join(KEY_HEADERS)})$",
)
"""All of it."""
_PROC = Path("/proc")


def server_command(server_pid: int, proc: Path = _PROC) -> list[str]:
    """The command line of a server; empty where its process cannot be read."""
    try:
        return (proc / str(server_pid) / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return []


def hands_on_user_agent(command: Sequence[str]) -> bool:
    """Whether a tritonserver started so hands the user-agent of gRPC requests on."""
    patterns = [word.partition("=")[2] for word in command if word.startswith(f"{_FLAG}=")]
    patterns += [value for word, value in zip(command, command[1:], strict=False) if word == _FLAG]
    try:
        return any(re.fullmatch(pattern, HEADER) is not None for pattern in patterns[-1:])
    except re.error:
        return False
