// Dense convolutions whose weights the checkpoint keeps in float32.
#ifndef TRITONE_DENSE_CONVOLUTION_H
#define TRITONE_DENSE_CONVOLUTION_H

#include "quantised_linear.h"

// A dense convolution in float32: out[i] = bias + rows i .. i + kernel - 1 of in, which lie end to end, times weights.
// outputs: a multiple of 64.
typedef struct {
    int taps, channels, outputs; // taps = kernel * channels: the floats that one output row reads
    float *weights;              // [outputs / 64][taps][64]
    float *bias;
} dense_convolution;

// weights: [outputs][channels][kernel] as PyTorch stores them.
static void convolution_init(dense_convolution *layer, const float *weights, const float *bias, int channels,
                             int kernel, int outputs) {
    *layer = (dense_convolution){.taps = kernel * channels, .channels = channels, .outputs = outputs};
    layer->weights = allocate(sizeof(float) * layer->taps * outputs);
    for (int o = 0; o < outputs; o++)
        for (int c = 0; c < channels; c++)
            for (int k = 0; k < kernel; k++)
                layer->weights[((size_t)(o / 64) * layer->taps + k * channels + c) * 64 + o % 64] =
                    weights[((size_t)o * channels + c) * kernel + k];
    layer->bias = copy_floats(bias, outputs);
}

static void convolution_free(dense_convolution *layer) {
    free(layer->weights);
    free(layer->bias);
}

static void convolution_rows(const dense_convolution *layer, const float *in, int count, float *out) {
    int taps = layer->taps;
    for (int first = 0; first < count; first += TILE_ROWS) {
        int rows = count - first < TILE_ROWS ? count - first : TILE_ROWS;
        const float *row[TILE_ROWS];
        for (int r = 0; r < TILE_ROWS; r++) row[r] = in + (size_t)(first + (r < rows ? r : 0)) * layer->channels;
        for (int c = 0; c < layer->outputs; c += 64) {
            const float *w = layer->weights + (size_t)c * taps;
            vec sums[TILE_ROWS][4];
            for (int r = 0; r < TILE_ROWS; r++)
                for (int v = 0; v < 4; v++) sums[r][v] = _mm512_load_ps(layer->bias + c + v * LANES);
            for (int k = 0; k < taps; k++) {
                vec x[4];
                for (int v = 0; v < 4; v++) x[v] = _mm512_load_ps(w + (size_t)k * 64 + v * LANES);
                for (int r = 0; r < TILE_ROWS; r++) {
                    vec a = vec_set(row[r][k]);
                    for (int v = 0; v < 4; v++) sums[r][v] = vec_fma(a, x[v], sums[r][v]);
                }
            }
            for (int r = 0; r < rows; r++)
                for (int v = 0; v < 4; v++)
                    _mm512_storeu_ps(out + (size_t)(first + r) * layer->outputs + c + v * LANES, sums[r][v]);
        }
    }
}

#endif
