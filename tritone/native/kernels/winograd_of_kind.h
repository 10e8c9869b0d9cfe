// The body of winograd_convolution.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef KIND(operand) KIND(winograd_operand);

typedef struct {
    const winograd_scheme *scheme;
    int inputs, outputs, taps, dilation; // inputs and outputs: filled up to whole vectors
    KIND(convolution) parts[WINOGRAD_MOST_POINTS]; // one for each point; their taps are the groups
    float *of_rows;    // B as its halves are read: [zero?][half of inputs], [pair][even, odd][half], [infinity][half]
    float *of_outputs; // [pair][outputs]: powers of its point
    float *bias, *silence; // silence: a row that is heard beyond the rows there are
} KIND(winograd_convolution);

INLINE int KIND(winograd_groups)(const KIND(winograd_convolution) *layer) {
    return (layer->taps + layer->scheme->taps - 1) / layer->scheme->taps;
}

// The convolution `module`, as KIND(load_convolution) has it, of an odd number of taps from 3 on. inputs: how many it must have.
static inline void KIND(load_winograd)(model_loader *loader, KIND(winograd_convolution) *layer, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return;
    int outputs = (int)weight->shape[0], taps = (int)weight->shape[2], padded = whole_vectors(inputs);
    const float *values = find_floats(loader, module, "weight", SHAPE(outputs, inputs, taps));
    const float *bias = has_tensor(loader, module, "bias") ? find_floats(loader, module, "bias", SHAPE(outputs)) : NULL;
    int dilation = load_number(loader, module, "dilation", 1, 1 << 12);
    if (!loader->error->code && (taps < 3 || taps % 2 == 0))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d taps; allowed: an odd number from 3 on", module, taps);
    if (loader->error->code) return;
    const winograd_scheme *scheme = winograd_for(taps);
    *layer = (KIND(winograd_convolution)){.scheme = scheme, .inputs = padded, .outputs = whole_vectors(outputs), .taps = taps, .dilation = dilation};
    layer->of_rows = loader_take(loader, sizeof(float) * (WINOGRAD_MOST_POINTS + 1) * (WINOGRAD_MOST_POINTS / 2));
    layer->of_outputs = loader_take(loader, sizeof(float) * WINOGRAD_MOST_POINTS * WINOGRAD_MOST_OUTPUTS);
    layer->bias = loader_take(loader, sizeof(float) * layer->outputs);
    layer->silence = loader_take(loader, sizeof(float) * padded);
    int groups = KIND(winograd_groups)(layer), n = winograd_points(scheme), half = (n + 1) / 2;
    size_t floats = (size_t)outputs * padded * groups;
    float *changed = loader->error->code ? NULL : calloc(floats, sizeof(float));
    if (!changed) {
        fail_for_memory(loader->error);
        return;
    }
    if (bias) memcpy(layer->bias, bias, sizeof(float) * outputs);
    winograd_matrices matrices;
    make_winograd(scheme, &matrices);
    float *at = layer->of_rows;
    if (scheme->has_zero)
        for (int i = 0; i < half; i++) *at++ = (float)(2 * i < n ? matrices.of_rows[0][2 * i] : 0);
    for (int p = 0; p < scheme->pairs; p++)
        for (int odd = 0; odd < 2; odd++)
            for (int i = 0; i < half; i++) *at++ = (float)(2 * i + odd < n ? matrices.of_rows[scheme->has_zero + 2 * p][2 * i + odd] : 0);
    int last = (n - 1) % 2; // the polynomial that is 0 at all points has its highest coefficient there, and no other half
    for (int i = 0; i < half; i++) *at++ = (float)(2 * i + last < n ? matrices.of_rows[n - 1][2 * i + last] : 0);
    for (int p = 0; p < scheme->pairs; p++)
        for (int i = 0; i < scheme->outputs; i++)
            layer->of_outputs[p * scheme->outputs + i] = (float)matrices.of_outputs[scheme->has_zero + 2 * p][i];
    for (int j = 0; j < n && !loader->error->code; j++) {
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                for (int g = 0; g < groups; g++) {
                    const float *own = values + ((size_t)o * inputs + i) * taps;
                    double sum = 0;
                    for (int k = 0; k < scheme->taps && g * scheme->taps + k < taps; k++)
                        sum += matrices.of_taps[j][k] * own[g * scheme->taps + k];
                    changed[((size_t)o * padded + i) * groups + g] = (float)sum;
                }
        KIND(pack_convolution)(loader, &layer->parts[j], changed, (size_t)padded * groups, groups, 1, NULL, padded, outputs, groups,
                              dilation);
    }
    free(changed);
}

// Rows beyond its own on either side that the convolution, padded as much, hears.
INLINE int KIND(winograd_reach_of)(const KIND(winograd_convolution) *layer) { return (layer->taps - 1) / 2 * layer->dilation; }

