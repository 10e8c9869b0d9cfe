// Adaptive instance norm: each channel at mean 0 and variance 1 over a whole segment, then scaled and shifted as the
// style says (AdaIN, arXiv:1703.06868). Statistics are gathered tile by tile while rows are still in the cache.
#ifndef TRITONE_ADAPTIVE_NORM_H
#define TRITONE_ADAPTIVE_NORM_H

#include <math.h>

#include "convolution.h"

#define NORM_EPSILON 1e-5
#define HALF_TURNS 0.318309886f // of a radian

typedef struct {
    double count, *means, *squares; // [width]; squares: summed squares of deviations from the mean
} channel_statistics;

typedef struct {
    int channels, width, style_floats; // width: channels filled up to whole vectors
    float *weight, *bias;              // [2][channels][style_floats] and [2][channels]: of gains, then of shifts
    float *alpha, *inverse_alpha;      // of Snake's activation, in half turns; NULL without it
    float *factor, *shift;             // what the segment at hand is scaled by and shifted by: [width]
} adaptive_norm;

// The norm `module`: weight [2 channels][style_floats] and bias of the layer that reads the style; where `alpha` is given,
// Snake's tensor of that name, [channels]. Channels beyond the real ones come out as 0.
static inline void load_adaptive_norm(model_loader *loader, adaptive_norm *norm, const char *module, int channels,
                                      int style_floats, int snake) {
    int width = whole_vectors(channels);
    *norm = (adaptive_norm){.channels = channels, .width = width, .style_floats = style_floats};
    norm->weight = load_floats(loader, module, "weight", SHAPE(2 * channels, style_floats));
    norm->bias = load_floats(loader, module, "bias", SHAPE(2 * channels));
    norm->factor = loader_take(loader, sizeof(float) * width);
    norm->shift = loader_take(loader, sizeof(float) * width);
    if (!snake) return;
    const float *alpha = find_floats(loader, module, "alpha", SHAPE(channels));
    norm->alpha = loader_take(loader, sizeof(float) * width);
    norm->inverse_alpha = loader_take(loader, sizeof(float) * width);
    for (int c = 0; c < channels && !loader->error->code; c++) {
        norm->alpha[c] = alpha[c] * HALF_TURNS;
        norm->inverse_alpha[c] = alpha[c] == 0 ? 0 : 1 / alpha[c];
    }
}

static inline int take_statistics(model_loader *loader, channel_statistics *statistics, int width) {
    statistics->means = loader_take(loader, sizeof(double) * width);
    statistics->squares = loader_take(loader, sizeof(double) * width);
    return loader->error->code;
}

static inline void forget_statistics(channel_statistics *statistics) { statistics->count = 0; }

// `vectors` vectors of channels from `c` on, for gather_statistics. Called with a number that the compiler knows.
INLINE void gather_columns(channel_statistics *statistics, const float *rows, int count, size_t width, int c, int vectors) {
    double known = statistics->count, all = known + count;
    vector first[4], sums[4][2], squares[4][2];
    for (int v = 0; v < vectors; v++) {
        first[v] = vector_load(rows + c + v * VECTOR_FLOATS);
        sums[v][0] = sums[v][1] = squares[v][0] = squares[v][1] = vector_set(0);
    }
    int t = 0;
    for (; t + 2 <= count; t += 2)
        for (int half = 0; half < 2; half++)
            for (int v = 0; v < vectors; v++) {
                vector d = vector_load(rows + (size_t)(t + half) * width + c + v * VECTOR_FLOATS) - first[v];
                sums[v][half] += d;
                squares[v][half] = vector_fma(d, d, squares[v][half]);
            }
    for (int v = 0; v < vectors && t < count; v++) {
        vector d = vector_load(rows + (size_t)t * width + c + v * VECTOR_FLOATS) - first[v];
        sums[v][0] += d;
        squares[v][0] = vector_fma(d, d, squares[v][0]);
    }
    for (int v = 0; v < vectors; v++) {
        float sum[VECTOR_FLOATS], square[VECTOR_FLOATS], origin[VECTOR_FLOATS];
        vector_store(sum, sums[v][0] + sums[v][1]);
        vector_store(square, squares[v][0] + squares[v][1]);
        vector_store(origin, first[v]);
        for (int i = 0; i < VECTOR_FLOATS; i++) {
            double offset = (double)sum[i] / count, own = (double)square[i] - offset * sum[i];
            if (own < 0) own = 0;
            double *mean = statistics->means + c + v * VECTOR_FLOATS + i, *deviations = statistics->squares + c + v * VECTOR_FLOATS + i;
            if (known) {
                double apart = origin[i] + offset - *mean;
                *mean += apart * count / all;
                *deviations += own + apart * apart * known * count / all;
            } else {
                *mean = origin[i] + offset;
                *deviations = own;
            }
        }
    }
}

