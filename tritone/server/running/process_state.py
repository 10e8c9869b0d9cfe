"""What the kernel says of a process in one line, read with little work: a launcher asks some 40 times a second."""

from __future__ import annotations

import os

_MOST_BYTES = 1024
"""Of the line: 52 numbers and a name of 15 letters."""
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_ZOMBIE, _DEAD, _STOPPED = b"Z", b"X", b"T"
# Places in the line, counted from the state (proc_pid_stat(5) counts from the process's number, two before it).
_STATE, _PARENT, _USER_TICKS, _SYSTEM_TICKS, _RESIDENT_PAGES = 0, 1, 11, 12, 21


class ProcessState:
    """A process as it was when it was looked at."""

    def __init__(self, line: bytes) -> None:
        """line: of /proc/PID/stat."""
        # its name, in brackets, may hold brackets and blanks
        self._words = line[line.rindex(b")") + 2 :].split(None, _RESIDENT_PAGES + 1)

    @property
    def parent(self) -> int:
        """The process that started it, or whoever has inherited it."""
        return int(self._words[_PARENT])

    @property
    def has_ended(self) -> bool:
        """Whether it is a zombie, which nobody has reaped yet."""
        return self._words[_STATE] in (_ZOMBIE, _DEAD)

    @property
    def is_stopped(self) -> bool:
        """Whether it stands still because somebody sent it SIGSTOP."""
        return self._words[_STATE] == _STOPPED

    @property
    def cpu_seconds(self) -> float:
        """What all its threads have computed so far."""
        return (int(self._words[_USER_TICKS]) + int(self._words[_SYSTEM_TICKS])) / _TICKS_PER_SECOND

    @property
    def resident_bytes(self) -> int:
        """What it keeps in memory, what it shares with others included."""
        return int(self._words[_RESIDENT_PAGES]) * _PAGE_BYTES


def process_state(pid: int) -> ProcessState | None:
    """None where there is no such process any more."""
    try:
        line = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return ProcessState(os.read(line, _MOST_BYTES))
    except OSError:  # it ended meanwhile
        return None
    finally:
        os.close(line)


def has_ended(pid: int) -> bool:
    """Whether there is no such process any more, or none but a zombie."""
    state = process_state(pid)
    return state is None or state.has_ended
