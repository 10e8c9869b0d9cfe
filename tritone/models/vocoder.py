"""The inside of `vocoder`: every voice's vocoder engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tritone.devices.freed_memory import give_back_freed_memory
from tritone.errors import InvalidRequest
from tritone.families import VocoderEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.engine_parameters import engine_settings
from tritone.models.voice_engines import VoiceEngines, warm_up_batches
from tritone.pipeline.windows import NO_STATE, VocodedWindow, VocoderWindow, cut_window, frames_to_read
from tritone.voices.voice import Voice

LONGEST_WINDOW_SECONDS = 10.0
"""What one window may speak: five times the longest chunk that can be asked for."""
LONGEST_SEGMENT_SECONDS = 1200.0
"""The longest segment of the text front end, at the slowest speed that callers and SSML can ask for, is 8 minutes."""
_WARM_UP_FRAMES = 200


class Vocoder:
    """Turns windows into samples, a batch at a time."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._engines = VoiceEngines(settings, self._create)

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> Vocoder:
        """As its config.pbtxt describes it."""
        return Vocoder(engine_settings(parameters))

    def load_first(self) -> None:
        """Load and warm up the voices that are wanted from the start."""
        self._engines.load_first()

    def engine(self, voice_name: str) -> tuple[Voice, VocoderEngine]:
        """Implements EngineModel."""
        return self._engines.of(voice_name)

    def check(self, engine: VocoderEngine, voice: Voice, window: VocoderWindow) -> None:
        """Implements EngineModel: engines read and write as much memory as these numbers say."""
        form = load_family(voice.family).frame_format(voice)
        start, stop, total = window.start, window.stop, window.total
        longest = int(LONGEST_WINDOW_SECONDS * form.sample_rate_hz / form.hop_length_samples)
        if not (0 <= start < stop <= total and stop - start <= longest):
            raise InvalidRequest(
                f'input "window" speaks frames {start} to {stop} of {total}; allowed: 0 <= start < stop <= total, '
                f'for voice "{voice.name}" up to {longest} frames'
            )
        most = int(LONGEST_SEGMENT_SECONDS * form.sample_rate_hz / form.hop_length_samples)
        if total > most:
            raise InvalidRequest(
                f'input "window" is of a segment of {total} frames; allowed for voice "{voice.name}": up to {most}'
            )
        if window.noise_seed < 0:
            raise InvalidRequest(f'input "window" has the noise seed {window.noise_seed}; allowed: 0 to {2**63 - 1}')
        first, end = frames_to_read(start, stop, total, form.lookahead_frames)
        if window.frames.shape != (end - first, form.channels):
            raise InvalidRequest(
                f'input "frames" has shape {list(window.frames.shape)}; allowed for frames {start} to {stop} of '
                f'{total} of voice "{voice.name}": {[end - first, form.channels]}'
            )
        held = 0 if window.state is None else len(window.state)
        wanted = engine.state_floats(start, total) if start else 0
        if held != wanted:
            raise InvalidRequest(
                f'input "state" has {held} numbers; allowed for a window of voice "{voice.name}" that starts at frame '
                f"{start} of {total}: {wanted}"
            )

    def run(
        self, engine: VocoderEngine, windows: Sequence[VocoderWindow], voices: Sequence[Voice]
    ) -> list[VocodedWindow]:
        """Windows of voices that share the engine. What a segment's last would hand on goes no further."""
        made = engine.vocode(windows, voices)
        return [
            VocodedWindow(vocoded.samples, NO_STATE) if window.stop == window.total else vocoded
            for window, vocoded in zip(windows, made, strict=True)
        ]

    def _create(self, voice: Voice) -> VocoderEngine:
        family = load_family(voice.family)
        engine, form = family.vocoder_engine(voice, self._settings), family.frame_format(voice)
        frames = np.zeros((_WARM_UP_FRAMES, form.channels), np.float32)
        for size in warm_up_batches():
            state = None
            for start, stop in ((0, _WARM_UP_FRAMES // 2), (_WARM_UP_FRAMES // 2, _WARM_UP_FRAMES)):
                window = cut_window(frames, start, stop, form.lookahead_frames, 1, state)
                state = engine.vocode([window] * size, [voice] * size)[0].state
        give_back_freed_memory()
        return engine
