"""What makes a segment as quick as asked: the acoustic model as far as it speaks well, beyond that time stretching."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tritone.pipeline.arrays import Float64Array
from tritone.pipeline.frames import AcousticSegment, Delivery, FrameFormat


@dataclass(slots=True)
class SegmentPace:
    """What is asked of the model, and what is left to do."""

    speed: float
    """Of the acoustic model."""
    delivery: Delivery | None
    """The segment's own, with rates that the model speaks well at."""
    stretch_rates: Float64Array | None
    """float64 [phoneme ids]: how much quicker the sound of each is to be than the model makes it; None: as it is."""


def pace_of(segment: AcousticSegment, frame_format: FrameFormat) -> SegmentPace:
    """What is asked is the segment's speed, times its delivery's rates."""
    slowest, fastest = frame_format.slowest, frame_format.fastest
    if segment.delivery is None and slowest <= segment.speed <= fastest:  # of nearly all segments
        return SegmentPace(segment.speed, None, None)
    wanted = segment.rates().astype(np.float64)
    within = np.clip(wanted, slowest, fastest)
    if (within == wanted).all():
        return SegmentPace(segment.speed, segment.delivery, None)
    speed, delivery = float(np.clip(segment.speed, slowest, fastest)), segment.delivery
    if delivery is not None:
        delivery = replace(delivery, rate=(within / speed).astype(np.float32))
    return SegmentPace(speed, delivery, wanted / within)


def sound_made(speed: float, frame_format: FrameFormat) -> float:
    """Seconds of sound that the models make for one that a listener hears at that speed."""
    return speed / min(max(speed, frame_format.slowest), frame_format.fastest)
