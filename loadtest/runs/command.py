"""Run a command's main function: what stood in its way is said in a sentence, and signals let its contexts close."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from tritone.errors import TritoneError

_ENDING = (signal.SIGTERM, signal.SIGHUP)


def run_command(main: Callable[[], int]) -> int:
    """The command's exit status. SIGTERM and SIGHUP end it as an error would: servers and children are stopped."""
    before = {number: signal.signal(number, _end) for number in _ENDING}
    try:
        return main()
    except TritoneError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second one ends this process at once, and the kernel its children
    raise SystemExit(128 + number)
