// The body of paired_convolution.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef struct {
    int inputs, outputs, taps, dilation; // inputs and outputs: filled up to whole vectors
    int last[2];                         // of the groups that begin an even and an odd number of dilations behind the first
                                         // row: half the last one's number; -1 where there is none
    KIND(convolution) parts[PAIR_PARTS]; // their taps are the groups, the last one's weights negative; places in dilations
} KIND(paired_convolution);

// Weights of a part: [outputs][inputs][groups that it has], of which it returns the number.
static inline int KIND(weights_of_part)(const float *values, int part, int inputs, int padded, int outputs, int taps, float *changed) {
    int left = taps % 3, groups = 0;
    for (int g = 0; g < taps / 3 + (left > 0); g++) groups += has_part(g, left, part);
    memset(changed, 0, sizeof(float) * (size_t)outputs * padded * groups);
    for (int o = 0; o < outputs; o++)
        for (int i = 0; i < inputs; i++)
            for (int g = 0, n = 0; n < groups; g++) {
                if (!has_part(g, left, part)) continue;
                const float *own = values + ((size_t)o * inputs + i) * taps + first_of_group(g, left);
                int is_small = left && g == SMALL_GROUP;
                float a = is_small ? 0 : own[0], b = own[1], c = is_small && left == 1 ? 0 : own[2];
                const float of_parts[PAIR_PARTS] = {a, (a + b + c) / 2, (a - b + c) / 2, -c};
                changed[((size_t)o * padded + i) * groups + n++] = of_parts[part];
            }
    return groups;
}

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
    int padded = whole_vectors(inputs), left = taps % 3, most_groups = taps / 3 + (left > 0);
    *layer = (KIND(paired_convolution)){padded, whole_vectors(outputs), taps, dilation, {-1, -1}, {{0}}};
    for (int g = 0; g < most_groups; g++) layer->last[first_of_group(g, left) % 2] = first_of_group(g, left) / 2;
    float *changed = malloc((size_t)outputs * padded * most_groups * sizeof(float)), *scales = calloc(outputs, sizeof(float));
    if (!changed || !scales) {
        free(changed);
        free(scales);
        fail_for_memory(loader->error);
        return;
    }
    // the parts of an output are added up: its weights have one scale
    for (int part = 0; part < PAIR_PARTS; part++) {
        int groups = KIND(weights_of_part)(values, part, inputs, padded, outputs, taps, changed);
        KIND(raise_scales)(changed, (size_t)padded * groups, groups, 1, padded, outputs, groups, scales);
    }
    for (int part = 0; part < PAIR_PARTS && !loader->error->code; part++) {
        int groups = KIND(weights_of_part)(values, part, inputs, padded, outputs, taps, changed);
        KIND(pack_with_scales)(loader, &layer->parts[part], changed, (size_t)padded * groups, groups, 1, part == 1 ? bias : NULL, scales,
                              padded, outputs, groups, 1);
        for (int g = 0, n = 0; n < groups && !loader->error->code; g++)
            if (has_part(g, left, part)) layer->parts[part].places[n++] = first_of_group(g, left);
    }
    free(changed);
    free(scales);
}

// Rows beyond its own on either side that the convolution, padded as much, hears.
INLINE int KIND(paired_reach_of)(const KIND(paired_convolution) *layer) { return (layer->taps - 1) / 2 * layer->dilation; }

// A number of rows near `wanted` that leaves no row over.
INLINE int KIND(paired_step)(const KIND(paired_convolution) *layer, int wanted) {
    int pair = 2 * layer->dilation;
    return wanted < pair ? pair : wanted / pair * pair;
}

// Where changed rows lie. Pairs that lie end to end hear every other dilation of rows: those that an even group hears lie end
// to end, so that what one pair after the other hears is one row after the other, and behind them those of odd groups.
typedef struct {
    int pairs, even, all; // dilations of rows: of first outputs; of changed rows of even groups, and of both
    int heard;            // rows
} KIND(pair_sizes);

INLINE KIND(pair_sizes) KIND(pair_sizes_of)(const KIND(paired_convolution) *layer, int rows) {
    int pair = 2 * layer->dilation, pairs = (rows + pair - 1) / pair, even = pairs + layer->last[0];
    int all = even + (layer->last[1] < 0 ? 0 : pairs + layer->last[1]);
    return (KIND(pair_sizes)){pairs, even, all, (2 * pairs + layer->taps - 1) * layer->dilation};
}

// Bytes of memory that the convolution of `rows` rows works with.
static inline size_t KIND(paired_work_bytes)(const KIND(paired_convolution) *layer, int rows) {
    KIND(pair_sizes) sizes = KIND(pair_sizes_of)(layer, rows);
    size_t operands = PAIR_PARTS * (size_t)sizes.all * layer->dilation * KIND(row_of)(layer->inputs);
    return memory_rounded(sizeof(float) * (KIND_IS_SCALED ? 5 : 0) * (sizes.heard + VECTOR_FLOATS) + sizeof(KIND(operand)) * operands);
}

