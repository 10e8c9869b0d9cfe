// The body of paired_convolution.h for one kind of operand: included with KIND(name) and KIND_IS_SCALED.

typedef struct {
    int inputs, outputs, taps, dilation; // inputs and outputs: filled up to whole vectors
    KIND(convolution) parts[PAIR_PARTS];  // their taps are the groups
} KIND(paired_convolution);

// The convolution `module`, as KIND(load_convolution) has it, of an odd number of taps from 3 on. inputs: how many it must have.
static inline void KIND(load_paired)(model_loader *loader, KIND(paired_convolution) *layer, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return;
    int outputs = (int)weight->shape[0], taps = (int)weight->shape[2];
    const float *values = find_floats(loader, module, "weight", SHAPE(outputs, inputs, taps));
    const float *bias = has_tensor(loader, module, "bias") ? find_floats(loader, module, "bias", SHAPE(outputs)) : NULL;
    int dilation = load_number(loader, module, "dilation", 1, 1 << 12);
    require_paired_taps(loader, module, taps);
    if (loader->error->code) return;
    *layer = (KIND(paired_convolution)){.inputs = whole_vectors(inputs), .outputs = whole_vectors(outputs), .taps = taps, .dilation = dilation};
    int whole = taps / 3, left = taps % 3, padded = layer->inputs;
    size_t floats = (size_t)outputs * padded * (whole + 1);
    float *changed = malloc(floats * sizeof(float));
    if (!changed) {
        fail_for_memory(loader->error);
        return;
    }
    for (int part = 0; part < PAIR_PARTS && !loader->error->code; part++) {
        int groups = whole + (left == 2 ? part < 3 : left && (part == 1 || part == 2));
        memset(changed, 0, floats * sizeof(float));
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                for (int g = 0; g < groups; g++) {
                    const float *own = values + ((size_t)o * inputs + i) * taps + 3 * g;
                    float a = g < whole || left == 2 ? own[0] : 0, b = g < whole || left == 2 ? own[1] : own[0];
                    float c = g < whole ? own[2] : 0;
                    const float of_parts[PAIR_PARTS] = {a, (a + b + c) / 2, (a - b + c) / 2, c};
                    changed[((size_t)o * padded + i) * groups + g] = of_parts[part];
                }
        KIND(pack_convolution)(loader, &layer->parts[part], changed, (size_t)padded * groups, groups, 1, part == 1 ? bias : NULL, padded,
                              outputs, groups, 1);
        for (int g = 0; g < groups && !loader->error->code; g++)
            layer->parts[part].places[g] = (g < whole ? 3 * g : taps - 2) * dilation;
    }
    free(changed);
}

// Rows beyond its own on either side that the convolution, padded as much, hears.
INLINE int KIND(paired_reach_of)(const KIND(paired_convolution) *layer) { return (layer->taps - 1) / 2 * layer->dilation; }

// A number of rows near `wanted` that leaves no row over.
INLINE int KIND(paired_step)(const KIND(paired_convolution) *layer, int wanted) {
    int least = PAIR_TILE * layer->dilation;
    return wanted < least ? least : wanted / least * least;
}

// What scaled rows are scaled by: a changed row by the greatest values of the two it is made of, so that each is looked at once for
// all parts.
typedef struct {
    float *greatest, *scales, *factors; // of each row that is heard; of each changed one
} KIND(row_scales);

#if KIND_IS_SCALED
static inline void KIND(find_greatest)(const float *heard, int rows, size_t width, KIND(row_scales) * of) {
    for (int t = 0; t < rows; t++) {
        vector_int most = {0};
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) most = vector_int_max(most, (vector_int)vector_abs(vector_load(heard + t * width + c)));
        int32_t bits = vector_int_greatest(most);
        memcpy(of->greatest + t, &bits, sizeof bits);
    }
}
#endif

// The block of changed rows, one of each row of a dilation, of a part that its last group hears last, for `blocks` pairs.
INLINE int KIND(last_block)(const KIND(paired_convolution) *layer, int part, int blocks) {
    const KIND(convolution) *own = &layer->parts[part];
    return 2 * (blocks - 1) + own->places[own->taps - 1] / layer->dilation;
}

