"""The acoustic engine of Kokoro voices: phoneme ids → the frames that the generator reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from tritone.devices.torch_device import batches_of, parameter_bytes
from tritone.errors import SynthesisFailed
from tritone.families.delivery import inflected_pitch
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_decoder import FrameDecoder
from tritone.families.kokoro.frame_layout import FRAMES_PER_STEP
from tritone.families.kokoro.native.albert import NativeAlbert
from tritone.families.kokoro.native.frame_decoder import NativeFrameDecoder
from tritone.families.kokoro.prosody import ProsodyPredictor
from tritone.families.kokoro.source import frame_phases
from tritone.families.kokoro.styles import prosody_style, sound_style, styles_of
from tritone.families.kokoro.text_encoders import Albert, SoundEncoder
from tritone.families.question_rise import risen
from tritone.families.shared import padded_ids, padded_rates
from tritone.pipeline.frames import AcousticResult, AcousticSegment, Delivery
from tritone.voices.voice import Voice

_ENERGY_SLACK = -1.0


class KokoroAcousticEngine:
    """Implements tritone.families.AcousticEngine; all voices of the model share it."""

    def __init__(
        self,
        checkpoint: KokoroCheckpoint,
        device: str,
        half_precision: bool = False,
        batches: bool | None = None,
        native: bool = False,
    ):
        """half_precision: run the frame decoder in bfloat16; what decides durations and pitch stays float32.

        batches: whether to run segments together, padded to the longest; None: as the device does best, see batches_of.
        native: run what reads the phonemes and the frame decoder in C, on a CPU, where segments run one at a time;
        the C decides itself where it is bfloat16.
        """
        self.device = torch.device(device)
        self._batches = batches
        self.sounds = SoundEncoder(checkpoint).eval().to(self.device)
        self.prosody = ProsodyPredictor(checkpoint).eval().to(self.device)
        self.albert: Albert | NativeAlbert
        self.decoder: FrameDecoder | NativeFrameDecoder
        self._decoder_type = torch.float32
        if native:
            self.albert, self.decoder = NativeAlbert(checkpoint), NativeFrameDecoder(checkpoint)
        else:
            self._decoder_type = torch.bfloat16 if half_precision else torch.float32
            self.albert = Albert(checkpoint).eval().to(self.device)
            self.decoder = FrameDecoder(checkpoint).eval().to(self.device, self._decoder_type)
        parts = (self.sounds, self.prosody, self.albert, self.decoder)
        self.memory_bytes = sum(
            parameter_bytes(part) if isinstance(part, torch.nn.Module) else part.memory_bytes for part in parts
        )
        self.symbols, self.most_ids = self.albert.symbols, self.albert.longest

    @torch.inference_mode()
    def synthesize_frames(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        """Run segments of different lengths and styles; raises SynthesisFailed for one that is too long."""
        for segment in segments:
            if len(segment.phoneme_ids) > self.albert.longest:
                raise SynthesisFailed(
                    f"a segment of {len(segment.phoneme_ids)} phonemes; Kokoro voices say up to "
                    f"{self.albert.longest} at once"
                )
        return [
            result
            for batch in batches_of(len(segments), self.device, self._batches)
            for result in self._run(segments[batch], voices[batch])
        ]

    def _run(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        ids, lengths = padded_ids(segments, self.device)
        phonemes = [length - 2 for length in lengths]  # without the padding at either end
        styles = styles_of(voices, phonemes).to(self.device)
        rates = torch.from_numpy(padded_rates(segments)).to(self.device)

        mask, counts = self._mask(lengths)
        encoded = self.prosody.encode(self.albert(ids, mask), prosody_style(styles), counts)
        steps = self.prosody.frames_per_phoneme(encoded, counts) / rates
        durations = torch.round(steps).clamp(min=1).to(torch.int64)
        if mask is not None:
            durations *= mask[:, 0].to(torch.int64)

        step_counts = durations.sum(dim=1).tolist()
        step_mask, counts_of_steps = self._mask(step_counts)
        at = nn.utils.rnn.pad_sequence([torch.repeat_interleave(row) for row in durations], batch_first=True)[..., None]
        pitch, energy, _ = self.prosody.pitch_and_energy(
            encoded.gather(1, at.expand(-1, -1, encoded.shape[2])), prosody_style(styles), step_mask, counts_of_steps
        )
        for row, strength, segment, own in zip(pitch[:, 0], energy[:, 0], segments, durations, strict=True):
            if segment.delivery is not None:
                _inflect(row, strength, own[: len(segment.phoneme_ids)] * FRAMES_PER_STEP, segment.delivery)
        sounds = self.sounds(ids, mask, counts).transpose(1, 2)
        sounds = sounds.gather(1, at.expand(-1, -1, sounds.shape[2])).transpose(1, 2)
        sounds = sounds if step_mask is None else sounds * step_mask
        kind = self._decoder_type
        features = self.decoder(
            sounds.to(kind),
            pitch.to(kind),
            energy.to(kind),
            sound_style(styles).to(kind),
            None if step_mask is None else step_mask.to(kind),
        )
        features, pitch, frame_counts = features.float().cpu(), pitch[:, 0].cpu(), durations.cpu().numpy()
        return [
            AcousticResult(
                _frames(
                    features[i, :, : FRAMES_PER_STEP * step_counts[i]],
                    pitch[i, : FRAMES_PER_STEP * step_counts[i]],
                    phonemes[i],
                ),
                (frame_counts[i, : lengths[i]] * FRAMES_PER_STEP).astype(np.int32),
            )
            for i in range(len(segments))
        ]

    def _mask(self, lengths: Sequence[int]) -> tuple[Tensor | None, Tensor | None]:
        """float32 [batch, 1, longest], 1 inside and 0 beyond; and the lengths; None where all are alike."""
        if min(lengths) == max(lengths):
            return None, None
        counts = torch.tensor(lengths)
        return (torch.arange(max(lengths)) < counts[:, None])[:, None].float().to(self.device), counts


def _inflect(pitch: Tensor, energy: Tensor, durations: Tensor, delivery: Delivery) -> None:
    """Change a segment's pitch and energy, float32 [frames], as asked; in place, before the sound is made of them."""
    frames, frame_counts = int(durations.sum()), durations.cpu().numpy()
    moved, strength = (
        inflected_pitch(pitch[:frames].cpu().numpy(), frame_counts, delivery),
        energy[:frames].cpu().numpy(),
    )
    if delivery.rise is not None:
        moved, strength = risen(moved, strength, frame_counts, delivery.rise, _ENERGY_SLACK)
        energy[:frames].copy_(torch.from_numpy(strength))
    pitch[:frames].copy_(torch.from_numpy(moved))


def _frames(features: Tensor, pitch: Tensor, phonemes: int) -> npt.NDArray[np.float32]:
    """float32 [frames, channels] as frame_layout says."""
    constant = torch.ones_like(pitch)
    return (
        torch.cat([features, torch.stack([pitch, frame_phases(pitch), constant * phonemes, constant])])
        .T.contiguous()
        .numpy()
    )
