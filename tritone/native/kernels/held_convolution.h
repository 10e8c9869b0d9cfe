// A dense convolution whose input mostly stands still; what stands still is multiplied as 16-bit integers (scaled_operands.h).
#ifndef TRITONE_HELD_CONVOLUTION_H
#define TRITONE_HELD_CONVOLUTION_H

#include "convolution.h"

// A convolution for rows whose first `held` channels stay the same for several rows: a phoneme's text vector lasts for four
// or five frames. Those channels are multiplied once for each such run, for every place in the kernel at a time, and each
// output row sums what its places have; the other channels are few and multiplied as they come.
typedef struct {
    int kernel, channels, held, outputs;
    scaled_convolution products; // [held] → [kernel * outputs], of one tap
    float *moving;               // [kernel][channels - held][outputs]
    float *bias;
} held_convolution;

// Tensors of `module`: weight float32 [outputs][channels][kernel], bias [outputs]; outputs: a multiple of 64;
// held: of 16.
static inline void held_convolution_init(model_loader *loader, held_convolution *layer, const char *module,
                                         int channels, int kernel, int outputs, int held) {
    *layer = (held_convolution){.kernel = kernel, .channels = channels, .held = held, .outputs = outputs};
    const float *weights = find_floats(loader, module, "weight", SHAPE(outputs, channels, kernel));
    layer->moving = loader_take(loader, sizeof(float) * kernel * (channels - held) * outputs);
    layer->bias = load_floats(loader, module, "bias", SHAPE(outputs));
    float *products = malloc(sizeof(float) * kernel * outputs * held);
    if (!products) fail_for_memory(loader->error);
    for (int o = 0; o < outputs && !loader->error->code; o++)
        for (int c = 0; c < channels; c++)
            for (int k = 0; k < kernel; k++) {
                float weight = weights[((size_t)o * channels + c) * kernel + k];
                if (c < held)
                    products[((size_t)k * outputs + o) * held + c] = weight;
                else
                    layer->moving[((size_t)k * (channels - held) + c - held) * outputs + o] = weight;
            }
    if (!loader->error->code)
        scaled_pack_convolution(loader, &layer->products, products, held, 1, 0, NULL, held, kernel * outputs, 1, 1);
    free(products);
}

// Bytes of scratch memory for `count` output rows.
static inline size_t held_convolution_scratch(const held_convolution *layer, long count) {
    size_t floats = layer->held + (size_t)layer->kernel * layer->outputs;
    return (count + layer->kernel - 1) * (sizeof(float) * floats + sizeof(scaled_operand) * scaled_row_of(layer->held));
}

// in: count + kernel - 1 rows of channels; out: count rows; scratch: as much as held_convolution_scratch says, whose floats lie where
// floats may; run: int [count + kernel - 1] of scratch.
static inline void held_convolution_rows(const held_convolution *layer, const float *in, int count, float *out, void *scratch,
                                  int *run) {
    int held = layer->held, moving = layer->channels - held, outputs = layer->outputs, rows = count + layer->kernel - 1;
    float *distinct = scratch, *products = distinct + (size_t)rows * held;
    scaled_operand *operands = (scaled_operand *)(products + (size_t)rows * layer->kernel * outputs);
    int runs = 0;
    for (int i = 0; i < rows; i++) {
        const float *row = in + (size_t)i * layer->channels;
        if (!runs || memcmp(row, distinct + (size_t)(runs - 1) * held, sizeof(float) * held))
            memcpy(distinct + (size_t)runs++ * held, row, sizeof(float) * held);
        run[i] = runs - 1;
    }
    scaled_plain_operands(distinct, runs, held, operands);
    scaled_convolve(&layer->products, operands, scaled_row_of(held), runs, NULL, products, (size_t)layer->kernel * outputs);
    for (int i = 0; i < count; i++)
        for (int c = 0; c < outputs; c += 4 * VECTOR_FLOATS) {
            vector sums[4];
            for (int v = 0; v < 4; v++) sums[v] = vector_load(layer->bias + c + v * VECTOR_FLOATS);
            for (int k = 0; k < layer->kernel; k++) {
                const float *product = products + ((size_t)run[i + k] * layer->kernel + k) * outputs + c;
                const float *row = in + (size_t)(i + k) * layer->channels + held;
                for (int v = 0; v < 4; v++) sums[v] = sums[v] + vector_load(product + v * VECTOR_FLOATS);
                for (int m = 0; m < moving; m++) {
                    const float *weights = layer->moving + ((size_t)k * moving + m) * outputs + c;
                    for (int v = 0; v < 4; v++)
                        sums[v] = vector_fma(vector_set(row[m]), vector_load(weights + v * VECTOR_FLOATS), sums[v]);
                }
            }
            for (int v = 0; v < 4; v++) vector_store(out + (size_t)i * outputs + c + v * VECTOR_FLOATS, sums[v]);
        }
}

#endif
