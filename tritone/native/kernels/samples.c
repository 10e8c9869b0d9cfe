// What is done to every sample on its way to a listener, each in one pass; tritone/audio/sample_passes.py has the same in NumPy.
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "errors.h"

#define BLOCK 2048 // samples copied and looked at while they are near
#define LOUDEST 32767.0f

// A magnitude as a whole number of the same order: the largest of those is found side by side, and a NaN is above all.
// (Compilers do so with whole numbers only: comparisons of floats might trap.)
static inline int32_t order_of(float value) {
    int32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & 0x7fffffff;
}

static inline float magnitude_of(int32_t order) {
    float value;
    memcpy(&value, &order, sizeof value);
    return value;
}

// What a waveform has had so far, each as its order.
typedef struct {
    int32_t largest, most_bent;
} loudness;

// Note the samples from `from` on; two before it are there.
static inline void listen(loudness *heard, const float *samples, long from, long end) {
    int32_t largest = heard->largest, most_bent = heard->most_bent;
    for (long i = from; i < end; i++) {
        int32_t order = order_of(samples[i]);
        largest = order > largest ? order : largest;
    }
    for (long i = from; i < end; i++) {
        int32_t order = order_of((samples[i] - samples[i - 1]) - (samples[i - 1] - samples[i - 2]));
        most_bent = order > most_bent ? order : most_bent;
    }
    heard->largest = largest, heard->most_bent = most_bent;
}

// Rounded to the nearest, halves to the even one, clipped; 0 for a NaN.
static inline void to_pcm(const float *samples, long count, int16_t *pcm) {
    const int32_t loudest = order_of(LOUDEST), infinite = order_of(INFINITY);
    for (long i = 0; i < count; i++) {
        int32_t order = order_of(samples[i] * LOUDEST), rounded;
        order = order > infinite ? 0 : order > loudest ? loudest : order;
        // 1.5 * 2^23 and a number: the last bits of the sum are the number, rounded
        float sum = 12582912.0f + copysignf(magnitude_of(order), samples[i]);
        memcpy(&rounded, &sum, sizeof rounded);
        pcm[i] = (int16_t)rounded;
    }
}

static inline long least(long a, long b) { return a < b ? a : b; }

// Of the waveform [before][samples * gain]: samples [first, first + told) to 16 bits, those from `told` on to `after`. Returns whether
// the waveform, between samples too, cannot reach the ceiling: it is no larger than the largest sample times `sum`, nor than that
// and `bend` times the largest second difference. Where it can, what was written means nothing.
EXPORTED int samples_encode(const float *before, long held, const float *samples, long count, float gain, double ceiling, double sum,
                            double bend, long first, long told, float *after, int16_t *pcm) {
    float block[2 + BLOCK]; // behind the two samples before it; those of a beginning are on its straight line
    loudness heard = {0, 0};
    for (long at = 0, end, all = held + count; at < all; at = end) {
        float *now = block + 2;
        if (at < held) {
            end = least(at + BLOCK, held);
            memcpy(now, before + at, sizeof(float) * (end - at));
        } else {
            end = least(at + BLOCK, all);
            const float *next = samples + (at - held);
            for (long i = 0; i < end - at; i++) now[i] = next[i] * gain;
        }
        if (!at) { // no bend at the first two samples
            float slope = end > 1 ? now[1] - now[0] : 0;
            block[1] = now[0] - slope, block[0] = block[1] - slope;
        }
        listen(&heard, now, 0, end - at);
        long from = at > first ? at : first, to = least(end, first + told);
        if (from < to) to_pcm(now + (from - at), to - from, pcm + (from - first));
        if (end > told) {
            from = at > told ? at : told;
            memcpy(after + (from - told), now + (from - at), sizeof(float) * (end - from));
        }
        block[0] = block[end - at], block[1] = block[end - at + 1];
    }
    double peak = magnitude_of(heard.largest);
    return peak * sum <= ceiling || peak + bend * magnitude_of(heard.most_bent) <= ceiling;
}

// float32, nominally in [-1, 1], to 16 bits.
EXPORTED void samples_to_pcm(const float *samples, long count, int16_t *pcm) { to_pcm(samples, count, pcm); }

// The place of the first sample whose magnitude is above the level; count where there is none.
EXPORTED long samples_first_above(const float *samples, long count, float level) {
    long i = 0;
    while (i < count && !(fabsf(samples[i]) > level)) i++;
    return i;
}

// The place of the last one; -1 where there is none.
EXPORTED long samples_last_above(const float *samples, long count, float level) {
    long i = count - 1;
    while (i >= 0 && !(fabsf(samples[i]) > level)) i--;
    return i;
}
