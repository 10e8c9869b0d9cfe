// Attention with learnt vectors for near positions (Shaw et al. 2018), as products of tiles, a head at a time: scores are
// queries by keys, what is mixed is shares by values; keys and values of a segment are packed as a layer's weights are.
//
// In float32. A segment's result depends on that segment alone, by the same operations whatever else is worked on.
#ifndef TRITONE_PIPER_ATTENTION_H
#define TRITONE_PIPER_ATTENTION_H

#include "convolution.h"
#include "quick_math.h"

#include <math.h>

#define QUERY_ROWS 48 // whose scores are made at a time: whole tiles of rows, whatever their width

typedef struct {
    int heads, size, reach; // of a head; near positions: 2 * reach + 1
    exact_convolution near_keys, near_values; // [size] → [near], scaled as scores are; [near] → [size]
} near_attention;

// Tensors of `module`: relative_keys, relative_values [2 * reach + 1][size].
static inline void load_attention(model_loader *loader, near_attention *layer, const char *module, int heads, int size, int reach) {
    int near = 2 * reach + 1;
    *layer = (near_attention){.heads = heads, .size = size, .reach = reach};
    const float *keys = find_floats(loader, module, "relative_keys", SHAPE(near, size));
    const float *values = find_floats(loader, module, "relative_values", SHAPE(near, size));
    float *scaled = loader->error->code ? NULL : malloc(sizeof(float) * near * size);
    if (!scaled) {
        fail_for_memory(loader->error);
        return;
    }
    for (int i = 0; i < near * size; i++) scaled[i] = keys[i] / sqrtf((float)size);
    exact_pack_convolution(loader, &layer->near_keys, scaled, size, 1, 0, NULL, size, near, 1, 1);
    exact_pack_convolution(loader, &layer->near_values, values, 1, size, 0, NULL, near, size, 1, 1);
    free(scaled);
}

// Columns of scores for so many keys: vectors of which tiles of two or more can be made.
INLINE int score_columns(int count) {
    int vectors = whole_vectors(count) / VECTOR_FLOATS;
    return (vectors > 4 && vectors % 2 && vectors % 3 ? vectors + 1 : vectors) * VECTOR_FLOATS;
}

// Floats that attention needs beside, in one piece.
static inline size_t attention_floats(const near_attention *layer, int count) {
    size_t columns = score_columns(count), near = layer->near_keys.outputs + layer->near_values.inputs;
    return (columns + count) * layer->size + QUERY_ROWS * (columns + near) + columns + layer->size;
}

// Keys, `stride` floats from one to the next, as weights [size] → [columns] that make scores; zeros beyond `count`.
static inline void pack_keys(const float *keys, size_t stride, int count, int size, int columns, float *to) {
    int block = tile_vectors(columns) * VECTOR_FLOATS;
    vector shrink = vector_set(1.0f / sqrtf((float)size));
    for (int from = 0; from < columns; from += VECTOR_FLOATS)
        for (int d = 0; d < size; d += VECTOR_FLOATS) {
            vector square[VECTOR_FLOATS];
            for (int j = 0; j < VECTOR_FLOATS; j++)
                square[j] = from + j < count ? vector_load(keys + (from + j) * stride + d) * shrink : vector_set(0);
            vector_transpose(square);
            float *tile = to + (size_t)(from / block) * size * block + from % block;
            for (int j = 0; j < VECTOR_FLOATS; j++) vector_store(tile + (size_t)(d + j) * block, square[j]);
        }
}

// Values as weights [count] → [size].
static inline void pack_values(const float *values, size_t stride, int count, int size, float *to) {
    int block = tile_vectors(size) * VECTOR_FLOATS;
    for (int d = 0; d < size; d += block)
        for (int j = 0; j < count; j++, to += block) memcpy(to, values + j * stride + d, sizeof(float) * block);
}

