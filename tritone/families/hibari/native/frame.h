// Pitch between the frames of hibari voices, which the acoustic model writes and the vocoder reads.
#ifndef TRITONE_HIBARI_FRAME_H
#define TRITONE_HIBARI_FRAME_H

#include "simd_math.h"
#include "sizes.h"

static inline long clamp_long(long x, long low, long high) { return x < low ? low : x > high ? high : x; }

// Pitch at sample j of a hop, interpolated between the centres of the frame before, this one and the one after.
static inline vec pitch_sample(vec before, vec here, vec after, int j) {
    float position = (j + 0.5f) / HOP_SAMPLES - 0.5f; // from this frame's centre, in frames
    return position < 0 ? vec_fma(_mm512_sub_ps(before, here), vec_set(-position), here)
                        : vec_fma(_mm512_sub_ps(after, here), vec_set(position), here);
}

// What one sample of a pitch turns the pulse source by, as a fraction of 2^32: sums then turn over by themselves, and
// are exact, so that acoustic model and vocoder agree to the last bit.
static inline __m512i turned_by_sample(vec pitch) {
    return _mm512_cvtps_epu32(_mm512_mul_ps(pitch, vec_set(0x1p32f / SAMPLE_RATE_HZ)));
}

#endif
