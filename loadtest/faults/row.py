"""What one fault did to a server and its clients: a row of the table, and what it missed of what is required."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loadtest.faults.fault_list import Fault
from loadtest.runs.footprint import Footprint

_BUFFERS_MB, _SHARED_MB, _HANDLES = 100, 8, 8
"""What may be left: buffers of the load itself; regions that grew by a few MiB; connections not closed yet."""


@dataclass(frozen=True)
class Row:
    """What one fault did."""

    fault: str
    not_run: str | None = None
    in_flight_audio: int = 0
    in_flight_error: int = 0
    later_audio: int = 0
    later_error: int = 0
    hung: int = 0
    """Clients that saw nothing for longer than they may."""
    wrong: int = 0
    """Streams that ended well with other samples than on a quiet server, or out of order."""
    longest_silence_seconds: float = 0.0
    whole_after_seconds: float | None = None
    told: str = ""
    """The most frequent error."""
    before: Footprint | None = None
    during: Footprint | None = None
    """Some seconds after the fault, under load."""
    after: Footprint | None = None
    returned_after_seconds: float | None = None
    """From the end of the load until memory and handles were back; None if that took too long."""
    missed: Sequence[str] = ()


def missed(fault: Fault, row: Row) -> list[str]:
    """What is required and was not seen."""
    checks = {
        f"{row.hung} clients hung": row.hung,
        f"{row.wrong} streams were wrong": row.wrong,
        "not whole again in time": row.whole_after_seconds is None or row.whole_after_seconds > fault.whole_seconds,
        "a stream was lost": row.in_flight_error and not fault.may_refuse(),
        "memory or handles did not return": row.returned_after_seconds is None,
    }
    return [said for said, is_so in checks.items() if is_so]


def has_returned(before: Footprint, after: Footprint | None) -> bool:
    """Whether a whole server holds no more than before, but for the memory that any load leaves allocated."""
    return (
        after is not None
        and after.processes == before.processes
        and after.threads >= before.threads - _HANDLES
        and after.resident_mb <= before.resident_mb + _BUFFERS_MB
        and after.shared_mb <= before.shared_mb + _SHARED_MB
        and after.handles <= before.handles + _HANDLES
    )


_HEAD = (
    "fault",
    "in flight: audio / error",
    "begun later: audio / error",
    "hung",
    "wrong",
    "longest silence",
    "whole after",
    "resident MB",
    "shared MB",
    "handles",
    "threads",
    "returned after",
    "clients were told",
)


def table_head() -> str:
    """The two lines above the rows of the Markdown table."""
    return f"| {' | '.join(_HEAD)} |\n" + "|---" * len(_HEAD) + "|"


def table_line(row: Row) -> str:
    """A row of the Markdown table."""
    if row.not_run:
        return f"| {row.fault} | not run: {row.not_run} |" + " |" * 11
    whole = "never" if row.whole_after_seconds is None else f"{row.whole_after_seconds:.1f} s"
    footprints = [row.before, row.during, row.after]
    held = [
        " → ".join(f"{getattr(footprint, name):.0f}" if footprint else "none" for footprint in footprints)
        for name in ("resident_mb", "shared_mb", "handles", "threads")
    ]
    returned = "never" if row.returned_after_seconds is None else f"{row.returned_after_seconds:.0f} s"
    told = row.told.replace("|", "/").replace("\n", " ")[:110]
    cells = [
        row.fault,
        f"{row.in_flight_audio} / {row.in_flight_error}",
        f"{row.later_audio} / {row.later_error}",
        str(row.hung),
        str(row.wrong),
        f"{row.longest_silence_seconds:.1f} s",
        whole,
        *held,
        returned,
        told,
    ]
    return f"| {' | '.join(cells)} |"
