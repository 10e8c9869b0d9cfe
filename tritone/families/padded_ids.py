"""The phoneme ids of a batch of segments as one tensor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from tritone.pipeline.frames import AcousticSegment


def padded_ids(segments: Sequence[AcousticSegment], device: torch.device) -> tuple[Tensor, list[int]]:
    """int64 [batch, longest] on the device, zero beyond each segment; and how many ids each has."""
    rows = [torch.from_numpy(np.asarray(segment.phoneme_ids, np.int64)) for segment in segments]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True).to(device), [len(row) for row in rows]