// Rows that are made at once, whether anyone wants them all or not.
INLINE int KIND(winograd_turn)(const KIND(winograd_convolution) *layer) { return layer->scheme->outputs * layer->dilation; }

// Rows that a whole number of tiles makes.
INLINE int KIND(winograd_least_step)(const KIND(winograd_convolution) *layer) {
    int blocks = WINOGRAD_TILE;
    while (blocks % 2 == 0 && layer->dilation % 2 == 0 && blocks > 1) blocks /= 2;
    if (layer->dilation % 3 == 0) blocks /= 3;
    return (blocks ? blocks : 1) * layer->scheme->outputs * layer->dilation;
}

// A number of rows near `wanted` that leaves no row over.
INLINE int KIND(winograd_step)(const KIND(winograd_convolution) *layer, int wanted) {
    int least = KIND(winograd_least_step)(layer);
    return wanted < least ? least : wanted / least * least;
}

// Operands that the changed rows of `step` rows take, and floats of what is made of them.
static inline size_t KIND(winograd_operands)(const KIND(winograd_convolution) *layer, int step) {
    int blocks = step / layer->scheme->outputs + (KIND(winograd_groups)(layer) - 1) * layer->dilation;
    return (size_t)winograd_points(layer->scheme) * blocks * KIND(row_of)(layer->inputs);
}
static inline size_t KIND(winograd_floats)(const KIND(winograd_convolution) *layer, int step) {
    size_t made = (size_t)winograd_points(layer->scheme) * (step / layer->scheme->outputs) * layer->outputs;
    return made + (size_t)winograd_points(layer->scheme) * (layer->inputs + VECTOR_FLOATS);
}

// The changed rows of the `outputs` rows from rows[0] on, one for each point, `apart` operands from one to the next. room:
// floats of as many rows. Called with numbers that the compiler knows.
INLINE void KIND(change_rows)(const float *of_rows, const float *const *rows, size_t width, int n, int pairs, int has_zero, KIND(operand) *to,
                              size_t apart, float *room) {
    int half = (n + 1) / 2, finite = n - 1;
    (void)room;
#if KIND_IS_SCALED
    vector squares[WINOGRAD_MOST_POINTS];
    for (int j = 0; j < n; j++) squares[j] = vector_set(0);
#define CHANGED(j, VALUE)                                                \
    do {                                                                 \
        vector value = VALUE;                                            \
        vector_store(room + (j) * width + c, value);                     \
        squares[j] = vector_fma(value, value, squares[j]);               \
    } while (0)
#else
#define CHANGED(j, VALUE) KIND(operand_store)(to + (j) * apart + c, VALUE)
#endif
    for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
        const float *by = of_rows;
        if (has_zero) {
            vector sum = vector_load(rows[0] + c) * vector_set(by[0]);
#pragma GCC unroll 8
            for (int i = 1; i < half; i++)
                if (2 * i < finite) sum = vector_fma(vector_load(rows[2 * i] + c), vector_set(by[i]), sum);
            CHANGED(0, sum);
            by += half;
        }
#pragma GCC unroll 8
        for (int p = 0; p < pairs; p++, by += 2 * half) {
            int first = has_zero; // where 0 is a point, the others' polynomials have no constant
            vector even = vector_load(rows[2 * first] + c) * vector_set(by[first]), odd = vector_load(rows[1] + c) * vector_set(by[half]);
#pragma GCC unroll 8
            for (int i = 1; i < half; i++) {
                if (i > first && 2 * i < finite) even = vector_fma(vector_load(rows[2 * i] + c), vector_set(by[i]), even);
                if (2 * i + 1 < finite) odd = vector_fma(vector_load(rows[2 * i + 1] + c), vector_set(by[half + i]), odd);
            }
            CHANGED(has_zero + 2 * p, even + odd);
            CHANGED(has_zero + 2 * p + 1, even - odd);
        }
        int last = (n - 1) % 2;
        vector sum = vector_load(rows[last] + c) * vector_set(by[0]);
#pragma GCC unroll 8
        for (int i = 1; i < half; i++)
            if (2 * i + last < n) sum = vector_fma(vector_load(rows[2 * i + last] + c), vector_set(by[i]), sum);
        CHANGED(n - 1, sum);
    }
#undef CHANGED
#if KIND_IS_SCALED
    vector factors[WINOGRAD_MOST_POINTS];
    for (int j = 0; j < n; j++) factors[j] = vector_set(KIND(begin_row)(to + j * apart, width, vector_sum(squares[j])));
    for (int j = 0; j < n; j++)
        for (size_t c = 0; c < width; c += VECTOR_FLOATS)
            KIND(operand_store)(to + j * apart + c, vector_load(room + j * width + c) * factors[j]);
#endif
}

