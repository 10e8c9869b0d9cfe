// ConvNeXt blocks and layer norm on rows of channels; all of it row by row, so that no row depends on its batch.
#ifndef TRITONE_CONVNEXT_H
#define TRITONE_CONVNEXT_H

#include <math.h>

#include "quantised_linear.h"
#include "quick_math.h"

#define MAX_CHANNELS 256
#define MAX_HIDDEN 768

typedef struct {
    float epsilon;
    float *weight, *bias; // [channels]
} layer_normalisation;

typedef struct {
    int channels, hidden, kernel, dilation;
    float *depthwise;              // [kernel][channels]
    float *depthwise_bias, *gamma; // [channels]
    layer_normalisation norm;
    quantised_linear widen, narrow;
} convnext_block;

// Tensors of `module`: weight and bias, float32 [channels]. channels: a multiple of 64.
static inline void layer_norm_init(model_loader *loader, layer_normalisation *norm, const char *module, int channels,
                                   float epsilon) {
    norm->epsilon = epsilon;
    norm->weight = load_floats(loader, module, "weight", SHAPE(channels));
    norm->bias = load_floats(loader, module, "bias", SHAPE(channels));
}

// Tensors of `module`: dw.weight [channels][1][kernel] as PyTorch stores it, dw.bias, norm.weight, norm.bias, gamma, and
// the Linear layers pw1 [channels][hidden] and pw2 [hidden][channels]. channels and hidden: multiples of 64.
static inline void convnext_init(model_loader *loader, convnext_block *block, const char *module, int channels,
                                 int hidden, int kernel, int dilation, float epsilon) {
    *block = (convnext_block){.channels = channels, .hidden = hidden, .kernel = kernel, .dilation = dilation};
    if (channels > MAX_CHANNELS || hidden > MAX_HIDDEN) {
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d channels and %d hidden ones; the kernels have room for %d and %d",
             module, channels, hidden, MAX_CHANNELS, MAX_HIDDEN);
        return;
    }
    char norm[64];
    snprintf(norm, sizeof norm, "%s.norm", module);
    const float *depthwise = find_floats(loader, module, "dw.weight", SHAPE(channels, 1, kernel));
    block->depthwise = loader_take(loader, sizeof(float) * kernel * channels);
    block->depthwise_bias = load_floats(loader, module, "dw.bias", SHAPE(channels));
    layer_norm_init(loader, &block->norm, norm, channels, epsilon);
    block->gamma = load_floats(loader, module, "gamma", SHAPE(channels));
    linear_init(loader, &block->widen, module, "pw1.weight", "pw1.bias", channels, hidden, NULL, hidden);
    linear_init(loader, &block->narrow, module, "pw2.weight", "pw2.bias", hidden, channels, NULL, channels);
    if (loader->error->code) return;
    for (int c = 0; c < channels; c++)
        for (int k = 0; k < kernel; k++) block->depthwise[k * channels + c] = depthwise[c * kernel + k];
}

// A transformer layer's feed-forward network, as a block whose convolution hears each row alone and leaves it as it is.
// Tensors of `module` as PyTorch's layers name them: linear1 [channels][hidden], linear2 [hidden][channels] and norm2.
static inline void feed_forward_init(model_loader *loader, convnext_block *block, const char *module, int channels, int hidden, float epsilon) {
    *block = (convnext_block){.channels = channels, .hidden = hidden, .kernel = 1, .dilation = 1};
    linear_init(loader, &block->widen, module, "linear1.weight", "linear1.bias", channels, hidden, NULL, hidden);
    linear_init(loader, &block->narrow, module, "linear2.weight", "linear2.bias", hidden, channels, NULL, channels);
    char norm[64];
    snprintf(norm, sizeof norm, "%s.norm2", module);
    layer_norm_init(loader, &block->norm, norm, channels, epsilon);
    block->depthwise = loader_take(loader, sizeof(float) * channels);
    block->depthwise_bias = loader_take(loader, sizeof(float) * channels); // zeros
    block->gamma = loader_take(loader, sizeof(float) * channels);
    if (loader->error->code) return;
    for (int c = 0; c < channels; c++) block->depthwise[c] = block->gamma[c] = 1;
}

#define NORMALISED_ROWS VECTOR_FLOATS // at a time, so that sums of one row are under way while another's wait, and one root is taken for all

