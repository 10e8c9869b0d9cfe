"""The acoustic engine of Kokoro voices in PyTorch: phoneme ids → the frames that the generator reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from tritone.devices.torch_device import batches_of, parameter_bytes
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.decisions import curves_as_asked, frames_of, require_readable, whole_steps
from tritone.families.kokoro.frame_layout import FRAMES_PER_STEP
from tritone.families.kokoro.styles import prosody_style, sound_style, styles_of
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers
from tritone.families.kokoro.torch_engine.frame_decoder import FrameDecoder
from tritone.families.kokoro.torch_engine.prosody import ProsodyPredictor
from tritone.families.kokoro.torch_engine.text_encoders import Albert, SoundEncoder
from tritone.families.shared import padded_ids
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.voices.voice import Voice


class KokoroAcousticEngine:
    """Implements tritone.families.AcousticEngine; all voices of the model share it."""

    def __init__(
        self,
        checkpoint: KokoroCheckpoint,
        device: str,
        half_precision: bool = False,
        batches: bool | None = None,
    ):
        """half_precision: run the frame decoder in bfloat16; what decides durations and pitch stays float32.

        batches: whether to run segments together, padded to the longest; None: as the device does best, see batches_of.
        """
        self.device = torch.device(device)
        self._batches = batches
        layers = CheckpointLayers(checkpoint)
        self.sounds = SoundEncoder(layers).eval().to(self.device)
        self.prosody = ProsodyPredictor(layers).eval().to(self.device)
        self.albert = Albert(layers).eval().to(self.device)
        self._decoder_type = torch.bfloat16 if half_precision else torch.float32
        self.decoder = FrameDecoder(layers).eval().to(self.device, self._decoder_type)
        self.memory_bytes = sum(map(parameter_bytes, (self.sounds, self.prosody, self.albert, self.decoder)))
        self.symbols, self.most_ids = self.albert.symbols, self.albert.longest

    @torch.inference_mode()
    def synthesize_frames(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        """Run segments of different lengths and styles; raises SynthesisFailed for one that is too long."""
        require_readable(segments, self.albert.longest)
        return [
            result
            for batch in batches_of(len(segments), self.device, self._batches)
            for result in self._run(segments[batch], voices[batch])
        ]

    def _run(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        ids, lengths = padded_ids(segments, self.device)
        phonemes = [length - 2 for length in lengths]  # without the padding at either end
        styles = torch.from_numpy(styles_of(voices, phonemes)).to(self.device)
        how, who = prosody_style(styles), sound_style(styles)

        mask, counts = self._mask(lengths)
        encoded = self.prosody.encode(self.albert(ids, mask), how, counts)
        predicted = self.prosody.frames_per_phoneme(encoded, counts).cpu().numpy()
        steps = [
            whole_steps(row[:length], segment.rates())
            for row, length, segment in zip(predicted, lengths, segments, strict=True)
        ]
        step_counts = [int(own.sum()) for own in steps]
        step_mask, counts_of_steps = self._mask(step_counts)
        rows = [torch.from_numpy(np.repeat(np.arange(len(own)), own)) for own in steps]
        at = nn.utils.rnn.pad_sequence(rows, batch_first=True)[..., None].to(self.device)
        pitch, energy, _ = self.prosody.pitch_and_energy(
            encoded.gather(1, at.expand(-1, -1, encoded.shape[2])), how, step_mask, counts_of_steps
        )
        for own_pitch, own_energy, segment, own in zip(pitch[:, 0], energy[:, 0], segments, steps, strict=True):
            curves = [row[: int(own.sum()) * FRAMES_PER_STEP] for row in (own_pitch, own_energy)]
            asked = curves_as_asked(curves[0].cpu().numpy(), curves[1].cpu().numpy(), own, segment)
            for curve, changed in zip(curves, asked, strict=True):
                curve.copy_(torch.from_numpy(changed))
        sounds = self.sounds(ids, mask, counts).transpose(1, 2)
        sounds = sounds.gather(1, at.expand(-1, -1, sounds.shape[2])).transpose(1, 2)
        sounds = sounds if step_mask is None else sounds * step_mask
        kind = self._decoder_type
        features = self.decoder(
            sounds.to(kind),
            pitch.to(kind),
            energy.to(kind),
            who.to(kind),
            None if step_mask is None else step_mask.to(kind),
        )
        energy_of = energy[:, 0].float().cpu().numpy()
        features_of, pitch_of = features.float().transpose(1, 2).cpu().numpy(), pitch[:, 0].cpu().numpy()
        return [
            AcousticResult(
                frames_of(
                    features_of[i, : FRAMES_PER_STEP * count], pitch_of[i, : FRAMES_PER_STEP * count], phonemes[i]
                ),
                steps[i] * np.int32(FRAMES_PER_STEP),
                energy_of[i, : FRAMES_PER_STEP * count].copy(),
            )
            for i, count in enumerate(step_counts)
        ]

    def _mask(self, lengths: Sequence[int]) -> tuple[Tensor | None, Tensor | None]:
        """float32 [batch, 1, longest], 1 inside and 0 beyond; and the lengths; None where all are alike."""
        if min(lengths) == max(lengths):
            return None, None
        counts = torch.tensor(lengths)
        return (torch.arange(max(lengths)) < counts[:, None])[:, None].float().to(self.device), counts
