// One-dimensional convolution as products of tiles: rows are time, one after the other; columns are channels.
//
// out[t][o] = bias[o] + sum over taps k, inputs i of in[t + k * dilation][i] * weight[k][i][o]: `in` begins with the
// first row that the first output hears, so that the caller decides what lies before the beginning. Weights are packed
// once: [outputs / (vectors * lanes)][tap][inputs / PAIR][vectors * lanes][PAIR]. A row's result depends on the rows it
// hears alone and sums run in one order, so samples do not depend on how a signal is cut into windows.
#ifndef TRITONE_CONVOLUTION_H
#define TRITONE_CONVOLUTION_H

#include "memory.h"
#include "vector.h"

typedef struct {
    int inputs, outputs, taps, dilation; // outputs: filled up to whole vectors
    int wide;                            // vectors that a tile of outputs has
    operand *weights;
    float *bias;
} convolution;

INLINE int whole_vectors(int count) { return (count + VECTOR_FLOATS - 1) / VECTOR_FLOATS * VECTOR_FLOATS; }

// Vectors of a tile of outputs: as many as divide them, at most 4, so that 24 sums stay in registers.
INLINE int tile_vectors(int outputs) {
    int vectors = outputs / VECTOR_FLOATS;
    for (int wide = 4; wide > 1; wide--)
        if (vectors % wide == 0) return wide;
    return 1;
}

// weight(k, i, o) is weight[o * by_output + i * by_input + k * by_tap], for o below `outputs`; bias: NULL for zeros.
// Returns 0, or -1 when memory is short.
static int convolution_pack(memory_arena *arena, convolution *layer, const float *weight, size_t by_output,
                            size_t by_input, size_t by_tap, const float *bias, int inputs, int outputs, int taps,
                            int dilation) {
    int padded = whole_vectors(outputs), even = (inputs + PAIR - 1) / PAIR * PAIR;
    *layer = (convolution){even, padded, taps, dilation, tile_vectors(padded), NULL, NULL};
    layer->weights = arena_take(arena, sizeof(operand) * (size_t)padded * taps * even);
    layer->bias = arena_take(arena, sizeof(float) * padded);
    if (!layer->weights || !layer->bias) return -1;
    if (bias) memcpy(layer->bias, bias, sizeof(float) * outputs);
    int block = layer->wide * VECTOR_FLOATS;
    for (int o = 0; o < outputs; o++)
        for (int k = 0; k < taps; k++)
            for (int i = 0; i < inputs; i++) {
                size_t tile = (size_t)(o / block) * taps * even * block;
                size_t at = tile + ((size_t)k * even + i / PAIR * PAIR) * block + (size_t)(o % block) * PAIR + i % PAIR;
                layer->weights[at] = operand_of(weight[o * by_output + i * by_input + k * by_tap]);
            }
    return 0;
}

// sums[row][vector] of ROWS rows and VECTORS vectors of outputs.
#define PRODUCT_TILE(name, ROWS, VECTORS)                                                                              \
    INLINE void name(const operand *in, size_t stride, int taps, size_t tap_stride, int inputs, const operand *weights, \
                     vector sums[ROWS][VECTORS]) {                                                                     \
        for (int k = 0; k < taps; k++, in += tap_stride) {                                                             \
            const operand *x = in;                                                                                     \
            for (int i = 0; i < inputs; i += PAIR, x += PAIR) {                                                        \
                operand_vector w[VECTORS];                                                                             \
                _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++, weights += VECTOR_FLOATS * PAIR)             \
                    w[v] = operand_vector_load(weights);                                                               \
                _Pragma("GCC unroll 12") for (int r = 0; r < ROWS; r++) {                                              \
                    operand_vector value = operand_broadcast(x + r * stride);                                          \
                    _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                          \
                        sums[r][v] = operand_dot(value, w[v], sums[r][v]);                                             \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

// Rows of the output tile `column`; the last tile of rows begins early enough to be whole, where there are enough rows.
#define CONVOLVE(name, ROWS, VECTORS)                                                                                  \
    PRODUCT_TILE(name##_tile, ROWS, VECTORS)                                                                           \
    PRODUCT_TILE(name##_row, 1, VECTORS)                                                                               \
    static void name(const convolution *layer, const operand *in, size_t stride, int rows, int column, const float    \
                     *added, float *out, size_t out_stride) {                                                          \
        const operand *weights = layer->weights + (size_t)column * layer->taps * layer->inputs;                        \
        size_t tap_stride = (size_t)layer->dilation * stride;                                                          \
        for (int t = 0; t < rows;) {                                                                                   \
            vector sums[ROWS][VECTORS];                                                                                \
            int count = rows - t < ROWS ? 1 : ROWS;                                                                    \
            for (int r = 0; r < ROWS; r++)                                                                             \
                for (int v = 0; v < VECTORS; v++) sums[r][v] = vector_load(layer->bias + column + v * VECTOR_FLOATS);  \
            if (count == ROWS)                                                                                         \
                name##_tile(in + t * stride, stride, layer->taps, tap_stride, layer->inputs, weights, sums);           \
            else                                                                                                       \
                name##_row(in + t * stride, stride, layer->taps, tap_stride, layer->inputs, weights, sums);            \
            for (int r = 0; r < count; r++)                                                                            \
                for (int v = 0; v < VECTORS; v++) {                                                                    \
                    size_t at = (size_t)(t + r) * out_stride + column + v * VECTOR_FLOATS;                             \
                    vector_store(out + at, added ? sums[r][v] + vector_load(added + at) : sums[r][v]);                 \
                }                                                                                                      \
            t += count;                                                                                                \
        }                                                                                                              \
    }
#if defined(__AVX512F__) // 32 registers
CONVOLVE(convolve_four, 6, 4)
CONVOLVE(convolve_three, 8, 3)
CONVOLVE(convolve_two, 12, 2)
CONVOLVE(convolve_one, 12, 1)
#else // 16 registers
CONVOLVE(convolve_four, 2, 4)
CONVOLVE(convolve_three, 3, 3)
CONVOLVE(convolve_two, 5, 2)
CONVOLVE(convolve_one, 10, 1)
#endif

// rows outputs from `in`, whose rows lie `stride` operands apart; those of `out` and of `added` (what is added to them;
// NULL for nothing) lie `out_stride` floats apart.
static void convolve(const convolution *layer, const operand *in, size_t stride, int rows, const float *added,
                     float *out, size_t out_stride) {
    for (int column = 0; column < layer->outputs; column += layer->wide * VECTOR_FLOATS)
        (layer->wide == 4   ? convolve_four
         : layer->wide == 3 ? convolve_three
         : layer->wide == 2 ? convolve_two
                            : convolve_one)(layer, in, stride, rows, column, added, out, out_stride);
}

// to = leaky(from * scale) as operands; count is a multiple of the lanes.
INLINE void leaky_operands(const float *from, size_t count, float scale, float slope, operand *to) {
    for (size_t i = 0; i < count; i += VECTOR_FLOATS)
        operand_store(to + i, vector_leaky(vector_load(from + i) * scale, slope));
}

// to = from as operands; count is a multiple of the lanes.
INLINE void plain_operands(const float *from, size_t count, operand *to) {
    for (size_t i = 0; i < count; i += VECTOR_FLOATS) operand_store(to + i, vector_load(from + i));
}

// Silent rows before and after `rows` rows of operands, as far as a layer reaches on each side.
INLINE void silent_margins(operand *rows, size_t count, size_t width, int margin) {
    memset(rows - margin * width, 0, sizeof(operand) * margin * width);
    memset(rows + count * width, 0, sizeof(operand) * margin * width);
}

#endif
