// The body of winograd_transposed.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef struct {
    KIND(winograd_convolution) wide; // its outputs: `stride` rows of `outputs`
    int stride, padding, taps, outputs; // outputs: filled up to whole vectors
} KIND(winograd_transposed);

// The layer `module` (find_transposed), whose inputs come `scale` times too large.
static inline void KIND(load_winograd_transposed)(model_loader *loader, KIND(winograd_transposed) *up, const char *module, int inputs, float scale) {
    turned_layer turned = turn_transposed(loader, module, inputs, scale);
    *up = (KIND(winograd_transposed)){.stride = turned.stride, .padding = turned.padding, .taps = turned.taps, .outputs = turned.outputs};
    if (!loader->error->code)
        KIND(pack_winograd)(loader, &up->wide, turned.weight, turned.bias, inputs, turned.stride * turned.outputs, turned.taps, 1);
    free(turned.weight);
    free(turned.bias);
}
