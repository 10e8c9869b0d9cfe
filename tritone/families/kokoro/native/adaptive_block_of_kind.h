// The body of adaptive_block.h for one kind of operand: included with KIND(name).

typedef struct {
    adaptive_norm norms[2];
    KIND(convolution) first, second;
    exact_convolution shortcut; // of one tap
    int has_shortcut, inputs, outputs;
    float *up, *up_bias; // depthwise, [3][width of the inputs] and [width of the inputs]; NULL: the rate stays
} KIND(adaptive_block);

static inline void KIND(load_block_layer)(model_loader *loader, KIND(convolution) *layer, const char *module, int inputs, int outputs) {
    KIND(load_convolution)(loader, layer, module, inputs);
    if (!loader->error->code && (layer->outputs != whole_vectors(outputs) || layer->taps % 2 == 0))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs and %d taps; the model wants %d and an odd number", module,
             layer->outputs, layer->taps, outputs);
}

// Layers of `name`: first, second, where there are such shortcut and up [inputs][1][3], and the norms norm.0 and norm.1.
static inline void KIND(load_adaptive_block)(model_loader *loader, KIND(adaptive_block) *block, const char *name, int inputs,
                                             int style_floats) {
    char module[96];
    snprintf(module, sizeof module, "%s.first", name);
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    int outputs = weight ? (int)weight->shape[0] : 1, width = whole_vectors(inputs);
    block->inputs = inputs, block->outputs = outputs;
    KIND(load_block_layer)(loader, &block->first, module, inputs, outputs);
    snprintf(module, sizeof module, "%s.second", name);
    KIND(load_block_layer)(loader, &block->second, module, outputs, outputs);
    for (int n = 0; n < 2; n++) {
        snprintf(module, sizeof module, "%s.norm.%d", name, n);
        load_adaptive_norm(loader, &block->norms[n], module, n ? outputs : inputs, style_floats, 0);
    }
    snprintf(module, sizeof module, "%s.shortcut", name);
    block->has_shortcut = has_tensor(loader, module, "weight");
    if (block->has_shortcut) load_linear(loader, &block->shortcut, module, inputs, outputs);
    if (!loader->error->code && !block->has_shortcut && inputs != outputs)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d inputs, %d outputs and no shortcut", name, inputs, outputs);
    snprintf(module, sizeof module, "%s.up", name);
    if (!has_tensor(loader, module, "weight")) return;
    const float *up = find_floats(loader, module, "weight", SHAPE(inputs, 1, 3));
    const float *bias = find_floats(loader, module, "bias", SHAPE(inputs));
    block->up = loader_take(loader, sizeof(float) * 3 * width);
    block->up_bias = loader_take(loader, sizeof(float) * width);
    for (int c = 0; c < inputs && !loader->error->code; c++) {
        block->up_bias[c] = bias[c];
        for (int k = 0; k < 3; k++) block->up[k * width + c] = up[c * 3 + k];
    }
}

// Floats of the widest row that a block has.
static inline int KIND(block_width)(const KIND(adaptive_block) *block) { return most(block->norms[0].width, block->norms[1].width); }

// Silent rows that a block's convolutions hear on either side.
static inline int KIND(block_reach)(const KIND(adaptive_block) *block) {
    return most(KIND(reach_of)(&block->first), KIND(reach_of)(&block->second));
}

// A segment's buffers: floats [rows + 1][widest], and operands with silent rows around them.
typedef struct {
    float *x, *made, *shortcut;
    KIND(operand) *operands;
} KIND(block_buffers);

// Scratch memory of them, in four pieces. rows: that the last block leaves; reach: the furthest of any block.
static inline size_t KIND(block_buffer_bytes)(int rows, int widest, int reach) {
    return sizeof(float) * 3 * (size_t)(rows + 1) * widest + sizeof(KIND(operand)) * (rows + 2 * reach) * KIND(row_of)(widest);
}

