"""The text of a stream ahead of its sound: read passage by passage, in segments that wait to be spoken; no threads."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace

from tritone.errors import InvalidRequest
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText
from tritone.streaming.request import SynthesisRequest, shorten

_MOST_LOGGED = 5
"""Stretches without sound of one text."""

logger = logging.getLogger(__name__)


class TextAhead:
    """Where to read on, and what was read and is not spoken yet.

    A request's text is all there from the start, so it may be read on whenever that is not being done. Whoever feeds
    text as it comes lets it be read when there is enough of it; `is_all_read` says that no more will come.
    """

    awaits_more = False
    """Text may still come, so nobody knows which sound is the last."""

    def __init__(self, request: SynthesisRequest):
        self._request = request
        self.text = request.text
        """All that is there."""
        self._start = 0
        self._has_begun = False
        """There was a word, or a pause that was asked for."""
        self.may_be_read = True
        """There is text to read on, and nobody does."""
        self.waiting: deque[Segment] = deque()
        """Segments to be spoken next; taken from the left."""
        self.is_all_read = False
        """Nothing will be added to those that wait."""
        self.warnings: deque[str] = deque()
        """What the caller is still to be told; taken from the left by whoever does it."""
        self._warned: set[str] = set()
        self._unspoken_logged = 0
        self.silent_words: list[TimedText] = []
        """Words without sound that came after the last segment which has one."""

    def next_position(self) -> TextPosition:
        """Where to read on, for whoever does it now."""
        self.may_be_read = False
        return TextPosition(self.text, self._start, self._request.voice, self._request.lexicon)

    def add(self, passage: Passage) -> None:
        """What was read at the latest position. Raises InvalidRequest when the whole text has nothing to say."""
        self.is_all_read = passage.next_start is None
        if passage.next_start is not None:
            self._start, self.may_be_read = passage.next_start, True
        for segment in passage.segments:
            self._add_segment(segment)
        self.warnings.extend(warning for warning in passage.warnings if warning not in self._warned)
        self._warned.update(passage.warnings)
        for start, end in passage.unspoken:
            self._unspoken_logged += 1
            if self._unspoken_logged > _MOST_LOGGED:
                break
            voice = self._request.voice.name
            logger.warning('voice "%s" has no way to say characters %d to %d of a text', voice, start, end)
            logger.debug('they are "%s"', shorten(self.text[start:end]))
        if self.is_all_read and not self._has_begun:
            raise InvalidRequest(
                f'input "text": "{shorten(self.text)}" has nothing that voice '
                f'"{self._request.voice.name}" ({self._request.voice.language}) can say; '
                "allowed: text with at least one word, number or symbol that has a name"
            )

    def _add_segment(self, segment: Segment) -> None:
        has_words = len(segment.phoneme_ids) > 0
        self._has_begun |= has_words or segment.is_pause
        # silence that nobody asked for is not sent before the first word, so that sound starts at once
        if not self._has_begun or not (has_words or segment.pause_seconds > 0):
            self.silent_words.extend(segment.timed)
            return
        if self.silent_words:
            before = [replace(item, first_id=0, end_id=0) for item in self.silent_words]
            segment = replace(segment, timed=[*before, *segment.timed])
            self.silent_words.clear()
        self.waiting.append(segment)
