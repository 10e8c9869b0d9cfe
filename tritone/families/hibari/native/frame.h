// Pitch between the frames of hibari voices, which the acoustic model writes and the vocoder reads.
#ifndef TRITONE_HIBARI_FRAME_H
#define TRITONE_HIBARI_FRAME_H

#include "quick_math.h"
#include "sizes.h"

static inline long clamp_long(long x, long low, long high) { return x < low ? low : x > high ? high : x; }

// Pitch at sample j of a hop, interpolated between the centres of the frame before, this one and the one after.
static inline vector pitch_sample(vector before, vector here, vector after, int j) {
    float position = (j + 0.5f) / HOP_SAMPLES - 0.5f; // from this frame's centre, in frames
    return position < 0 ? vector_fma(before - here, vector_set(-position), here)
                        : vector_fma(after - here, vector_set(position), here);
}

// What one sample of a pitch turns the pulse source by, as a fraction of 2^32: sums then turn over by themselves, and
// are exact, so that acoustic model and vocoder agree to the last bit.
static inline vector_bits turned_by_sample(vector pitch) {
    return (vector_bits)vector_to_int(pitch * (0x1p32f / SAMPLE_RATE_HZ)); // up to half the sample rate
}

#endif
