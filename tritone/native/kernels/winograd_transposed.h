// A transposed convolution that makes the outputs of several rows at a time (winograd_convolution.h).
//
// With `padding` rows more before the first, all phases of an output row hear the same input rows: it is a convolution of few taps
// to `stride` times as many outputs, and changed rows serve all phases.
#ifndef TRITONE_WINOGRAD_TRANSPOSED_H
#define TRITONE_WINOGRAD_TRANSPOSED_H

#include "transposed_layer.h"
#include "winograd_convolution.h"

// A transposed layer as a plain one; both arrays are the caller's to free. outputs: of a row, filled up to whole vectors.
typedef struct {
    float *weight, *bias; // [stride][outputs][inputs][taps], [stride][outputs]
    int stride, padding, taps, outputs;
} turned_layer;

// The layer `module` (find_transposed), whose inputs come `scale` times too large.
static inline turned_layer turn_transposed(model_loader *loader, const char *module, int inputs, float scale) {
    transposed_layer found = find_transposed(loader, module, inputs);
    if (loader->error->code) return (turned_layer){0};
    int stride = found.stride, outputs = whole_vectors(found.outputs), taps = found.taps / stride;
    turned_layer turned = {.stride = stride, .padding = found.padding, .taps = taps, .outputs = outputs};
    turned.weight = calloc((size_t)stride * outputs * inputs * taps, sizeof(float)), turned.bias = calloc((size_t)stride * outputs, sizeof(float));
    if (!turned.weight || !turned.bias) {
        fail_for_memory(loader->error);
        return turned;
    }
    for (int phase = 0; phase < stride; phase++)
        for (int o = 0; o < found.outputs; o++) {
            turned.bias[phase * outputs + o] = found.bias[o];
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < taps; k++) // the first row that it hears has the last of its taps
                    turned.weight[(((size_t)phase * outputs + o) * inputs + i) * taps + k] =
                        found.weight[((size_t)i * found.outputs + o) * found.taps + (taps - 1 - k) * stride + phase] / scale;
        }
    return turned;
}

#define BODY "winograd_transposed_of_kind.h"
#include "exact_and_scaled_kinds.h"
#include "fast_kind.h"
#undef BODY

#endif
