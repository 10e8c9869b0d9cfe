// The body of adaptive_block.h for one kind of operand: included with KIND(name).

typedef struct {
    adaptive_norm norms[2];
    KIND(winograd_convolution) first, second;
    KIND(shortcut)(convolution) shortcut; // of one tap
    int has_shortcut, inputs, outputs;
    float *up, *up_bias; // depthwise, [3][width of the inputs] and [width of the inputs]; NULL: the rate stays
} KIND(adaptive_block);

// A layer of one tap.
static inline void KIND(load_linear)(model_loader *loader, KIND(convolution) *layer, const char *module, int inputs, int outputs) {
    KIND(load_convolution)(loader, layer, module, inputs);
    if (!loader->error->code && (layer->outputs != whole_vectors(outputs) || layer->taps != 1))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs and %d taps; the model wants %d and 1", module, layer->outputs,
             layer->taps, outputs);
}

static inline void KIND(load_block_layer)(model_loader *loader, KIND(winograd_convolution) *layer, const char *module, int inputs, int outputs) {
    KIND(load_winograd)(loader, layer, module, inputs);
    if (!loader->error->code && layer->outputs != whole_vectors(outputs))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, outputs);
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
    if (block->has_shortcut) KIND(shortcut)(load_linear)(loader, &block->shortcut, module, inputs, outputs);
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

// Have `needs` be enough for a block, too.
static inline void KIND(count_needs)(block_needs *needs, const KIND(adaptive_block) *block) {
    const KIND(winograd_convolution) *layers[] = {&block->first, &block->second};
    for (int l = 0; l < 2; l++) {
        needs->widest = most(needs->widest, block->norms[l].width);
        needs->reach = most(needs->reach, KIND(winograd_reach_of)(layers[l]));
        KIND(winograd_enlarge)(&needs->room, layers[l], KIND(winograd_shared_step)(layers[l]));
    }
}

// A segment's buffers. x, made: rows with silent ones around them, [rows + 2 reach][widest]; work: made_floats for each thread.
typedef struct {
    float *x, *made, *shortcut, *work;
    KIND(winograd_operand) *changed;
    size_t made_floats;
    int threads;
} KIND(block_buffers);

// Scratch memory of them, in BLOCK_BUFFERS pieces. rows: that the last block leaves.
static inline size_t KIND(block_buffer_bytes)(const block_needs *needs, int rows, int threads) {
    size_t floats = ((size_t)3 * rows + 4 * needs->reach) * needs->widest + threads * needs->room.floats;
    return sizeof(float) * floats + sizeof(KIND(winograd_operand)) * needs->room.operands;
}

static inline KIND(block_buffers) KIND(take_block_buffers)(scratch_memory *scratch, const block_needs *needs, int rows, int threads) {
    size_t margin = (size_t)needs->reach * needs->widest, floats = (size_t)rows * needs->widest;
    KIND(block_buffers) at = {.made_floats = needs->room.floats, .threads = threads};
    at.x = (float *)scratch_take(scratch, sizeof(float) * (floats + 2 * margin)) + margin;
    at.made = (float *)scratch_take(scratch, sizeof(float) * (floats + 2 * margin)) + margin;
    at.shortcut = scratch_take(scratch, sizeof(float) * floats);
    at.work = scratch_take(scratch, sizeof(float) * threads * needs->room.floats);
    at.changed = scratch_take(scratch, sizeof(KIND(winograd_operand)) * needs->room.operands);
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

// out = layer(rows), which have room for silence around them.
static inline void KIND(convolve_rows)(const KIND(block_buffers) *at, const KIND(winograd_convolution) *layer, float *rows, int count, float *out) {
    int reach = KIND(winograd_reach_of)(layer);
    exact_silent_margins(rows, count, layer->inputs, reach);
    KIND(winograd_convolve_shared)(at->threads, layer, rows - (size_t)reach * layer->inputs, count, out, at->changed, at->work, at->made_floats);
}

// What a block's shortcut makes of the rows in `x`. Its operands lie where nothing is made yet.
static inline void KIND(pass_by)(const KIND(adaptive_block) *block, const KIND(block_buffers) *at, int rows) {
    size_t width = block->norms[0].width;
    if (!block->has_shortcut) {
        memcpy(at->shortcut, at->x, sizeof(float) * rows * width);
        return;
    }
    KIND(shortcut)(operand) *operands = (void *)at->made;
    KIND(shortcut)(plain_operands)(at->x, rows, width, operands);
    KIND(shortcut)(convolve_shared)(at->threads, &block->shortcut, operands, KIND(shortcut)(row_of)(width), rows, NULL, at->shortcut,
                                    block->norms[1].width);
}

// A block over the rows in `x`; its output is left there. Returns how many rows it has.
static inline int KIND(run_adaptive_block)(KIND(adaptive_block) *block, KIND(block_buffers) *at, channel_statistics *statistics,
                                           const float *style, int rows) {
    size_t inputs = block->norms[0].width, outputs = block->norms[1].width;
    forget_statistics(statistics);
    gather_statistics(statistics, at->x, rows, (int)inputs);
    prepare_norm(&block->norms[0], statistics, style);
    KIND(pass_by)(block, at, rows);
    int doubled = block->up != NULL;
    leaky_norm_rows(&block->norms[0], at->x, rows, BLOCK_SLOPE, at->x);
    if (doubled) {
        KIND(double_rows)(block, at->x, rows);
        rows *= 2;
    }
    KIND(convolve_rows)(at, &block->first, at->x, rows, at->made);
    forget_statistics(statistics);
    gather_statistics(statistics, at->made, rows, (int)outputs);
    prepare_norm(&block->norms[1], statistics, style);
    leaky_norm_rows(&block->norms[1], at->made, rows, BLOCK_SLOPE, at->made);
    KIND(convolve_rows)(at, &block->second, at->made, rows, at->x);
    for (int t = 0; t < rows; t++) {
        const float *beside = at->shortcut + (size_t)(doubled ? t / 2 : t) * outputs;
        float *x = at->x + t * outputs;
        for (size_t c = 0; c < outputs; c += VECTOR_FLOATS)
            vector_store(x + c, (vector_load(beside + c) + vector_load(x + c)) * HALF_AS_LOUD);
    }
    return rows;
}
