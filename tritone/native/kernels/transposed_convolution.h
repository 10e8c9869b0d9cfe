// A transposed convolution: `stride` times as many rows, each phase of them a convolution of its own.
#ifndef TRITONE_TRANSPOSED_CONVOLUTION_H
#define TRITONE_TRANSPOSED_CONVOLUTION_H

#include "convolution.h"

typedef struct {
    fast_convolution *phases; // one for each of `stride` outputs: `taps` taps
    int stride, padding, taps, inputs, outputs; // outputs: filled up to whole vectors
} transposed_convolution;

// The layer `module`: weight [inputs][outputs][taps], as PyTorch has it, bias, stride and padding. Output o of input row i
// hears tap o + padding - i * stride. inputs: how many it must have.
static inline void load_transposed(model_loader *loader, transposed_convolution *up, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return;
    long outputs = weight->shape[1], taps = weight->shape[2];
    const float *values = find_floats(loader, module, "weight", SHAPE(inputs, outputs, taps));
    const float *bias = find_floats(loader, module, "bias", SHAPE(outputs));
    up->stride = load_number(loader, module, "stride", 1, 64);
    up->padding = load_number(loader, module, "padding", 0, (int)taps);
    up->inputs = inputs, up->outputs = whole_vectors((int)outputs), up->taps = (int)taps / up->stride;
    if (!loader->error->code && (taps % up->stride || 2 * up->padding != taps - up->stride))
        fail(loader->error, KERNEL_BAD_INPUT,
             "%s has %ld taps, stride %d and padding %d; allowed: taps a multiple of the stride, padding half of what "
             "they have more", module, taps, up->stride, up->padding);
    up->phases = loader_take(loader, sizeof(fast_convolution) * up->stride);
    for (int phase = 0; phase < up->stride && !loader->error->code; phase++) {
        // the first row that it hears has the last of its taps: weights in the order of the rows
        int first = (phase + up->padding) % up->stride + (up->taps - 1) * up->stride;
        float *turned = malloc(sizeof(float) * (size_t)(inputs * outputs * up->taps));
        if (!turned) {
            fail_for_memory(loader->error);
            return;
        }
        for (long o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < up->taps; k++)
                    turned[(o * inputs + i) * up->taps + k] = values[(i * outputs + o) * taps + first - k * up->stride];
        fast_pack_convolution(loader, &up->phases[phase], turned, (size_t)inputs * up->taps, up->taps, 1, bias, inputs,
                              (int)outputs, up->taps, 1);
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