// Scores [rows][columns] of the queries from `first` on become what e^score is of the greatest; near_scores, [rows][near_stride], are
// added to those of near positions, whose shares go to near_shares, [rows][near]. sums: [rows], what a row's shares add up to. What is
// beyond `count` counts for nothing. Each step is made of all rows, so that one row's is not waited for.
static void make_shares(float *scores, int rows, int columns, int count, int first, int reach, const float *near_scores, int near_stride,
                        float *near_shares, int near, float *sums) {
    float greatest[QUERY_ROWS];
    for (int r = 0; r < rows; r++) {
        float *row = scores + r * columns;
        for (int o = 0, j = first + r - reach; o <= 2 * reach; o++, j++)
            if (j >= 0 && j < count) row[j] += near_scores[r * near_stride + o];
        for (int j = count; j < columns; j++) row[j] = -INFINITY;
    }
    for (int r = 0; r < rows; r++) {
        vector most = vector_set(-INFINITY);
        for (int j = 0; j < columns; j += VECTOR_FLOATS) most = vector_max(vector_load(scores + r * columns + j), most);
        greatest[r] = vector_greatest(most);
    }
    for (int r = 0; r < rows; r++) {
        vector most = vector_set(greatest[r]), sum = vector_set(0);
        for (int j = 0; j < columns; j += VECTOR_FLOATS) {
            vector share = vector_exp(vector_load(scores + r * columns + j) - most);
            vector_store(scores + r * columns + j, share);
            sum += share;
        }
        sums[r] = vector_sum(sum);
    }
    for (int r = 0; r < rows; r++)
        for (int o = 0; o <= 2 * reach; o++) {
            int j = first + r - reach + o;
            near_shares[r * near + o] = j >= 0 && j < count ? scores[r * columns + j] : 0;
        }
}

// qkv: [count][3 * channels], queries, keys and values side by side; mixed: [count][channels]; beside: attention_floats.
static void attend(const near_attention *layer, const float *qkv, int count, float *mixed, float *beside) {
    int size = layer->size, channels = layer->heads * size, columns = score_columns(count), near = layer->near_values.inputs;
    size_t stride = 3 * channels;
    float *key_weights = beside, *value_weights = key_weights + (size_t)columns * size, *scores = value_weights + (size_t)count * size;
    float *near_scores = scores + QUERY_ROWS * columns, *near_shares = near_scores + QUERY_ROWS * layer->near_keys.outputs;
    float *zeros = near_shares + QUERY_ROWS * near;
    memset(zeros, 0, sizeof(float) * (columns + size));
    int here = 0;
    exact_convolution keys = {.inputs = size, .outputs = columns, .taps = 1, .places = &here, .wide = tile_vectors(columns), .weights = key_weights, .bias = zeros};
    exact_convolution values = {.inputs = count, .outputs = size, .taps = 1, .places = &here, .wide = tile_vectors(size), .weights = value_weights, .bias = zeros};
    for (int head = 0; head < layer->heads; head++) {
        pack_keys(qkv + channels + head * size, stride, count, size, columns, key_weights);
        pack_values(qkv + 2 * channels + head * size, stride, count, size, value_weights);
        for (int from = 0; from < count; from += QUERY_ROWS) {
            int rows = count - from < QUERY_ROWS ? count - from : QUERY_ROWS;
            const float *queries = qkv + from * stride + head * size;
            float *to = mixed + (size_t)from * channels + head * size, sums[QUERY_ROWS];
            exact_convolve(&keys, queries, stride, rows, NULL, scores, columns);
            exact_convolve(&layer->near_keys, queries, stride, rows, NULL, near_scores, layer->near_keys.outputs);
            make_shares(scores, rows, columns, count, from, layer->reach, near_scores, layer->near_keys.outputs, near_shares, near, sums);
            exact_convolve(&values, scores, columns, rows, NULL, to, channels);
            exact_convolve(&layer->near_values, near_shares, near, rows, to, to, channels);
            for (int r = 0; r < rows; r++)
                for (int d = 0; d < size; d += VECTOR_FLOATS) {
                    float *at = to + (size_t)r * channels + d;
                    vector_store(at, vector_load(at) * (1.0f / sums[r]));
                }
        }
    }
}

#endif
