// WaveNet's gate: tanh of one half of a row by the sigmoid of the other.
#ifndef TRITONE_PIPER_GATE_H
#define TRITONE_PIPER_GATE_H

#include "quick_math.h"

// tanh a / (1 + e^-b) from one division: (1 - e^-2a) / ((1 + e^-2a) (1 + e^-b)); absolute error 2e-7. What is not a number
// stays none.
INLINE vector gate_of(vector a, vector b) {
    a = vector_max(vector_set(-10.0f), vector_min(vector_set(10.0f), a));
    b = vector_max(vector_set(-40.0f), vector_min(vector_set(40.0f), b));
    vector e = quick_exp(-2.0f * a), f = quick_exp(-b);
    return (1.0f - e) / ((1.0f + e) * (1.0f + f));
}

// halves: [2 * hidden]; added: as many, to them, or NULL; to: [hidden].
static inline void gated(const float *halves, const float *added, int hidden, float *to) {
    for (int h = 0; h < hidden; h += VECTOR_FLOATS) {
        vector a = vector_load(halves + h), b = vector_load(halves + hidden + h);
        if (added) a += vector_load(added + h), b += vector_load(added + hidden + h);
        vector_store(to + h, gate_of(a, b));
    }
}

#endif