// Normalise `count` rows, at most NORMALISED_ROWS, over their channels (a multiple of 64) to mean 0 and variance 1, then weight and
// shift, in place. least, greatest [count]: of each row's values and 0.
static inline void layer_norm(const layer_normalisation *norm, float *rows, int count, size_t stride, int channels, float *least,
                              float *greatest) {
    vector totals[NORMALISED_ROWS];
    _Alignas(64) float means[NORMALISED_ROWS], variances[NORMALISED_ROWS] = {0}, inverses[NORMALISED_ROWS];
    for (int r = 0; r < count; r++) {
        vector sums[4]; // several, so that one addition need not wait for the last
        for (int v = 0; v < 4; v++) sums[v] = vector_load(rows + r * stride + v * VECTOR_FLOATS);
        for (int c = 4 * VECTOR_FLOATS; c < channels; c += 4 * VECTOR_FLOATS)
            for (int v = 0; v < 4; v++) sums[v] = sums[v] + vector_load(rows + r * stride + c + v * VECTOR_FLOATS);
        totals[r] = sum_of_four(sums);
    }
    vector_sums(totals, count, means);
    for (int r = 0; r < count; r++) {
        vector mean = vector_set(means[r] /= (float)channels), squares[4];
        for (int v = 0; v < 4; v++) squares[v] = vector_set(0);
        for (int c = 0; c < channels; c += 4 * VECTOR_FLOATS)
            for (int v = 0; v < 4; v++) {
                vector d = vector_load(rows + r * stride + c + v * VECTOR_FLOATS) - mean;
                squares[v] = vector_fma(d, d, squares[v]);
            }
        totals[r] = sum_of_four(squares);
    }
    vector_sums(totals, count, variances);
    vector_store(inverses, 1.0f / vector_sqrt(vector_load(variances) / (float)channels + norm->epsilon));
    for (int r = 0; r < count; r++) {
        vector mean = vector_set(means[r]), inverse = vector_set(inverses[r]), low = vector_set(0), high = low;
        for (int c = 0; c < channels; c += VECTOR_FLOATS) {
            vector d = (vector_load(rows + r * stride + c) - mean) * inverse;
            vector y = vector_fma(d, vector_load(norm->weight + c), vector_load(norm->bias + c));
            low = vector_min(low, y);
            high = vector_max(high, y);
            vector_store(rows + r * stride + c, y);
        }
        least[r] = vector_least(low), greatest[r] = vector_greatest(high);
    }
}

// What one tile of the first Linear layer made, as values behind GELU and the least and greatest of each row. rows: at most
// TILE_ROWS; where all of them are there, that number itself, so that sums need not leave their registers.
INLINE void widened_tile(const convnext_block *block, linear_sum (*sums)[TILE_PANELS], const row_scale *scales, int rows, int first_column,
                         float (*hidden)[MAX_HIDDEN], vector *low, vector *high) {
    _Pragma("GCC unroll 16") for (int r = 0; r < rows; r++) {
        vector least = low[r], greatest = high[r];
        _Pragma("GCC unroll 4") for (int v = 0; v < TILE_PANELS; v++) {
            int column = first_column + v * VECTOR_FLOATS;
            vector y = quick_gelu(linear_value(&block->widen, column, sums[r][v], scales[r]));
            least = vector_min(least, y);
            greatest = vector_max(greatest, y);
            vector_store(&hidden[r][column], y);
        }
        low[r] = least, high[r] = greatest;
    }
}

// What one tile of the second Linear layer made, times gamma, added to rows of `residual`, into those of `out`. rows: as above.
INLINE void narrowed_tile(const convnext_block *block, linear_sum (*sums)[TILE_PANELS], const row_scale *scales, int rows, int first_column,
                          const float *residual, float *out) {
    _Pragma("GCC unroll 16") for (int r = 0; r < rows; r++)
        _Pragma("GCC unroll 4") for (int v = 0; v < TILE_PANELS; v++) {
            int column = first_column + v * VECTOR_FLOATS;
            size_t at = (size_t)r * block->channels + column;
            vector y = linear_value(&block->narrow, column, sums[r][v], scales[r]);
            vector_store(out + at, vector_fma(y, vector_load(block->gamma + column), vector_load(residual + at)));
        }
}