#if KIND_IS_SCALED
// A changed row is scaled by the lengths of the two that it is made of, so that each is looked at once for all parts.
typedef struct {
    float *lengths; // of each row
    float *scales[2], *factors[2]; // of each row and the one a dilation on, and the one two dilations on
} KIND(row_scales);

static inline void KIND(find_scales)(const KIND(row_scales) *of, const float *heard, int rows, size_t width, int dilation) {
    for (int t = 0; t < rows; t++, heard += width) {
        vector squares = vector_set(0);
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) squares = vector_fma(vector_load(heard + c), vector_load(heard + c), squares);
        of->lengths[t] = __builtin_sqrtf(vector_sum(squares));
    }
    memset(of->lengths + rows, 0, sizeof(float) * VECTOR_FLOATS);
    for (int i = 0; i < 2; i++)
        KIND(scales_of_sums)(of->lengths, of->lengths + (i + 1) * dilation, rows - (i + 1) * dilation, of->scales[i], of->factors[i]);
}
#endif

// Changed rows of every part, as the rows of each group lie in `to`: what pairs of `dilation` rows hear.
static inline void KIND(change_pairs)(const KIND(paired_convolution) *layer, const KIND(pair_sizes) *sizes, const float *heard, float *numbers,
                                      KIND(operand) *const *to) {
    size_t width = layer->inputs, row = KIND(row_of)(width), apart = layer->dilation * width;
    int dilation = layer->dilation;
#if KIND_IS_SCALED
    size_t room = sizes->heard + VECTOR_FLOATS;
    const KIND(row_scales) scaled = {numbers, {numbers + room, numbers + 2 * room}, {numbers + 3 * room, numbers + 4 * room}};
    KIND(find_scales)(&scaled, heard, sizes->heard, width, dilation);
#define CHANGED(value, far, t) ((value) * vector_set(scaled.factors[far][t]))
#define STORE_SCALE(part, far, t) memcpy(to[part] + at + width, scaled.scales[far] + (t), sizeof(float))
#else
    (void)numbers;
#define CHANGED(value, far, t) (value)
#define STORE_SCALE(part, far, t) (void)(t)
#endif
    for (int block = 0; block < sizes->all; block++) {
        int is_odd = block >= sizes->even, first = (2 * (is_odd ? block - sizes->even : block) + is_odd) * dilation;
        for (int t = first; t < first + dilation; t++) {
            const float *x0 = heard + t * width, *x1 = x0 + apart, *x2 = x1 + apart, *x3 = x2 + apart;
            size_t at = ((size_t)block * dilation + t - first) * row;
            STORE_SCALE(0, 1, t);
            STORE_SCALE(1, 0, t + dilation);
            STORE_SCALE(2, 0, t + dilation);
            STORE_SCALE(3, 1, t + dilation);
            for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
                vector a = vector_load(x0 + c), b = vector_load(x1 + c), d = vector_load(x2 + c), e = vector_load(x3 + c);
                KIND(operand_store)(to[0] + at + c, CHANGED(a - d, 1, t));
                KIND(operand_store)(to[1] + at + c, CHANGED(b + d, 0, t + dilation));
                KIND(operand_store)(to[2] + at + c, CHANGED(d - b, 0, t + dilation));
                KIND(operand_store)(to[3] + at + c, CHANGED(b - e, 1, t + dilation));
            }
        }
    }
#undef CHANGED
#undef STORE_SCALE
}

// Where the outputs of a convolution go.
typedef struct {
    int dilation, rows, skipped; // skipped: rows that a tile makes once more
    size_t width;
    const float *added;
    float *out;
} KIND(pair_output);

INLINE void KIND(put_pair)(const KIND(pair_output) *to, int row, int column, vector y) {
    size_t at = (size_t)row * to->width + column;
    vector_store(to->out + at, to->added ? y + vector_load(to->added + at) : y);
}

// COUNT rows of first outputs from `first` on and as many second ones, VECTORS vectors from `column` on. changed: of each part.
#define PAIRS_OF(name, TILE, COUNT, VECTORS)                                                                              \
    static void name(const KIND(convolution) *parts, KIND(operand) *const *changed, size_t row, int first, int column,    \
                     const KIND(pair_output) *to) {                                                                       \
        static const int ORDER[PAIR_PARTS] = {1, 2, 0, 3};                                                                \
        vector held[2][COUNT][VECTORS]; /* of first outputs and of second ones */                                         \
        for (int r = 0; r < COUNT; r++)                                                                                   \
            for (int v = 0; v < VECTORS; v++) {                                                                           \
                held[0][r][v] = KIND(first_sum)(&parts[1], column + v * VECTOR_FLOATS);                                   \
                held[1][r][v] = vector_set(0);                                                                            \
            }                                                                                                             \
        _Pragma("GCC unroll 1") for (int turn = 0; turn < PAIR_PARTS; turn++) {                                           \
            const KIND(convolution) *part = &parts[ORDER[turn]];                                                          \
            vector sums[COUNT][VECTORS];                                                                                  \
            memcpy(sums, held[turn % 2], sizeof sums);                                                                    \
            TILE(part, changed[ORDER[turn]] + first * row, row, row, part->weights + (size_t)column * part->taps * part->inputs, sums); \
            if (turn == 1)                                                                                                \
                for (int r = 0; r < COUNT; r++)                                                                           \
                    for (int v = 0; v < VECTORS; v++) {                                                                   \
                        vector m1 = held[0][r][v], m2 = sums[r][v];                                                       \
                        held[0][r][v] = m1 + m2;                                                                          \
                        held[1][r][v] = m1 - m2;                                                                          \
                    }                                                                                                     \
            else                                                                                                          \
                memcpy(held[turn % 2], sums, sizeof sums);                                                                \
        }                                                                                                                 \
        for (int r = to->skipped; r < COUNT; r++) {                                                                       \
            int at = (first + r) / to->dilation * 2 * to->dilation + (first + r) % to->dilation;                          \
            for (int v = 0; v < VECTORS; v++) {                                                                           \
                int c = column + v * VECTOR_FLOATS;                                                                       \
                KIND(put_pair)(to, at, c, KIND(whole_sum)(&parts[1], c, held[0][r][v]));                                  \
                if (at + to->dilation < to->rows)                                                                         \
                    KIND(put_pair)(to, at + to->dilation, c, KIND(whole_sum)(&parts[1], c, held[1][r][v]));               \
            }                                                                                                             \
        }                                                                                                                 \
    }
