"""How long windows may be: longer ones cost less on their way, and keep a model from everybody else for longer."""

from __future__ import annotations

import dataclasses

from tritone.pipeline.chunks import ChunkSizes
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.served_voices import ServedVoice

LONG_WINDOW_SECONDS = 0.07
"""What a window longer than the plain ones may take by itself: newcomers may wait for it longer than for a call of
several. 80 ms instead of 35 made joe 4 % faster where both cores were full, and first audio no later there or at 0.7 of
that load (docs/performance-log.md); a little less, for newcomers of a voice whose own calls are short."""


class WindowLengths:
    """Those of one server; safe to share between threads."""

    def __init__(self, sizes: ChunkSizes, costs: CallCosts):
        """sizes: as the operator wants them; costs: what windows have been seen to cost."""
        self._sizes, self._costs = sizes, costs
        self._plain = dataclasses.replace(sizes, with_lead=0.0)

    def of(self, voice: ServedVoice) -> ChunkSizes:
        """How long chunks of a voice are now.

        What calls cost changes from one segment to the next, and a seed promises the same samples: so only voices whose
        windows are exact get longer ones.
        """
        if not voice.frame_format.windows_are_exact:
            return self._plain
        cost = self._costs.per_audio_second("vocoder", voice.group)
        if not cost:
            return self._plain
        with_lead = LONG_WINDOW_SECONDS / cost
        longest = self._sizes.with_lead
        return self._sizes if with_lead >= longest else dataclasses.replace(self._sizes, with_lead=with_lead)