static inline KIND(block_buffers) KIND(take_block_buffers)(scratch_memory *scratch, int rows, int widest, int reach) {
    size_t floats = (size_t)(rows + 1) * widest, operands = (rows + 2 * reach) * KIND(row_of)(widest);
    KIND(block_buffers) at = {.x = scratch_take(scratch, sizeof(float) * floats), .made = scratch_take(scratch, sizeof(float) * floats),
                              .shortcut = scratch_take(scratch, sizeof(float) * floats)};
    at.operands = (KIND(operand) *)scratch_take(scratch, sizeof(KIND(operand)) * operands) + reach * KIND(row_of)(widest);
    return at;
}

// Every row becomes two, as a transposed convolution of one channel for itself has it; in place, from the last row on. The row
// after them is written over.
static inline void KIND(double_rows)(const KIND(adaptive_block) *block, float *rows, int count) {
    size_t width = block->norms[0].width;
    for (int t = count - 1; t >= 0; t--)
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
            vector own = vector_load(rows + t * width + c), bias = vector_load(block->up_bias + c);
            // row t + 1 was written over by what it became: it is kept beside, in the row after the last
            vector after = t + 1 < count ? vector_load(rows + 2 * count * width + c) : vector_set(0);
            vector_store(rows + 2 * count * width + c, own);
            vector even = vector_fma(vector_load(block->up + width + c), own, bias);
            vector odd = vector_fma(vector_load(block->up + 2 * width + c), own, bias);
            vector_store(rows + 2 * t * width + c, even);
            vector_store(rows + (2 * t + 1) * width + c, vector_fma(vector_load(block->up + c), after, odd));
        }
}

// What is heard by `layer`: rows of the buffer's operands, with silence around them.
static inline void KIND(convolve_rows)(int threads, const KIND(convolution) *layer, KIND(operand) *operands, size_t width, int rows,
                                       float *out) {
    int reach = KIND(reach_of)(layer);
    size_t row = KIND(row_of)(width);
    KIND(silent_margins)(operands, rows, width, reach);
    KIND(convolve_shared)(threads, layer, operands - reach * row, row, rows, NULL, out, layer->outputs);
}

// A block over the rows in `x`; its output is left there. Returns how many rows it has.
static inline int KIND(run_adaptive_block)(KIND(adaptive_block) *block, KIND(block_buffers) *at, channel_statistics *statistics,
                                           const float *style, int rows, int threads) {
    size_t inputs = block->norms[0].width, outputs = block->norms[1].width;
    forget_statistics(statistics);
    gather_statistics(statistics, at->x, rows, (int)inputs);
    prepare_norm(&block->norms[0], statistics, style);
    if (block->has_shortcut)
        exact_convolve_shared(threads, &block->shortcut, at->x, inputs, rows, NULL, at->shortcut, outputs);
    else
        memcpy(at->shortcut, at->x, sizeof(float) * rows * inputs);
    int doubled = block->up != NULL;
    if (doubled) {
        leaky_norm_rows(&block->norms[0], at->x, rows, BLOCK_SLOPE, at->x);
        KIND(double_rows)(block, at->x, rows);
        rows *= 2;
        KIND(plain_operands)(at->x, rows, inputs, at->operands);
    } else {
        KIND(normalised_operands)(at->x, rows, inputs, block->norms[0].factor, block->norms[0].shift, BLOCK_SLOPE, at->operands);
    }
    KIND(convolve_rows)(threads, &block->first, at->operands, inputs, rows, at->made);
    forget_statistics(statistics);
    gather_statistics(statistics, at->made, rows, (int)outputs);
    prepare_norm(&block->norms[1], statistics, style);
    KIND(normalised_operands)(at->made, rows, outputs, block->norms[1].factor, block->norms[1].shift, BLOCK_SLOPE, at->operands);
    KIND(convolve_rows)(threads, &block->second, at->operands, outputs, rows, at->made);
    for (int t = 0; t < rows; t++) {
        const float *beside = at->shortcut + (size_t)(doubled ? t / 2 : t) * outputs, *made = at->made + t * outputs;
        for (size_t c = 0; c < outputs; c += VECTOR_FLOATS)
            vector_store(at->x + t * outputs + c, (vector_load(beside + c) + vector_load(made + c)) * HALF_AS_LOUD);
    }
    return rows;
}