// out[i] = the sums of what the products made, for the `outputs` rows of a block; NULL for rows that nobody wants.
INLINE void KIND(gather_outputs)(const float *of_outputs, const float *bias, const float *made, size_t part_floats, size_t width, int outputs,
                                 int n, int pairs, int has_zero, const float *const *added, float *const *out) {
    for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
        vector sums[WINOGRAD_MOST_OUTPUTS], base = vector_load(bias + c);
        const float *at = made + c;
#pragma GCC unroll 8
        for (int i = 0; i < outputs; i++) sums[i] = base;
        if (has_zero) sums[0] += vector_load(at), at += part_floats;
#pragma GCC unroll 8
        for (int p = 0; p < pairs; p++, at += 2 * part_floats) {
            vector one = vector_load(at), other = vector_load(at + part_floats), sum = one + other, difference = one - other;
            sums[0] += sum;
#pragma GCC unroll 8
            for (int i = 1; i < outputs; i++) sums[i] = vector_fma(i % 2 ? difference : sum, vector_set(of_outputs[p * outputs + i]), sums[i]);
        }
        sums[outputs - 1] += vector_load(made + (n - 1) * part_floats + c);
#pragma GCC unroll 8
        for (int i = 0; i < outputs; i++)
            if (out[i]) vector_store(out[i] + c, added[i] ? sums[i] + vector_load(added[i] + c) : sums[i]);
    }
}

// Changed rows for `blocks` blocks of outputs, one after the other for each point; `heard` has `heard_rows`.
static inline void KIND(winograd_changed)(const KIND(winograd_convolution) *layer, const float *heard, int heard_rows, int blocks,
                                          KIND(operand) *changed, float *room) {
    int dilation = layer->dilation, n = winograd_points(layer->scheme);
    size_t width = layer->inputs, row = KIND(row_of)(width), apart = blocks * row;
    for (int block = 0; block < blocks; block++) {
        const float *rows[WINOGRAD_MOST_POINTS];
        int first = block / dilation * dilation * layer->scheme->outputs + block % dilation;
        for (int i = 0; i < n; i++) {
            int at = first + i * dilation;
            rows[i] = at < heard_rows ? heard + at * width : layer->silence;
        }
#define CHANGE(m, n, pairs, has_zero) KIND(change_rows)(layer->of_rows, rows, width, n, pairs, has_zero, changed + block * row, apart, room)
        WITH_SCHEME(layer->scheme, CHANGE);
#undef CHANGE
    }
}

// out = the convolution + added, for `rows` rows that lie end to end; added: NULL for nothing, or `out` itself.
// heard: [rows + 2 reach][inputs] from the first row that the first output hears on, rows (at most a step) made up to whole turns;
// changed, made: room for KIND(winograd_operands) and KIND(winograd_floats) of a step.
static inline void KIND(winograd_convolve)(const KIND(winograd_convolution) *layer, const float *heard, int rows, const float *added, float *out,
                                           KIND(operand) *changed, float *made) {
    int dilation = layer->dilation, outputs = layer->scheme->outputs, n = winograd_points(layer->scheme);
    int turn = KIND(winograd_turn)(layer), whole = (rows + turn - 1) / turn * turn, blocks = whole / outputs;
    int changed_blocks = blocks + (KIND(winograd_groups)(layer) - 1) * dilation;
    size_t width = layer->outputs, row = KIND(row_of)(layer->inputs), part_floats = blocks * width;
    float *room = made + n * part_floats;
    KIND(winograd_changed)(layer, heard, whole + 2 * KIND(winograd_reach_of)(layer), changed_blocks, changed, room);
    int some = layer->parts[0].wide * VECTOR_FLOATS; // outputs at a time: sums of all points are put together while they are near
    for (int column = 0; column < layer->outputs; column += some) {
        for (int j = 0; j < n; j++)
            KIND(convolve_column)(&layer->parts[j], changed + j * changed_blocks * row, row, row, blocks, column,
                                  KIND(column_weights)(&layer->parts[j + 1 < n ? j + 1 : 0], j + 1 < n ? column : column + some), NULL,
                                  made + j * part_floats, width);
        for (int block = 0; block < blocks; block++) {
            const float *beside[WINOGRAD_MOST_OUTPUTS];
            float *to[WINOGRAD_MOST_OUTPUTS];
            int first = block / dilation * dilation * outputs + block % dilation;
            for (int i = 0; i < outputs; i++) {
                int at = first + i * dilation;
                to[i] = at < rows ? out + at * width + column : NULL;
                beside[i] = at < rows && added ? added + at * width + column : NULL;
            }
#define GATHER(m, n, pairs, has_zero)                                                                                                  \
    KIND(gather_outputs)(layer->of_outputs, layer->bias + column, made + block * width + column, part_floats, some, m, n, pairs, has_zero, \
                         beside, to)
            WITH_SCHEME(layer->scheme, GATHER);
#undef GATHER
        }
    }
}
