// What is done to every sample on its way to a listener, each in one pass; tritone/audio/sample_passes.py has the same in NumPy.
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "errors.h"

#define BLOCK 2048 // samples copied and looked at while they are near
#define TAPS 32    // samples that a place between two of them hears: true_peak.py has the filters
#define BEFORE (TAPS + 2)
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

// Of the samples from `from` on; two before it are there.
static inline loudness loudness_of(const float *samples, long from, long end) {
    int32_t largest = 0, most_bent = 0;
    for (long i = from; i < end; i++) {
        int32_t order = order_of(samples[i]);
        largest = order > largest ? order : largest;
    }
    for (long i = from; i < end; i++) {
        int32_t order = order_of((samples[i] - samples[i - 1]) - (samples[i - 1] - samples[i - 2]));
        most_bent = order > most_bent ? order : most_bent;
    }
    return (loudness){largest, most_bent};
}

// What is asked of a waveform: no larger than the ceiling, between samples too. It is no larger than the largest sample times
// `sum`, nor than that and `bend` times the largest second difference.
typedef struct {
    double ceiling, sum, bend;
    const double *filters; // [3][TAPS]: of the places a quarter, a half and three quarters of the way between two samples
} limit;

static inline int is_below(loudness heard, const limit *most) {
    double peak = magnitude_of(heard.largest);
    return peak * most->sum <= most->ceiling || peak + most->bend * magnitude_of(heard.most_bent) <= most->ceiling;
}

// Whether the waveform is above the ceiling at one of up to TAPS places, the first of which hears the TAPS samples from `heard` on. A
// place's sum is made tap after tap, as NumPy's is.
static int is_above(const float *heard, int places, const limit *most) {
    double largest[TAPS], between[TAPS];
    for (int p = 0; p < places; p++) largest[p] = fabs((double)heard[p + TAPS / 2 - 1]);
    for (int phase = 0; phase < 3; phase++) {
        const double *taps = most->filters + TAPS * phase;
        for (int p = 0; p < places; p++) between[p] = 0;
        for (int tap = 0; tap < TAPS; tap++)
            for (int p = 0; p < places; p++) between[p] += taps[tap] * heard[p + tap];
        for (int p = 0; p < places; p++) largest[p] = fabs(between[p]) > largest[p] ? fabs(between[p]) : largest[p];
    }
    int above = 0;
    for (int p = 0; p < places; p++) above |= largest[p] > most->ceiling;
    return above;
}

// The same of all places whose last sample is one of `now` [0, count); `before` samples in front of them are there, and two more.
static int somewhere_above(const float *now, long before, long count, const limit *most) {
    if (is_below(loudness_of(now, -before, count), most)) return 0;
    for (long at = 0; at < count; at += TAPS) {
        long end = at + TAPS < count ? at + TAPS : count, begin = at - (TAPS - 1);
        if (begin < -before) begin = -before;
        if (end - begin < TAPS || is_below(loudness_of(now, begin, end), most)) continue;
        if (is_above(now + begin, (int)(end - begin - (TAPS - 1)), most)) return 1;
    }
    return 0;
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
// the waveform is nowhere above the ceiling; where it is, what was written means nothing.
EXPORTED int samples_encode(const float *before, long held, const float *samples, long count, float gain, double ceiling,
                            const double *filters, double sum, double bend, long first, long told, float *after, int16_t *pcm) {
    const limit most = {ceiling, sum, bend, filters};
    float block[BEFORE + BLOCK], *now = block + BEFORE; // behind the samples before it
    memset(block, 0, sizeof(float) * BEFORE);
    for (long at = 0, end, all = held + count; at < all; at = end) {
        if (at < held) {
            end = least(at + BLOCK, held);
            memcpy(now, before + at, sizeof(float) * (end - at));
        } else {
            end = least(at + BLOCK, all);
            const float *next = samples + (at - held);
            for (long i = 0; i < end - at; i++) now[i] = next[i] * gain;
        }
        if (!at) { // no bend at the first two samples: those before them are on their straight line
            float slope = end > 1 ? now[1] - now[0] : 0;
            now[-1] = now[0] - slope, now[-2] = now[-1] - slope;
        }
        if (somewhere_above(now, least(at, TAPS - 1), end - at, &most)) return 0;
        long from = at > first ? at : first, to = least(end, first + told);
        if (from < to) to_pcm(now + (from - at), to - from, pcm + (from - first));
        if (end > told) {
            from = at > told ? at : told;
            memcpy(after + (from - told), now + (from - at), sizeof(float) * (end - from));
        }
        memmove(block, block + (end - at), sizeof(float) * BEFORE);
    }
    return 1;
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
