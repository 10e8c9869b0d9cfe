// Layer norm: each row at mean 0 and variance 1 over its channels, then weighted and shifted.
#ifndef TRITONE_ROW_NORM_H
#define TRITONE_ROW_NORM_H

#include <math.h>

#include "convolution.h"

typedef struct {
    int channels, width; // width: channels filled up to whole vectors
    float *weight, *bias;
    float epsilon;
} row_norm;

static inline void load_row_norm(model_loader *loader, row_norm *norm, const char *module, int channels, float epsilon) {
    *norm = (row_norm){channels, whole_vectors(channels), NULL, NULL, epsilon};
    const float *weight = find_floats(loader, module, "weight", SHAPE(channels));
    const float *bias = find_floats(loader, module, "bias", SHAPE(channels));
    norm->weight = loader_take(loader, sizeof(float) * norm->width);
    norm->bias = loader_take(loader, sizeof(float) * norm->width);
    if (loader->error->code) return;
    memcpy(norm->weight, weight, sizeof(float) * channels);
    memcpy(norm->bias, bias, sizeof(float) * channels);
}

// The sum of VALUE, in which v is a channel or a vector of them, over a row: whole vectors first, then what is left.
#define ROW_SUM(row, channels, total, VALUE)                                                  \
    do {                                                                                      \
        int whole_ = (channels) / VECTOR_FLOATS * VECTOR_FLOATS;                              \
        vector sums_ = vector_set(0);                                                         \
        for (int c_ = 0; c_ < whole_; c_ += VECTOR_FLOATS) {                                  \
            vector v = vector_load((row) + c_);                                               \
            sums_ += VALUE;                                                                   \
        }                                                                                     \
        (total) = vector_sum(sums_);                                                          \
        for (int c_ = whole_; c_ < (channels); c_++) {                                        \
            float v = (row)[c_];                                                              \
            (total) += VALUE;                                                                 \
        }                                                                                     \
    } while (0)

// Rows `width` floats apart, in place; channels beyond the real ones come out as 0.
static inline void normalise_rows(const row_norm *norm, float *rows, int count) {
    for (int t = 0; t < count; t++, rows += norm->width) {
        float sum, squares;
        ROW_SUM(rows, norm->channels, sum, v);
        float mean = sum / (float)norm->channels;
        ROW_SUM(rows, norm->channels, squares, (v - mean) * (v - mean));
        float factor = 1.0f / sqrtf(squares / (float)norm->channels + norm->epsilon);
        for (int c = 0; c < norm->width; c += VECTOR_FLOATS)
            vector_store(rows + c, vector_fma((vector_load(rows + c) - mean) * factor, vector_load(norm->weight + c),
                                              vector_load(norm->bias + c)));
    }
}

#endif
