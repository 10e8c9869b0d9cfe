"""The vocoder engine of Kokoro voices: frames → samples.

The generator normalises over the whole segment, so it runs when the first window comes, which brings all of the
segment's frames; later windows are cut from the sound that the first one left in the state.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from tritone.devices.torch_device import batches_of, parameter_bytes
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS, HOP_SAMPLES, segment_frames, spoken
from tritone.families.kokoro.source import excitation_noise
from tritone.families.kokoro.styles import sound_style, styles_of
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers
from tritone.families.kokoro.torch_engine.generator import Generator
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice


class KokoroVocoderEngine:
    """Implements tritone.families.VocoderEngine; a window's state is the rest of its segment's samples."""

    def __init__(
        self,
        checkpoint: KokoroCheckpoint,
        device: str,
        half_precision: bool = False,
        batches: bool | None = None,
        noise: bool = True,
    ):
        """half_precision, batches: as for the acoustic engine; noise: whether the excitation has any."""
        self.device = torch.device(device)
        self._batches = batches
        self.generator = Generator(CheckpointLayers(checkpoint)).eval().to(self.device)
        if half_precision:
            self.generator.halve_precision()
        self._noise = noise
        self.channels = self.generator.in_channels + EXTRA_CHANNELS
        self.memory_bytes = parameter_bytes(self.generator)

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine."""
        return (total - start) * HOP_SAMPLES

    @torch.inference_mode()
    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        """Run windows of different segments, lengths and styles."""
        new = [i for i, window in enumerate(windows) if window.state is None]
        known: dict[int, npt.NDArray[np.float32]] = {}
        for batch in batches_of(len(new), self.device, self._batches):
            made = self._run([windows[i] for i in new[batch]], [voices[i] for i in new[batch]])
            known.update(zip(new[batch], made, strict=True))
        return [spoken(window, known[i] if window.state is None else window.state) for i, window in enumerate(windows)]

    def _run(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[npt.NDArray[np.float32]]:
        segments = [segment_frames(window) for window in windows]
        styles = torch.from_numpy(sound_style(styles_of(voices, [item.phonemes for item in segments]))).to(self.device)
        excitation = []
        for item, window in zip(segments, windows, strict=True):
            pitch, phases = (torch.from_numpy(part)[None].to(self.device) for part in (item.pitch, item.phases))
            noise = excitation_noise(window.noise_seed, len(item.pitch)) if self._noise else None
            excitation.append(
                self.generator.source(
                    pitch, phases, None if noise is None else torch.from_numpy(noise)[None].to(self.device)
                )
            )
        batch = torch.zeros(len(segments), self.generator.in_channels, max(len(item.pitch) for item in segments))
        for row, item in zip(batch, segments, strict=True):
            row[:, : len(item.pitch)] = torch.from_numpy(item.features).T
        silence = [item.silence for item in segments]
        samples = self.generator(batch.to(self.device), excitation, styles, silence).cpu().numpy()
        return [row[: len(item.pitch) * HOP_SAMPLES] for row, item in zip(samples, segments, strict=True)]
