"""The vocoder engine of a Piper voice: windows of latent frames → samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from tritone.devices.torch_device import batches_of, parameter_bytes
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.config import PiperConfig
from tritone.families.piper.torch_engine.decoder import Decoder
from tritone.families.piper.torch_engine.speakers import Speakers
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice


class PiperVocoderEngine:
    """Implements tritone.families.VocoderEngine; a window's state is the frames of its context before it."""

    def __init__(
        self,
        checkpoint: PiperCheckpoint,
        config: PiperConfig,
        device: str,
        context: int,
        half_precision: bool = False,
        batches: bool | None = None,
    ):
        """context: frames that a window brings on either side, at least as many as the decoder hears.

        half_precision: run the decoder in bfloat16, half the time where the processor has it; batches: as for the
        acoustic engine.
        """
        self.device = torch.device(device)
        self._batches = batches
        self.decoder, self.speakers = Decoder(checkpoint), Speakers(checkpoint, config)
        self.reach = self.least_context = self.decoder.reach_frames()
        self.context = context
        self.channels = self.decoder.enter.in_channels
        self._type = torch.bfloat16 if half_precision else torch.float32
        for module in (self.decoder, self.speakers):
            module.eval().to(self.device, self._type)
        self.memory_bytes = parameter_bytes(self.decoder) + parameter_bytes(self.speakers)

    def state_floats(self, start: int, total: int) -> int:
        """Implements VocoderEngine."""
        return (min(start + self.context, total) - self._brought_from(start)) * self.channels

    @torch.inference_mode()
    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        """Run windows of different segments, lengths and speakers."""
        return [
            vocoded
            for batch in batches_of(len(windows), self.device, self._batches)
            for vocoded in self._run(windows[batch], voices[batch])
        ]

    def _run(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        brought = [self._brought(window) for window in windows]
        heard = [self._heard(window, frames) for window, frames in zip(windows, brought, strict=True)]
        lengths = [len(frames) for frames in heard]
        batch = torch.zeros(len(windows), max(lengths), self.channels)
        for row, frames in zip(batch, heard, strict=True):
            row[: len(frames)] = torch.from_numpy(frames)
        differ = torch.tensor(lengths, device=self.device) if len(set(lengths)) > 1 else None
        batch = batch.transpose(1, 2).to(self.device, self._type)
        samples = self.decoder(batch, self.speakers(voices), differ).float().cpu().numpy()
        hop, results = self.decoder.hop_length_samples, []
        for window, frames, row in zip(windows, brought, samples, strict=True):
            first = min(window.start, self.reach)
            kept = row[first * hop : (first + window.stop - window.start) * hop]
            before_next = self._brought_from(window.stop) - self._brought_from(window.start)
            results.append(VocodedWindow(kept.copy(), np.ascontiguousarray(frames[before_next:]).reshape(-1)))
        return results

    def _brought_from(self, start: int) -> int:
        return max(0, start - self.context)

    def _brought(self, window: VocoderWindow) -> npt.NDArray[np.float32]:
        """The frames from a context before the window to one after it, as far as the segment has them."""
        if window.state is None:
            return np.asarray(window.frames, np.float32)
        return np.concatenate([window.state.reshape(-1, self.channels), window.frames])

    def _heard(self, window: VocoderWindow, brought: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Those of them that the window's samples hear."""
        before = self._brought_from(window.start)
        return brought[max(0, window.start - self.reach) - before : window.stop + self.reach - before]
