// ConvNeXt blocks and layer norm on rows of channels; all of it row by row, so that no row depends on its batch.
#ifndef TRITONE_CONVNEXT_H
#define TRITONE_CONVNEXT_H

#include "quantised_linear.h"

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

// Normalise a row over its channels (a multiple of 64) to mean 0 and variance 1, then weight and shift, in place.
// Returns the least and greatest value per lane.
static inline void layer_norm(const layer_normalisation *norm, float *row, int channels, vec *low, vec *high) {
    vec sums[4], squares[4]; // several, so that one addition need not wait for the last
    for (int v = 0; v < 4; v++) sums[v] = squares[v] = _mm512_setzero_ps();
    for (int c = 0; c < channels; c += 4 * LANES)
        for (int v = 0; v < 4; v++) sums[v] = _mm512_add_ps(sums[v], _mm512_load_ps(row + c + v * LANES));
    vec mean = vec_set(vec_sum(vec_sum_of_four(sums)) / (float)channels);
    for (int c = 0; c < channels; c += 4 * LANES)
        for (int v = 0; v < 4; v++) {
            vec d = _mm512_sub_ps(_mm512_load_ps(row + c + v * LANES), mean);
            squares[v] = vec_fma(d, d, squares[v]);
        }
    float variance = vec_sum(vec_sum_of_four(squares)) / (float)channels;
    vec inverse = vec_set(1.0f / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(variance + norm->epsilon))));
    *low = *high = _mm512_setzero_ps();
    for (int c = 0; c < channels; c += LANES) {
        vec d = _mm512_mul_ps(_mm512_sub_ps(_mm512_load_ps(row + c), mean), inverse);
        vec y = vec_fma(d, _mm512_load_ps(norm->weight + c), _mm512_load_ps(norm->bias + c));
        *low = _mm512_min_ps(*low, y);
        *high = _mm512_max_ps(*high, y);
        _mm512_store_ps(row + c, y);
    }
}

// The two Linear layers of a block for up to TILE_ROWS rows of bytes; adds gamma times the result to out's rows.
// out: row r at out + r * out_stride holds the block's input (the residual) and receives its output.
static inline void convnext_transform(const convnext_block *block, const uint8_t *bytes, const row_scale *scales, int rows,
                               float *const *out) {
    __m512i sums[TILE_ROWS][4];
    _Alignas(64) float hidden[TILE_ROWS][MAX_HIDDEN];
    _Alignas(64) uint8_t hidden_bytes[TILE_ROWS][MAX_HIDDEN];
    vec low[TILE_ROWS], high[TILE_ROWS];
    row_scale hidden_scales[TILE_ROWS];
    for (int r = 0; r < TILE_ROWS; r++) low[r] = high[r] = _mm512_setzero_ps();
    for (int c = 0; c < block->hidden; c += TILE_COLUMNS) {
        multiply_tile(bytes, rows, block->channels, block->widen.weights + (size_t)c * block->channels,
                      block->channels, sums);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < 4; v++) {
                vec y = vec_gelu(linear_value(&block->widen, c + v * LANES, sums[r][v], scales[r]));
                low[r] = _mm512_min_ps(low[r], y);
                high[r] = _mm512_max_ps(high[r], y);
                _mm512_store_ps(&hidden[r][c + v * LANES], y);
            }
    }
    for (int r = 0; r < rows; r++)
        hidden_scales[r] = quantise_row(hidden[r], block->hidden, low[r], high[r], hidden_bytes[r]);
    for (int c = 0; c < block->channels; c += TILE_COLUMNS) {
        multiply_tile(hidden_bytes[0], rows, MAX_HIDDEN, block->narrow.weights + (size_t)c * block->hidden,
                      block->hidden, sums);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < 4; v++) {
                float *at = out[r] + c + v * LANES;
                vec y = linear_value(&block->narrow, c + v * LANES, sums[r][v], hidden_scales[r]);
                _mm512_storeu_ps(at, vec_fma(y, _mm512_load_ps(block->gamma + c + v * LANES), _mm512_loadu_ps(at)));
            }
    }
}

// Run a block over rows: out[i] = in[i + centre] + transform(in[i .. i + (kernel - 1) * dilation]), i < count.
// in: rows of channels, those around the ones asked for included (zero where the segment ends); in and out differ.
static inline void convnext_rows(const convnext_block *block, const float *in, int count, float *out) {
    int channels = block->channels, centre = (block->kernel - 1) / 2 * block->dilation;
    _Alignas(64) float row[MAX_CHANNELS];
    _Alignas(64) uint8_t bytes[TILE_ROWS * MAX_CHANNELS];
    memset(bytes, 0, sizeof bytes);
    row_scale scales[TILE_ROWS];
    for (int first = 0; first < count; first += TILE_ROWS) {
        int rows = count - first < TILE_ROWS ? count - first : TILE_ROWS;
        float *targets[TILE_ROWS];
        for (int r = 0; r < rows; r++) {
            const float *taps = in + (size_t)(first + r) * channels;
            for (int c = 0; c < channels; c += LANES) {
                vec y = _mm512_load_ps(block->depthwise_bias + c);
                for (int k = 0; k < block->kernel; k++)
                    y = vec_fma(_mm512_loadu_ps(taps + (size_t)k * block->dilation * channels + c),
                                _mm512_load_ps(block->depthwise + k * channels + c), y);
                _mm512_store_ps(row + c, y);
            }
            vec low, high;
            layer_norm(&block->norm, row, channels, &low, &high);
            scales[r] = quantise_row(row, channels, low, high, bytes + r * channels);
            targets[r] = out + (size_t)(first + r) * channels;
            memcpy(targets[r], in + (size_t)(first + r + centre) * channels, sizeof(float) * channels);
        }
        convnext_transform(block, bytes, scales, rows, targets);
    }
}

#endif
