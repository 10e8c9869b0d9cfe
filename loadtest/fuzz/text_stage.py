"""The text stage in this process under odd texts: what raises, what does not end, what cannot be spoken."""

from __future__ import annotations

import logging
import time
import traceback
from dataclasses import dataclass, field

from loadtest.fuzz.texts import TextMaker
from tritone.errors import InvalidRequest, VoiceLoading
from tritone.models import loaded_on_demand
from tritone.models.text_frontend import TextFrontend
from tritone.threads.cpu_budget import CpuBudget

MOST_IDS = 600
"""Of a segment: 400 phonemes, and what a family puts around and between them."""
_MOST_CALLS = 12
"""Stretches that are read of one text."""


@dataclass
class Found:
    """What a run came to."""

    texts: int = 0
    calls: int = 0
    faults: list[str] = field(default_factory=list)
    """A line each: what happened, and the text that it happened with, cut short."""
    slowest: list[tuple[float, str]] = field(default_factory=list)
    """Seconds of processor time of the slowest calls, and their texts."""

    def note_time(self, seconds: float, text: str) -> None:
        self.slowest = sorted([*self.slowest, (seconds, shown(text))], reverse=True)[:5]


def shown(text: str) -> str:
    """A text as one line of a report; its beginning and its length tell which it is."""
    return ascii(text[:150]) + (f"… ({len(text)} characters)" if len(text) > 150 else "")


class _Faults(logging.Handler):
    """Keeps what rules of reading that failed said, a line for each place in the code."""

    def __init__(self, found: Found) -> None:
        super().__init__(logging.ERROR)
        self._found = found
        self.text = ""
        self._places: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        frame = traceback.extract_tb(error.__traceback__)[-1] if error is not None else None
        place = f"{frame.filename}:{frame.lineno}" if frame else record.getMessage()
        if place not in self._places:
            self._places.add(place)
            self._found.faults.append(f"{error!r:.200} in {place}: {shown(self.text)}")


def run(seed: int | str, texts: int | None, seconds: float, budget_seconds: float, longest: int = 100_000) -> Found:
    """Read odd texts one after the other, so many or for so long, in the main thread.

    longest: characters of a text; budget_seconds: of processor time of one call.
    """
    make, found = TextMaker(seed, longest), Found()
    faults, log = _Faults(found), logging.getLogger("frontend_text")
    log.addHandler(faults)
    log.propagate = False
    logging.getLogger("tritone").setLevel(logging.CRITICAL)
    try:
        budget = CpuBudget(budget_seconds, frozenset((loaded_on_demand.__file__,)))
        front = TextFrontend(("heart",), budget=budget)
        front.load_first()
        until = time.monotonic() + seconds
        while found.texts != texts and time.monotonic() < until:
            found.texts += 1
            faults.text, lexicon = make.text(), make.lexicon() if make.random.random() < 0.3 else ""
            _read(front, faults.text, lexicon, found)
        return found
    finally:
        log.removeHandler(faults)
        log.propagate = True
        logging.getLogger("tritone").setLevel(logging.NOTSET)


def _read(front: TextFrontend, text: str, lexicon: str, found: Found) -> None:
    start: int | None = 0
    for _ in range(_MOST_CALLS):
        began = time.thread_time()
        try:
            passage = front.read_text(text, start or 0, "heart", lexicon)
        except VoiceLoading:
            time.sleep(0.02)
            continue
        except InvalidRequest as error:
            if "of a processor" in str(error):
                found.faults.append(f"over the budget at {start}: {shown(text)} with lexicon {shown(lexicon)}")
            return
        except Exception as error:
            found.faults.append(f"{error!r:.200} at {start}: {shown(text)} with lexicon {shown(lexicon)}")
            return
        finally:
            found.calls += 1
            found.note_time(time.thread_time() - began, text)
        longest = max((len(segment.phoneme_ids) for segment in passage.segments), default=0)
        if longest > MOST_IDS:
            found.faults.append(f"a segment of {longest} ids at {start}: {shown(text)} with lexicon {shown(lexicon)}")
        if passage.next_start is None:
            return
        if passage.next_start <= (start or 0):
            found.faults.append(f"no way forward from {start}: {shown(text)} with lexicon {shown(lexicon)}")
            return
        start = passage.next_start
