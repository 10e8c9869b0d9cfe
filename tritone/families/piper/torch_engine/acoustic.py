"""The acoustic engine of a Piper voice: phoneme ids → the latent frames that its decoder reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from tritone.devices.torch_device import batches_of, parameter_bytes
from tritone.families import MOST_IDS
from tritone.families.pacing import paced_durations
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.config import PiperConfig
from tritone.families.piper.latent_noise import LatentNoise
from tritone.families.piper.torch_engine.duration_predictor import DurationPredictor
from tritone.families.piper.torch_engine.flow import Flow
from tritone.families.piper.torch_engine.speakers import Speakers
from tritone.families.piper.torch_engine.text_encoder import TextEncoder
from tritone.families.shared import padded_ids, padded_rates
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.voices.voice import Voice


class PiperAcousticEngine:
    """Implements tritone.families.AcousticEngine."""

    def __init__(
        self,
        checkpoint: PiperCheckpoint,
        config: PiperConfig,
        device: str,
        half_precision: bool = False,
        batches: bool | None = None,
    ):
        """half_precision: run the flow in bfloat16, half the time where the processor has it; what comes before it
        stays float32, so that durations do not depend on it.

        batches: whether to run segments together, padded to the longest; None: as the device does best, see batches_of.
        """
        self.device = torch.device(device)
        self._batches = batches
        self._config = config
        self.encoder, self.durations = TextEncoder(checkpoint), DurationPredictor(checkpoint)
        self.flow, self.speakers = Flow(checkpoint), Speakers(checkpoint, config)
        modules = (self.encoder, self.durations, self.flow, self.speakers)
        for module in modules:
            module.eval().to(self.device)
        self._flow_type = torch.bfloat16 if half_precision else torch.float32
        self.flow.to(self._flow_type)
        self.memory_bytes = sum(map(parameter_bytes, modules))
        self.symbols, self.most_ids = self.encoder.embedding.num_embeddings, MOST_IDS

    @torch.inference_mode()
    def synthesize_frames(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        """Run segments of different lengths and speakers."""
        return [
            result
            for batch in batches_of(len(segments), self.device, self._batches)
            for result in self._run(segments[batch], voices[batch])
        ]

    def _run(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        ids, lengths = padded_ids(segments, self.device)
        random = [LatentNoise(segment.noise_seed) for segment in segments]
        mask, speakers = self._mask(lengths), self.speakers(voices)
        hidden, mean, log_spread = self.encoder(ids, mask)
        noise = self._padded([row.durations(count) for row, count in zip(random, lengths, strict=True)])
        noise = noise * self._config.noise_w
        log_frames = self.durations(hidden, mask, noise, speakers)
        plain = torch.ceil(torch.exp(log_frames) * mask[:, 0] * self._config.length_scale)
        durations = torch.from_numpy(paced_durations(plain.cpu().numpy(), padded_rates(segments))).to(self.device)

        frame_counts = durations.sum(dim=1).clamp(min=1).tolist()
        frame_mask = self._mask(frame_counts)
        spread_out = [torch.repeat_interleave(row) for row in durations]  # which phoneme each frame belongs to
        at = nn.utils.rnn.pad_sequence(spread_out, batch_first=True)[:, None].expand(-1, mean.shape[1], -1)
        spread = torch.exp(log_spread.gather(2, at)) * self._config.noise_scale
        channels = mean.shape[1]
        noise = self._padded([row.frames(n, channels).T for row, n in zip(random, frame_counts, strict=True)])
        drawn = (mean.gather(2, at) + noise * spread) * frame_mask
        latent = self.flow(
            *(None if tensor is None else tensor.to(self._flow_type) for tensor in (drawn, frame_mask, speakers))
        )
        frames = latent.float().transpose(1, 2).cpu().numpy()
        counts = durations.to(torch.int32).cpu().numpy()
        return [
            AcousticResult(np.ascontiguousarray(frames[i, : frame_counts[i]]), counts[i, : lengths[i]].copy())
            for i in range(len(segments))
        ]

    def _mask(self, lengths: Sequence[int]) -> Tensor:
        """float32 [batch, 1, longest]: 1 inside, 0 beyond."""
        position = torch.arange(max(lengths), device=self.device)
        return (position < torch.tensor(lengths, device=self.device)[:, None])[:, None].float()

    def _padded(self, rows: Sequence[npt.NDArray[np.float32]]) -> Tensor:
        """[channels, n] of different n → [batch, channels, longest], zero beyond each."""
        padded = torch.zeros(len(rows), rows[0].shape[0], max(row.shape[1] for row in rows))
        for target, row in zip(padded, rows, strict=True):
            target[:, : row.shape[1]] = torch.from_numpy(np.ascontiguousarray(row))
        return padded.to(self.device)
