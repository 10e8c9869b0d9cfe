"""Which process is replaced for the memory it holds, and when."""

from tritone.server.running.memory_watch import MemoryWatch
from tritone.server.running.stubs import Stub

VOCODER, TTS = Stub(11, "vocoder"), Stub(12, "tts")


class Watched:
    """A watch over processes of a given size, on a clock that tests turn."""

    def __init__(self, limit_mb=100.0):
        self.now, self.sizes = 0.0, {VOCODER: 50.0, TTS: 20.0}
        self.watch = MemoryWatch(limit_mb, self.sizes.__getitem__, lambda: self.now)

    def after(self, seconds, is_quiet=False):
        """The model to be replaced when so much time has passed."""
        self.now += seconds
        over = self.watch.over_limit([VOCODER, TTS], is_quiet)
        return over and over.model


def test_a_process_above_its_limit_is_replaced_when_nobody_is_served_or_after_a_minute():
    watched = Watched()
    assert watched.after(5) is None
    watched.sizes[VOCODER] = 101.0
    assert watched.after(5) is None and watched.after(5, is_quiet=True) == "vocoder"
    waiting = Watched()
    waiting.after(5)
    waiting.sizes[VOCODER] = 101.0
    assert [waiting.after(5) for _ in range(13)] == [None] * 13 and waiting.after(5) == "vocoder"


def test_one_far_above_is_replaced_at_once_the_largest_first():
    watched = Watched()
    watched.after(5)
    watched.sizes |= {TTS: 151.0, VOCODER: 160.0}
    assert watched.after(4.9) is None and watched.after(5) == "vocoder"


def test_one_that_was_above_from_the_first_is_not_replaced_for_nothing():
    watched = Watched()
    watched.sizes[VOCODER] = 300.0
    assert [watched.after(5, is_quiet=True) for _ in range(20)] == [None] * 20
    watched.sizes[VOCODER] = 451.0
    assert watched.after(5, is_quiet=True) == "vocoder"


def test_no_limit_replaces_nothing():
    watched = Watched(limit_mb=0.0)
    watched.sizes[VOCODER] = 1e6
    assert watched.after(100, is_quiet=True) is None
