"""Become another program that is interrupted when its parent dies: exec_bound_to_parent.py PARENT_PID PROGRAM ARG…

Run as a script, in a process just started. A launcher that is killed with SIGKILL can clean up nothing; so the kernel
is told to send this process SIGINT when that happens, and Triton then stops as it does on Ctrl-C. The setting survives
execve. (subprocess's preexec_fn would do the same, but is not safe in a process that has threads.)
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h

if __name__ == "__main__":
    parent, program = int(sys.argv[1]), sys.argv[2]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    # A shell's background job ignores SIGINT, and so would its descendants.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if os.getppid() != parent:  # it died before the line above could tell
        sys.exit("the launcher is gone")
    os.execv(program, sys.argv[2:])
