"""The segments of one stream that are being made, in order: whose sound is next, and what comes before it."""

from __future__ import annotations

import itertools
from collections import deque

import numpy as np

from tritone.pipeline.arrays import Float32Array
from tritone.streaming.chunk_sender import Sound
from tritone.streaming.segment_in_flight import SegmentInFlight
from tritone.streaming.text_ahead import TextAhead
from tritone.streaming.timestamps import PlacedText

_NO_SOUND = np.zeros(0, np.float32)


class SegmentQueue:
    """Segments are appended; their sound is taken from the front, chunk by chunk, the last one marked as such."""

    def __init__(self, text: TextAhead, sample_rate_hz: int, keeps_words: bool):
        """text: what comes after the segments that are here; keeps_words: whether anybody asks when words sound."""
        self._text, self._rate_hz, self._keeps_words = text, sample_rate_hz, keeps_words
        self.segments: deque[SegmentInFlight] = deque()
        """Those whose sound has not all been taken. Append to it; what is done with leaves by `take_ready`."""
        self._head_has_begun = False
        """Some of the first one's sound has been taken, or its words wait in `_words`."""
        self._words: list[PlacedText] = []
        """To go with the next sound."""
        self._samples_taken = 0
        self._has_ended = False

    def take_ready(self) -> list[Sound]:
        """All sound that can go out now. What may be the last waits until it is known whether it is."""
        ready: list[Sound] = []
        while self.segments:
            head = self.segments[0]
            if self._keeps_words and not self._head_has_begun and (head.sound or head.is_vocoded):
                self._words += head.placed_text()
                self._head_has_begun = True
            while head.sound:
                is_last = self._is_last_of_all(head)
                if is_last is None:
                    return ready
                samples = head.sound.popleft()
                ready.append(self._sound(samples, is_last, head.gain, 0 if head.sound else head.silence))
            if not head.is_vocoded:
                return ready
            self.segments.popleft()
            self._head_has_begun = False
        # the segments after the last chunk turned out to have no sound at all
        if self._text.is_all_read and not self._text.waiting and not self._has_ended:
            ready.append(self._sound(_NO_SOUND, True))
        return ready

    def opens_stream(self, segment: SegmentInFlight) -> bool:
        """Whether the stream's sound begins with that segment: there is none before it, and will be none."""
        earlier = itertools.takewhile(lambda other: other is not segment, self.segments)
        return not self._samples_taken and not any(len(other.segment.phoneme_ids) for other in earlier)

    def seconds_before(self, segment: SegmentInFlight | None) -> float:
        """From the stream's beginning to that segment's next window; to the text that is still to be read for None."""
        samples, seconds = self._samples_taken, 0.0
        for other in self.segments:
            samples += other.samples_ready()
            if other is segment:
                break
            seconds += other.seconds_to_make()
        return seconds + samples / self._rate_hz

    def seconds_made(self) -> float:
        """All sound that was made so far, taken or not."""
        made = self._samples_taken + sum(segment.samples_ready() for segment in self.segments)
        uncut = sum(segment.seconds_to_make() for segment in self.segments if segment.windows_made())
        return made / self._rate_hz + uncut

    def _is_last_of_all(self, head: SegmentInFlight) -> bool | None:
        """Whether the head's next sound is the stream's last; None while that is not known."""
        if not head.is_vocoded or len(head.sound) > 1 or len(self.segments) > 1 or self._text.waiting:
            return False
        if self._text.awaits_more:
            return False  # a listener would wait for it as long as for the text; the end then comes without sound
        return True if self._text.is_all_read else None

    def _sound(self, samples: Float32Array, is_last: bool, gain: float = 1.0, silence: int = 0) -> Sound:
        words, self._words = self._words, []
        self._samples_taken += len(samples) + silence
        self._has_ended |= is_last
        warnings = tuple(self._text.warnings)
        self._text.warnings.clear()
        return Sound(samples, words, is_last, self._text.silent_words if is_last else (), warnings, gain, silence)
