// The tensors of a transposed convolution, as PyTorch has them.
#ifndef TRITONE_TRANSPOSED_LAYER_H
#define TRITONE_TRANSPOSED_LAYER_H

#include "named_tensors.h"

typedef struct {
    const float *weight, *bias; // [inputs][outputs][taps], [outputs]
    int outputs, taps, stride, padding;
} transposed_layer;

// The module's weight, bias, stride and padding. Output o of input row i hears tap o + padding - i * stride. inputs: how many it must have.
static inline transposed_layer find_transposed(model_loader *loader, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return (transposed_layer){0};
    transposed_layer found = {.outputs = (int)weight->shape[1], .taps = (int)weight->shape[2]};
    found.weight = find_floats(loader, module, "weight", SHAPE(inputs, found.outputs, found.taps));
    found.bias = find_floats(loader, module, "bias", SHAPE(found.outputs));
    found.stride = load_number(loader, module, "stride", 1, 64);
    found.padding = load_number(loader, module, "padding", 0, found.taps);
    if (!loader->error->code && (found.taps % found.stride || 2 * found.padding != found.taps - found.stride))
        fail(loader->error, KERNEL_BAD_INPUT,
             "%s has %d taps, stride %d and padding %d; allowed: taps a multiple of the stride, padding half of what "
             "they have more", module, found.taps, found.stride, found.padding);
    return found;
}

#endif
