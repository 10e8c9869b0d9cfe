"""Become another program that is told to end when its parent dies: exec_bound_to_parent.py PARENT_PID PROGRAM ARG…

Run as a script, in a process just started. A launcher that is killed with SIGKILL can clean up nothing; so the kernel
is told to send this process SIGTERM when that happens, and Triton then stops as it does on Ctrl-C. The setting survives
execve. (subprocess's preexec_fn would do the same, but is not safe in a process that has threads.) Not SIGINT: of that
Python makes an exception, and one that comes in the wrong moment, as in a weak reference's callback, goes unheeded.

What the program makes is its owner's alone: the tensors in shared memory are callers' texts and voices. And it may hold
as many connections as the system lets it: a service manager's usual soft limit of 1,024 handles is soon full.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
MOST_HANDLES = 1 << 20
"""Some systems say infinity, and programs that close every handle there may be then take minutes over it."""


def raise_handle_limit() -> None:
    """Let the soft limit be the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_HANDLES if hard == resource.RLIM_INFINITY else min(hard, MOST_HANDLES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    parent, program = int(sys.argv[1]), sys.argv[2]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # A shell's background job ignores SIGINT, and so would its descendants.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if os.getppid() != parent:  # it died before the line above could tell
        sys.exit("the launcher is gone")
    os.umask(0o077)
    raise_handle_limit()
    os.execv(program, sys.argv[2:])
