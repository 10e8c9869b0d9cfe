// A transposed convolution that makes the outputs of several rows at a time (winograd_convolution.h), of scaled operands.
//
// With `padding` rows more before the first, all phases of an output row hear the same input rows: it is a convolution of few taps
// to `stride` times as many outputs, and changed rows serve all phases.
#ifndef TRITONE_WINOGRAD_TRANSPOSED_H
#define TRITONE_WINOGRAD_TRANSPOSED_H

#include "winograd_convolution.h"

typedef struct {
    scaled_winograd_convolution wide; // its outputs: `stride` rows of `outputs`
    int stride, padding, taps, outputs;
} winograd_transposed;

// The layer `module`: weight [inputs][outputs][taps], as PyTorch has it, bias, stride and padding. Output o of input row i
// hears tap o + padding - i * stride. inputs: how many it must have, and outputs; inputs come `scale` times too large.
static inline void load_winograd_transposed(model_loader *loader, winograd_transposed *up, const char *module, int inputs, int outputs, float scale) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return;
    int taps = (int)weight->shape[2];
    const float *values = find_floats(loader, module, "weight", SHAPE(inputs, outputs, taps));
    const float *bias = find_floats(loader, module, "bias", SHAPE(outputs));
    int stride = load_number(loader, module, "stride", 1, 64), padding = load_number(loader, module, "padding", 0, taps);
    if (!loader->error->code && (taps % stride || 2 * padding != taps - stride))
        fail(loader->error, KERNEL_BAD_INPUT,
             "%s has %d taps, stride %d and padding %d; allowed: taps a multiple of the stride, padding half of what "
             "they have more", module, taps, stride, padding);
    if (loader->error->code) return;
    *up = (winograd_transposed){.stride = stride, .padding = padding, .taps = taps / stride, .outputs = outputs};
    float *turned = malloc(sizeof(float) * (size_t)inputs * outputs * taps), *repeated = malloc(sizeof(float) * (size_t)stride * outputs);
    if (!turned || !repeated) fail_for_memory(loader->error);
    for (int phase = 0; phase < stride && !loader->error->code; phase++)
        for (int o = 0; o < outputs; o++) {
            repeated[phase * outputs + o] = bias[o];
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < up->taps; k++) // the first row that it hears has the last of its taps
                    turned[(((size_t)phase * outputs + o) * inputs + i) * up->taps + k] =
                        values[((size_t)i * outputs + o) * taps + (up->taps - 1 - k) * stride + phase] / scale;
        }
    if (!loader->error->code) scaled_pack_winograd(loader, &up->wide, turned, repeated, inputs, stride * outputs, up->taps, 1);
    free(turned);
    free(repeated);
}

#endif
