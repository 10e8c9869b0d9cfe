// A transposed convolution: `stride` times as many rows, each phase of them a convolution of its own.
#ifndef TRITONE_TRANSPOSED_CONVOLUTION_H
#define TRITONE_TRANSPOSED_CONVOLUTION_H

#include "convolution.h"
#include "transposed_layer.h"

typedef struct {
    fast_convolution *phases; // one for each of `stride` outputs: `taps` taps
    int stride, padding, taps, inputs, outputs; // outputs: filled up to whole vectors
} transposed_convolution;

// The layer `module` (find_transposed). inputs: how many it must have.
static inline void load_transposed(model_loader *loader, transposed_convolution *up, const char *module, int inputs) {
    transposed_layer found = find_transposed(loader, module, inputs);
    if (loader->error->code) return;
    int outputs = found.outputs;
    up->stride = found.stride, up->padding = found.padding, up->taps = found.taps / found.stride;
    up->inputs = inputs, up->outputs = whole_vectors(outputs);
    up->phases = loader_take(loader, sizeof(fast_convolution) * up->stride);
    for (int phase = 0; phase < up->stride && !loader->error->code; phase++) {
        // the first row that it hears has the last of its taps: weights in the order of the rows
        int first = (phase + up->padding) % up->stride + (up->taps - 1) * up->stride;
        float *turned = malloc(sizeof(float) * (size_t)inputs * outputs * up->taps);
        if (!turned) {
            fail_for_memory(loader->error);
            return;
        }
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < up->taps; k++)
                    turned[((size_t)o * inputs + i) * up->taps + k] = found.weight[((size_t)i * outputs + o) * found.taps + first - k * up->stride];
        fast_pack_convolution(loader, &up->phases[phase], turned, (size_t)inputs * up->taps, up->taps, 1, found.bias, inputs,
                              outputs, up->taps, 1);
        free(turned);
    }
}

// Output rows [first, end) into `out`, where row `first` goes; rows there lie `outputs` floats apart.
// in: input row 0; rows lie `stride` operands apart, and `taps` silent ones before the first and after the last are heard.
static inline void transposed_rows(const transposed_convolution *up, const fast_operand *in, size_t stride, int first, int end,
                                   float *out) {
    for (int phase = 0; phase < up->stride; phase++) {
        int row = first + ((phase - first) % up->stride + up->stride) % up->stride;
        if (row >= end) continue;
        int rows = (end - row + up->stride - 1) / up->stride;
        int heard = (row + up->padding) / up->stride - (up->taps - 1);
        fast_convolve(&up->phases[phase], in + (ptrdiff_t)heard * (ptrdiff_t)stride, stride, rows, NULL,
                      out + (size_t)(row - first) * up->outputs, (size_t)up->stride * up->outputs);
    }
}

#endif
