"""Spans of a trace, and the header by which a caller's trace goes on in ours."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Attribute: TypeAlias = "str | bool | int | float"
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")


@dataclass(frozen=True)
class SpanContext:
    """Which span another one belongs to."""

    trace_id: str
    """32 hexadecimal digits."""
    span_id: str
    """16 hexadecimal digits; empty: of no span, the trace begins here."""

    @staticmethod
    def new_trace() -> SpanContext:
        """Of a request that belongs to none."""
        return SpanContext(secrets.token_hex(16), "")

    @staticmethod
    def of_header(traceparent: str) -> SpanContext | None:
        """Of the header `traceparent` (W3C Trace Context); None where it is none, or says that nothing is recorded."""
        match = _TRACEPARENT.fullmatch(traceparent)
        if match is None or not int(match[3], 16) & 1 or not (int(match[1], 16) and int(match[2], 16)):
            return None
        return SpanContext(match[1], match[2])

    def child(self) -> SpanContext:
        """Of a new span in the same trace."""
        return SpanContext(self.trace_id, secrets.token_hex(8))


@dataclass(frozen=True)
class Span:
    """Something that took time. Times are nanoseconds since 1970."""

    name: str
    context: SpanContext
    parent_id: str
    began_ns: int
    ended_ns: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    problem: str = ""
    """Why it failed, in words that quote no text; empty where it did not."""
