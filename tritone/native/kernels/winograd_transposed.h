// A transposed convolution that makes the outputs of several rows at a time (winograd_convolution.h), of scaled operands.
//
// With `padding` rows more before the first, all phases of an output row hear the same input rows: it is a convolution of few taps
// to `stride` times as many outputs, and changed rows serve all phases.
#ifndef TRITONE_WINOGRAD_TRANSPOSED_H
#define TRITONE_WINOGRAD_TRANSPOSED_H

#include "transposed_layer.h"
#include "winograd_convolution.h"

typedef struct {
    scaled_winograd_convolution wide; // its outputs: `stride` rows of `outputs`
    int stride, padding, taps, outputs;
} winograd_transposed;

// The layer `module` (find_transposed), whose inputs come `scale` times too large.
static inline void load_winograd_transposed(model_loader *loader, winograd_transposed *up, const char *module, int inputs, float scale) {
    transposed_layer found = find_transposed(loader, module, inputs);
    if (loader->error->code) return;
    int stride = found.stride, taps = found.taps, outputs = found.outputs;
    *up = (winograd_transposed){.stride = stride, .padding = found.padding, .taps = taps / stride, .outputs = outputs};
    float *turned = malloc(sizeof(float) * (size_t)inputs * outputs * taps), *repeated = malloc(sizeof(float) * (size_t)stride * outputs);
    if (!turned || !repeated) fail_for_memory(loader->error);
    for (int phase = 0; phase < stride && !loader->error->code; phase++)
        for (int o = 0; o < outputs; o++) {
            repeated[phase * outputs + o] = found.bias[o];
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < up->taps; k++) // the first row that it hears has the last of its taps
                    turned[(((size_t)phase * outputs + o) * inputs + i) * up->taps + k] =
                        found.weight[((size_t)i * outputs + o) * taps + (up->taps - 1 - k) * stride + phase] / scale;
        }
    if (!loader->error->code) scaled_pack_winograd(loader, &up->wide, turned, repeated, inputs, stride * outputs, up->taps, 1);
    free(turned);
    free(repeated);
}

#endif
