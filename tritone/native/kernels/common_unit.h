// Weights that came out of a file as integers with a scale for each output: what they are multiples of.
#ifndef TRITONE_COMMON_UNIT_H
#define TRITONE_COMMON_UNIT_H

#include <math.h>

// What all weights of an output are whole multiples of, `most` times at most; 0 where there is no such number.
static inline float common_unit(const float *weights, int count, int most) {
    float greatest = 0;
    for (int k = 0; k < count; k++) greatest = fabsf(weights[k]) > greatest ? fabsf(weights[k]) : greatest;
    if (!(greatest > 1e-30f && greatest < 1e30f)) return 0;
    for (int times = 1; times <= most; times++) {
        int k = 0;
        for (; k < count; k++) {
            float multiple = weights[k] / greatest * (float)times;
            if (fabsf(multiple - rintf(multiple)) > 1e-4f) break;
        }
        if (k == count) return greatest / (float)times;
    }
    return 0;
}

#endif
