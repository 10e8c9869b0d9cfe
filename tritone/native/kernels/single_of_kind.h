// The body of single_layer.c for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef struct {
    KIND(convolution) plain;
    KIND(winograd_convolution) winograd;
    KIND(operand) *operands;
    KIND(winograd_operand) *changed;
} KIND(single);

static void KIND(load_single)(model_loader *loader, KIND(single) *layer, int way, int inputs, single_sizes *sizes) {
    if (way != WAY_PLAIN) {
        (way == WAY_NESTED_WINOGRAD ? KIND(load_nested_winograd) : KIND(load_winograd))(loader, &layer->winograd, "layer", inputs);
        if (loader->error->code) return;
        sizes->rows = KIND(winograd_step)(&layer->winograd, sizes->rows);
        sizes->outputs = layer->winograd.outputs, sizes->reach = KIND(winograd_reach_of)(&layer->winograd);
        sizes->made = KIND(winograd_floats)(&layer->winograd, sizes->rows);
        layer->changed = loader_take(loader, sizeof(KIND(winograd_operand)) * KIND(winograd_operands)(&layer->winograd, sizes->rows));
    } else {
        KIND(load_convolution)(loader, &layer->plain, "layer", inputs);
        sizes->outputs = layer->plain.outputs, sizes->reach = KIND(reach_of)(&layer->plain);
    }
}

static void KIND(single_operands)(model_loader *loader, KIND(single) *layer, const float *heard, const single_sizes *sizes) {
    size_t lines = sizes->rows + 2 * sizes->reach;
    layer->operands = loader_take(loader, sizeof(KIND(operand)) * lines * KIND(row_of)(sizes->inputs));
    if (!loader->error->code) KIND(plain_operands)(heard, lines, sizes->inputs, layer->operands);
}

static void KIND(run_single)(KIND(single) *layer, int way, const single_sizes *sizes, const float *heard, float *out, float *made) {
    if (way != WAY_PLAIN)
        KIND(winograd_convolve)(&layer->winograd, heard, sizes->rows, NULL, out, layer->changed, made);
    else
        KIND(convolve)(&layer->plain, layer->operands, KIND(row_of)(sizes->inputs), sizes->rows, NULL, out, sizes->outputs);
}