// The two Linear layers of a block for up to BLOCK_ROWS rows of operands: out = residual + gamma times the result.
// operands: rows MAX_CHANNELS apart; residual, out: rows of channels.
static inline void convnext_transform(const convnext_block *given, const linear_operand *operands, const row_scale *scales,
                                      int rows, const float *residual, float *out) {
    const convnext_block own = *given, *block = &own; // which no store can change, so that nothing of it is read again after each
    _Alignas(64) float hidden[BLOCK_ROWS][MAX_HIDDEN];
    _Alignas(64) linear_operand hidden_operands[BLOCK_ROWS][MAX_HIDDEN];
    vector low[BLOCK_ROWS], high[BLOCK_ROWS];
    row_scale hidden_scales[BLOCK_ROWS];
    for (int r = 0; r < rows; r++) low[r] = high[r] = vector_set(0);
    for (int c = 0; c < block->hidden; c += TILE_COLUMNS)
        for (int first = 0; first < rows; first += TILE_ROWS) {
            const linear_operand *from = operands + (size_t)first * MAX_CHANNELS;
            const linear_weight *weights = block->widen.weights + (size_t)c * block->channels;
            if (rows - first >= TILE_ROWS) {
                linear_sum sums[TILE_ROWS][TILE_PANELS];
                multiply_whole_tile(from, MAX_CHANNELS, weights, block->channels, sums);
                widened_tile(block, sums, scales + first, TILE_ROWS, c, hidden + first, low + first, high + first);
            } else {
                linear_sum sums[TILE_ROWS][TILE_PANELS] = {{{0}}}; // a half tile leaves some of them
                multiply_tile(from, rows - first, MAX_CHANNELS, weights, block->channels, sums);
                widened_tile(block, sums, scales + first, rows - first, c, hidden + first, low + first, high + first);
            }
        }
    for (int r = 0; r < rows; r++)
        hidden_scales[r] = quantise_row(hidden[r], block->hidden, vector_least(low[r]), vector_greatest(high[r]), hidden_operands[r]);
    for (int c = 0; c < block->channels; c += TILE_COLUMNS)
        for (int first = 0; first < rows; first += TILE_ROWS) {
            const linear_weight *weights = block->narrow.weights + (size_t)c * block->hidden;
            size_t at = (size_t)first * block->channels;
            if (rows - first >= TILE_ROWS) {
                linear_sum sums[TILE_ROWS][TILE_PANELS];
                multiply_whole_tile(hidden_operands[first], MAX_HIDDEN, weights, block->hidden, sums);
                narrowed_tile(block, sums, hidden_scales + first, TILE_ROWS, c, residual + at, out + at);
            } else {
                linear_sum sums[TILE_ROWS][TILE_PANELS] = {{{0}}}; // a half tile leaves some of them
                multiply_tile(hidden_operands[first], rows - first, MAX_HIDDEN, weights, block->hidden, sums);
                narrowed_tile(block, sums, hidden_scales + first, rows - first, c, residual + at, out + at);
            }
        }
}

#define DEPTHWISE_ROWS (VECTOR_FLOATS < 6 ? VECTOR_FLOATS : 6) // that each weight serves once it is loaded; at most NORMALISED_ROWS

// The depthwise convolution of `rows` rows, at most DEPTHWISE_ROWS; taps: the first row that the first of them reaches.
INLINE void depthwise_rows(const convnext_block *block, const float *taps, int rows, float (*out)[MAX_CHANNELS]) {
    int channels = block->channels;
    for (int c = 0; c < channels; c += VECTOR_FLOATS) {
        vector sums[DEPTHWISE_ROWS];
        for (int r = 0; r < rows; r++) sums[r] = vector_load(block->depthwise_bias + c);
        for (int k = 0; k < block->kernel; k++) {
            vector weight = vector_load(block->depthwise + k * channels + c);
            const float *at = taps + (size_t)k * block->dilation * channels + c;
            for (int r = 0; r < rows; r++) sums[r] = vector_fma(vector_load(at + (size_t)r * channels), weight, sums[r]);
        }
        for (int r = 0; r < rows; r++) vector_store(out[r] + c, sums[r]);
    }
}

// Run a block over rows: out[i] = in[i + centre] + transform(in[i .. i + (kernel - 1) * dilation]), i < count.
// in: rows of channels, those around the ones asked for included (zero where the segment ends); in and out differ, unless kernel is 1.
static inline void convnext_rows(const convnext_block *block, const float *in, int count, float *out) {
    int channels = block->channels, centre = (block->kernel - 1) / 2 * block->dilation;
    _Alignas(64) float convolved[DEPTHWISE_ROWS][MAX_CHANNELS];
    _Alignas(64) linear_operand operands[BLOCK_ROWS * MAX_CHANNELS];
    memset(operands, 0, sizeof operands);
    row_scale scales[BLOCK_ROWS];
    linear_begin();
    for (int first = 0; first < count; first += BLOCK_ROWS) {
        int rows = count - first < BLOCK_ROWS ? count - first : BLOCK_ROWS;
        const float *taps = in + (size_t)first * channels;
        for (int from = 0; from < rows; from += DEPTHWISE_ROWS) {
            int together = rows - from < DEPTHWISE_ROWS ? rows - from : DEPTHWISE_ROWS;
            if (together == DEPTHWISE_ROWS) // its sums stay in registers
                depthwise_rows(block, taps + (size_t)from * channels, DEPTHWISE_ROWS, convolved);
            else
                depthwise_rows(block, taps + (size_t)from * channels, together, convolved);
            float least[DEPTHWISE_ROWS], greatest[DEPTHWISE_ROWS];
            layer_norm(&block->norm, convolved[0], together, MAX_CHANNELS, channels, least, greatest);
            for (int r = 0; r < together; r++)
                scales[from + r] = quantise_row(convolved[r], channels, least[r], greatest[r], operands + (size_t)(from + r) * MAX_CHANNELS);
        }
        convnext_transform(block, operands, scales, rows, taps + (size_t)centre * channels, out + (size_t)first * channels);
    }
    linear_end();
}

#endif
