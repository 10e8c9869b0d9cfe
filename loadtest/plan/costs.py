"""What a voice costs a machine, and how two figures of `loadtest.bench` fit that to a machine of one's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

STAGES = ("text_frontend", "acoustic", "vocoder", "sending")
FIRST_CHUNK_SECONDS, LONGEST_CHUNK_SECONDS = 0.3, 2.0
_APPEND_MS, _TOKENS_PER_AUDIO_SECOND = 0.12, 4.0
"""15 characters are a second, and a token is four of them."""


@dataclass(frozen=True)
class VoiceCosts:
    """Milliseconds of one core for a second of audio, by stage, at full load, with what is around the models."""

    name: str
    milliseconds: Mapping[str, float]
    """`sending`: tts, tritonserver, and a client on the same machine."""
    times_real_time: float
    """What a core made of this voice where it was measured."""
    first_audio_ms: float
    """Time to first audio of one stream alone there."""
    lookahead_seconds: float = 0.0
    """How much audio beyond its own a segment's first window must have read."""
    context_seconds: float = 0.0
    """Audio that each window makes again around its own, both sides together, by what it costs."""
    first_window_makes_all: bool = False
    """Of a segment: nothing is known of it before all of it is."""
    delay_ms: float = 0.0
    """Of a first sound: what passes without anybody computing, from process to process and over the network."""

    def work(self, stage: str, audio_seconds: float) -> float:
        """Seconds of one core."""
        return self.milliseconds[stage] * audio_seconds / 1000

    def window_work(self, audio_seconds: float) -> float:
        """Seconds of one core that a window takes.

        The vocoder's cost was measured with windows of the longest kind, context included; a short one has as much.
        """
        whole = LONGEST_CHUNK_SECONDS
        return self.work("vocoder", audio_seconds + self.context_seconds) * whole / (whole + self.context_seconds)

    def core_seconds(self) -> float:
        """Of a second of audio, all stages together."""
        return sum(self.milliseconds.values()) / 1000

    def first_sound_seconds(self, text_seconds: float, segment_seconds: float) -> float:
        """The way to the first sound on an idle machine, without the delay."""
        segment = min(text_seconds, segment_seconds)
        window = segment if self.first_window_makes_all else FIRST_CHUNK_SECONDS + self.lookahead_seconds
        return (
            self.work("text_frontend", text_seconds)
            + self.work("acoustic", segment)
            + self.window_work(min(segment, window))
            + self.work("sending", FIRST_CHUNK_SECONDS)
        )


def with_text_in_pieces(costs: VoiceCosts) -> VoiceCosts:
    """A language model's tokens cost tts and tritonserver 0.12 ms each (docs/live.md), whatever the voice."""
    sending = costs.milliseconds["sending"] + 2 * _APPEND_MS * _TOKENS_PER_AUDIO_SECOND
    return dataclasses.replace(costs, milliseconds={**costs.milliseconds, "sending": sending})


MEASURED = {
    costs.name: costs
    for costs in (
        VoiceCosts(
            "heart",
            {"text_frontend": 0.2, "acoustic": 0.45, "vocoder": 1.3, "sending": 0.84},
            358.0,
            9.0,
            lookahead_seconds=0.3,
        ),
        VoiceCosts(
            "joe",
            {"text_frontend": 0.22, "acoustic": 3.1, "vocoder": 6.8, "sending": 1.6},
            83.0,
            20.0,
            context_seconds=0.03,
        ),
        VoiceCosts(
            "kokoro",
            {"text_frontend": 0.3, "acoustic": 26.0, "vocoder": 59.5, "sending": 1.2},
            11.5,
            199.0,
            first_window_makes_all=True,
        ),
    )
}
"""docs/performance-log.md, 2026-11-26: a core of an AMD EPYC (Zen 5), half of what two make at full load, client and
all (716, 166 and 23 × real time). The split of `heart` and Kokoro is that of the kernels' processor time, 0.37 and 1.17
ms, 25 and 58; what is around them makes up the rest. That of `joe` is by process (tts 0.67, tritonserver 0.60, the
client about 0.33): 11.7 ms of the 12 that 166 × are; `fitted` shares out the rest. A window of `joe` brings 26 frames
on either side, but takes only about 0.2 ms more than one without any (26 to 258 frames of its own, the engine alone),
as much as 0.03 s of audio. Faster kernels are told here, and in the first table of docs/scaling.md; what else that page
says is made from these."""


def fitted(
    costs: VoiceCosts, times_real_time: float, first_audio_ms: float, text_seconds: float, segment_seconds: float
) -> VoiceCosts:
    """The same voice on other cores.

    times_real_time: what one core makes at full load; first_audio_ms: of one stream alone, texts being text_seconds
    long in segments of segment_seconds. All stages are taken to be faster or slower by the same factor.
    """
    factor = 1.0 / (times_real_time * costs.core_seconds())
    scaled = {stage: cost * factor for stage, cost in costs.milliseconds.items()}
    there = dataclasses.replace(
        costs, milliseconds=scaled, times_real_time=times_real_time, first_audio_ms=first_audio_ms
    )
    delay = first_audio_ms - 1000 * there.first_sound_seconds(text_seconds, segment_seconds)
    return dataclasses.replace(there, delay_ms=max(0.0, delay))