// Changed rows of a part: as far as `blocks` pairs of each row of a dilation hear; those that no group hears are left out.
static inline void KIND(changed_rows)(const KIND(paired_convolution) *layer, int part, const float *heard, int blocks,
                                      const KIND(row_scales) *scaled, KIND(operand) *to) {
    (void)scaled;
    const KIND(convolution) *own = &layer->parts[part];
    int dilation = layer->dilation, heard_at[2] = {0, 0}, last = KIND(last_block)(layer, part, blocks);
    size_t width = layer->inputs, row = KIND(row_of)(width);
    for (int g = 0; g < own->taps; g++) heard_at[own->places[g] / dilation & 1] = 1;
    int first = PAIRED_ROWS[part].first * dilation, second = PAIRED_ROWS[part].second * dilation;
    vector sign = vector_set((float)PAIRED_ROWS[part].sign);
#if KIND_IS_SCALED
    KIND(scales_of_sums)(scaled->greatest + first, scaled->greatest + second, (last + 1) * dilation, scaled->scales, scaled->factors);
#endif
    for (int block = 0; block <= last; block++) {
        if (!heard_at[block & 1]) continue;
        for (int t = block * dilation; t < (block + 1) * dilation; t++) {
            const float *one = heard + (t + first) * width, *other = heard + (t + second) * width;
            KIND(operand) *into = to + t * row;
#if KIND_IS_SCALED
            vector factor = vector_set(scaled->factors[t]);
            for (size_t c = 0; c < width; c += VECTOR_FLOATS)
                KIND(operand_store)(into + c, vector_fma(vector_load(other + c), sign, vector_load(one + c)) * factor);
            memcpy(into + width, scaled->scales + t, sizeof(float));
#else
            for (size_t c = 0; c < width; c += VECTOR_FLOATS)
                KIND(operand_store)(into + c, vector_fma(vector_load(other + c), sign, vector_load(one + c)));
#endif
        }
    }
}

// out = the convolution + added, for `rows` rows that lie end to end; added: NULL for nothing, or `out` itself.
// heard: [whole step + 2 reach][inputs] from the first row that the first output hears on, whatever `rows` is (at most a step);
// changed: room for as many rows of operands; made: for 4 parts of half a step's outputs each.
static inline void KIND(paired_convolve)(const KIND(paired_convolution) *layer, const float *heard, int rows, const float *added, float *out,
                                   KIND(operand) *changed, float *made) {
    int dilation = layer->dilation, pair = 2 * dilation, tiles = PAIR_TILE * dilation;
    int blocks = (rows + tiles - 1) / tiles * (PAIR_TILE / 2);
    size_t inputs = KIND(row_of)(layer->inputs), width = layer->outputs, part_floats = (size_t)blocks * dilation * width;
    KIND(row_scales) scaled = {0};
#if KIND_IS_SCALED
    int furthest = 0;
    for (int part = 0; part < PAIR_PARTS; part++) {
        int first = PAIRED_ROWS[part].first, second = PAIRED_ROWS[part].second;
        int last = KIND(last_block)(layer, part, blocks) + (first > second ? first : second);
        furthest = last > furthest ? last : furthest;
    }
    int lines = (furthest + 1) * dilation;
    float greatest[lines + VECTOR_FLOATS], scales[lines + VECTOR_FLOATS], factors[lines + VECTOR_FLOATS];
    memset(greatest + lines, 0, sizeof(float) * VECTOR_FLOATS);
    scaled = (KIND(row_scales)){greatest, scales, factors};
    KIND(find_greatest)(heard, lines, layer->inputs, &scaled);
#endif
    for (int part = 0; part < PAIR_PARTS; part++) {
        KIND(changed_rows)(layer, part, heard, blocks, &scaled, changed);
        for (int r = 0; r < dilation; r++)
            KIND(convolve_apart)(&layer->parts[part], changed + r * inputs, pair * inputs, inputs, blocks, NULL,
                                made + part * part_floats + r * width, dilation * width);
    }
    const float *m0 = made, *m1 = m0 + part_floats, *m2 = m1 + part_floats, *m3 = m2 + part_floats;
    for (int row = 0; row < rows; row += pair)
        for (int half = 0; half < 2; half++)
            for (int r = 0; r < dilation; r++) {
                int t = row + half * dilation + r;
                if (t >= rows) break;
                size_t from = (size_t)(row / 2 + r) * width, to = t * width;
                const float *outer = half ? m3 + from : m0 + from;
                for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
                    vector one = vector_load(m1 + from + c), other = vector_load(m2 + from + c), last = vector_load(outer + c);
                    vector y = half ? one - other - last : one + other + last;
                    vector_store(out + to + c, added ? y + vector_load(added + to + c) : y);
                }
            }
}
