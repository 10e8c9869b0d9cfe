"""What arrays leave behind: in a process of its own, since the bounds stay."""

import subprocess
import sys

import pytest

_FAULTS = """
import resource, sys
import numpy as np
from tritone.bridge.process.kept_memory import keep_freed_memory

if sys.argv[1] == "kept" and not keep_freed_memory():
    sys.exit("unknown")
rows = np.ones((5, 48_000), np.float32)
for _ in range(4):  # glibc's own bounds have moved as far as they do
    rows.copy()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(50):
    # what a call leaves: several arrays that are freed together, at the end of the heap
    kept = [rows.copy() for _ in range(4)]
    del kept
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(how: str) -> int:
    run = subprocess.run([sys.executable, "-c", _FAULTS, how], capture_output=True, text=True)
    if run.stderr.strip() == "unknown":
        pytest.skip("this C library has no such bounds")
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


def test_the_memory_of_a_calls_samples_is_not_fetched_anew_for_each_call():
    pages_of_a_call = 4 * 5 * 48_000 * 4 // 4096
    assert page_faults("kept") < 3 * pages_of_a_call
    assert page_faults("given back") > 50 * pages_of_a_call // 2
