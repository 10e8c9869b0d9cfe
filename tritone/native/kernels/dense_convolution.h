// Dense convolutions whose weights the checkpoint keeps in float32; and one whose input mostly stands still.
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

// weights: [outputs][channels][kernel] as PyTorch stores them; both NULL once something has gone wrong.
static inline void convolution_pack(model_loader *loader, dense_convolution *layer, const float *weights,
                                    const float *bias, int channels, int kernel, int outputs) {
    *layer = (dense_convolution){.taps = kernel * channels, .channels = channels, .outputs = outputs};
    layer->weights = loader_take(loader, sizeof(float) * layer->taps * outputs);
    layer->bias = loader_take(loader, sizeof(float) * outputs);
    if (loader->error->code) return;
    for (int o = 0; o < outputs; o++)
        for (int c = 0; c < channels; c++)
            for (int k = 0; k < kernel; k++)
                layer->weights[((size_t)(o / 64) * layer->taps + k * channels + c) * 64 + o % 64] =
                    weights[((size_t)o * channels + c) * kernel + k];
    memcpy(layer->bias, bias, sizeof(float) * outputs);
}

// Tensors of `module`: weight float32 [outputs][channels][kernel], bias [outputs].
static inline void convolution_init(model_loader *loader, dense_convolution *layer, const char *module, int channels,
                                    int kernel, int outputs) {
    const float *weights = find_floats(loader, module, "weight", SHAPE(outputs, channels, kernel));
    const float *bias = find_floats(loader, module, "bias", SHAPE(outputs));
    convolution_pack(loader, layer, weights, bias, channels, kernel, outputs);
}

static inline void convolution_rows(const dense_convolution *layer, const float *in, int count, float *out) {
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

// The same convolution for rows whose first `held` channels (a multiple of 16) stay the same for several rows: a phoneme's
// text vector lasts for four or five frames. Those channels are multiplied once for each such run, for every place in the
// kernel at a time, and each output row sums what its places have; the other channels are few and multiplied as they come.
typedef struct {
    int kernel, channels, held, outputs;
    dense_convolution products; // [held] → [kernel * outputs], no kernel of its own
    float *moving;              // [kernel][channels - held][outputs]
    float *bias;
} held_convolution;

// Tensors of `module`: weight float32 [outputs][channels][kernel], bias [outputs]; outputs: a multiple of 64.
static inline void held_convolution_init(model_loader *loader, held_convolution *layer, const char *module,
                                         int channels, int kernel, int outputs, int held) {
    *layer = (held_convolution){.kernel = kernel, .channels = channels, .held = held, .outputs = outputs};
    const float *weights = find_floats(loader, module, "weight", SHAPE(outputs, channels, kernel));
    layer->moving = loader_take(loader, sizeof(float) * kernel * (channels - held) * outputs);
    layer->bias = load_floats(loader, module, "bias", SHAPE(outputs));
    float *products = malloc(sizeof(float) * kernel * outputs * held), *none = calloc(kernel * outputs, sizeof(float));
    if (!products || !none) fail_for_memory(loader->error);
    for (int o = 0; o < outputs && !loader->error->code; o++)
        for (int c = 0; c < channels; c++)
            for (int k = 0; k < kernel; k++) {
                float weight = weights[((size_t)o * channels + c) * kernel + k];
                if (c < held)
                    products[((size_t)k * outputs + o) * held + c] = weight;
                else
                    layer->moving[((size_t)k * (channels - held) + c - held) * outputs + o] = weight;
            }
    convolution_pack(loader, &layer->products, products, none, held, 1, kernel * outputs);
    free(products);
    free(none);
}

// Floats of scratch memory for `count` output rows.
static inline size_t held_convolution_scratch(const held_convolution *layer, long count) {
    return (size_t)(count + layer->kernel - 1) * (layer->held + (size_t)layer->kernel * layer->outputs);
}

// in: count + kernel - 1 rows of channels; out: count rows; run: int [count + kernel - 1] of scratch.
static inline void held_convolution_rows(const held_convolution *layer, const float *in, int count, float *out, float *scratch,
                                  int *run) {
    int held = layer->held, moving = layer->channels - held, outputs = layer->outputs, rows = count + layer->kernel - 1;
    float *distinct = scratch, *products = scratch + (size_t)rows * held;
    int runs = 0;
    for (int i = 0; i < rows; i++) {
        const float *row = in + (size_t)i * layer->channels;
        if (!runs || memcmp(row, distinct + (size_t)(runs - 1) * held, sizeof(float) * held))
            memcpy(distinct + (size_t)runs++ * held, row, sizeof(float) * held);
        run[i] = runs - 1;
    }
    convolution_rows(&layer->products, distinct, runs, products);
    for (int i = 0; i < count; i++)
        for (int c = 0; c < outputs; c += 4 * LANES) {
            vec sums[4];
            for (int v = 0; v < 4; v++) sums[v] = _mm512_load_ps(layer->bias + c + v * LANES);
            for (int k = 0; k < layer->kernel; k++) {
                const float *product = products + ((size_t)run[i + k] * layer->kernel + k) * outputs + c;
                const float *row = in + (size_t)(i + k) * layer->channels + held;
                for (int v = 0; v < 4; v++) sums[v] = _mm512_add_ps(sums[v], _mm512_loadu_ps(product + v * LANES));
                for (int m = 0; m < moving; m++) {
                    const float *weights = layer->moving + ((size_t)k * moving + m) * outputs + c;
                    for (int v = 0; v < 4; v++)
                        sums[v] = vec_fma(vec_set(row[m]), _mm512_load_ps(weights + v * LANES), sums[v]);
                }
            }
            for (int v = 0; v < 4; v++) _mm512_storeu_ps(out + (size_t)i * outputs + c + v * LANES, sums[v]);
        }
}

#endif
