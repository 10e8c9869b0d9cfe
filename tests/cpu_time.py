"""What a call takes of the processor, whether or not coverage is measured."""

import gc
import sys
import time


def cpu_seconds(call, *arguments):
    """Of one call in this thread. Coverage is not measured meanwhile: that takes twice as long as the work itself. Nor
    is garbage collected: what all tests before have left takes half a second to look through."""
    tracing, collects = sys.gettrace(), gc.isenabled()
    sys.settrace(None)
    gc.disable()
    try:
        begin = time.thread_time()
        call(*arguments)
        return time.thread_time() - begin
    finally:
        if collects:
            gc.enable()
        sys.settrace(tracing)