// The last tile of rows begins early enough to be whole, where there are enough rows.
#define CONVOLVE_PAIRS_OF(name, ROWS, VECTORS)                                                                            \
    PAIRS_OF(name##_pairs, name##_tile, ROWS, VECTORS)                                                                    \
    PAIRS_OF(name##_pair, name##_row, 1, VECTORS)                                                                         \
    static void name##_in_pairs(const KIND(convolution) *parts, KIND(operand) *const *changed, size_t row, int firsts, int column, \
                                KIND(pair_output) *to) {                                                                  \
        for (int t = 0; t < firsts; t += firsts < ROWS ? 1 : ROWS) {                                                      \
            to->skipped = firsts - t < ROWS && firsts >= ROWS ? ROWS - (firsts - t) : 0;                                  \
            (firsts < ROWS ? name##_pair : name##_pairs)(parts, changed, row, t - to->skipped, column, to);               \
        }                                                                                                                 \
    }
#define CONVOLVE_PAIRS(name, ROWS, VECTORS) CONVOLVE_PAIRS_OF(name, ROWS, VECTORS)
CONVOLVE_PAIRS(KIND(convolve_four), ROWS_OF_FOUR, 4)
CONVOLVE_PAIRS(KIND(convolve_three), ROWS_OF_THREE, 3)
CONVOLVE_PAIRS(KIND(convolve_two), ROWS_OF_TWO, 2)
CONVOLVE_PAIRS(KIND(convolve_one), ROWS_OF_ONE, 1)
#undef CONVOLVE_PAIRS
#undef CONVOLVE_PAIRS_OF
#undef PAIRS_OF

// out = the convolution + added, for `rows` rows that lie end to end; added: NULL for nothing, or `out` itself.
// heard: [whole pairs + 2 reach][inputs] from the first row that the first output hears on, whatever `rows` is;
// work: KIND(paired_work_bytes) of memory, where a whole vector may lie.
// A row's result depends on the rows that the convolution hears for it and on its place in its pair: `dilation` rows from the
// first on are the first of their pairs.
static inline void KIND(paired_convolve)(const KIND(paired_convolution) *layer, const float *heard, int rows, const float *added, float *out,
                                         void *work) {
    int dilation = layer->dilation, places[PAIR_PARTS][MOST_GROUPS];
    KIND(pair_sizes) sizes = KIND(pair_sizes_of)(layer, rows);
    size_t row = KIND(row_of)(layer->inputs);
    KIND(operand) *first = (KIND(operand) *)((float *)work + (KIND_IS_SCALED ? 5 : 0) * (sizes.heard + VECTOR_FLOATS)), *changed[PAIR_PARTS];
    KIND(convolution) parts[PAIR_PARTS];
    for (int part = 0; part < PAIR_PARTS; part++) {
        changed[part] = first + (size_t)part * sizes.all * dilation * row;
        parts[part] = layer->parts[part];
        parts[part].places = places[part];
        for (int g = 0; g < parts[part].taps; g++) {
            int place = layer->parts[part].places[g];
            places[part][g] = (place / 2 + (place % 2 ? sizes.even : 0)) * dilation;
        }
    }
    KIND(change_pairs)(layer, &sizes, heard, work, changed);
    int over = rows - 2 * (sizes.pairs - 1) * dilation, firsts = (sizes.pairs - 1) * dilation + (over < dilation ? over : dilation);
    KIND(pair_output) to = {dilation, rows, 0, layer->outputs, added, out};
    int wide = parts[0].wide;
    for (int column = 0; column < layer->outputs; column += wide * VECTOR_FLOATS)
        (wide == 4   ? KIND(convolve_four_in_pairs)
         : wide == 3 ? KIND(convolve_three_in_pairs)
         : wide == 2 ? KIND(convolve_two_in_pairs)
                     : KIND(convolve_one_in_pairs))(parts, changed, row, firsts, column, &to);
}