// Take `count` more rows into account. Sums are of differences from the tile's first row, so that a mean far from 0 costs
// no digits; tiles are put together in float64 (Chan et al., 1979).
static inline void gather_statistics(channel_statistics *statistics, const float *rows, int count, int width) {
    int c = 0;
    for (; VECTOR_FLOATS >= 16 && c + 4 * VECTOR_FLOATS <= width; c += 4 * VECTOR_FLOATS) gather_columns(statistics, rows, count, width, c, 4);
    for (; c < width; c += VECTOR_FLOATS) gather_columns(statistics, rows, count, width, c, 1);
    statistics->count += count;
}

// Take into account what other rows were found to be.
static inline void add_statistics(channel_statistics *statistics, const channel_statistics *others, int width) {
    double known = statistics->count, all = known + others->count;
    for (int c = 0; c < width; c++) {
        double apart = known ? others->means[c] - statistics->means[c] : 0;
        statistics->means[c] = known ? statistics->means[c] + apart * others->count / all : others->means[c];
        statistics->squares[c] =
            known ? statistics->squares[c] + others->squares[c] + apart * apart * known * others->count / all : others->squares[c];
    }
    statistics->count = all;
}

// As if there had been `times` as many of these rows.
static inline void multiply_statistics(channel_statistics *statistics, double times, int width) {
    statistics->count *= times;
    for (int c = 0; c < width; c++) statistics->squares[c] *= times;
}

// Work out factor and shift for a segment of such statistics, said in such a style.
static inline void prepare_norm(adaptive_norm *norm, const channel_statistics *statistics, const float *style) {
    for (int c = 0; c < norm->channels; c++) {
        double said[2];
        for (int part = 0; part < 2; part++) {
            const float *weight = norm->weight + (size_t)(part * norm->channels + c) * norm->style_floats;
            said[part] = norm->bias[part * norm->channels + c];
            for (int i = 0; i < norm->style_floats; i++) said[part] += (double)weight[i] * style[i];
        }
        double factor = (1 + said[0]) / sqrt(statistics->squares[c] / statistics->count + NORM_EPSILON);
        norm->factor[c] = (float)factor;
        norm->shift[c] = (float)(said[1] - statistics->means[c] * factor);
    }
}

// Rows normalised, then Snake's x + sin^2(alpha x) / alpha (arXiv:2006.08195).
static inline void snake_rows(const adaptive_norm *norm, const float *rows, int count, float *to) {
    size_t width = norm->width;
    for (int t = 0; t < count; t++, rows += width, to += width)
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
            vector y = vector_fma(vector_load(rows + c), vector_load(norm->factor + c), vector_load(norm->shift + c));
            vector s = vector_sin_half_turns(vector_from_whole(y * vector_load(norm->alpha + c)));
            vector_store(to + c, vector_fma(s * s, vector_load(norm->inverse_alpha + c), y));
        }
}

// Rows normalised, then leaky; `to` may be `rows`.
static inline void leaky_norm_rows(const adaptive_norm *norm, const float *rows, int count, float slope, float *to) {
    size_t width = norm->width;
    for (int t = 0; t < count; t++, rows += width, to += width)
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
            vector y = vector_fma(vector_load(rows + c), vector_load(norm->factor + c), vector_load(norm->shift + c));
            vector_store(to + c, vector_leaky(y, slope));
        }
}

#endif
