// The body of winograd_convolution.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef KIND(operand) KIND(winograd_operand);

typedef struct {
    const winograd_scheme *scheme;
    int inputs, outputs, taps, dilation; // inputs and outputs: filled up to whole vectors
    KIND(convolution) parts[WINOGRAD_MOST_PRODUCTS]; // one for each product; their taps are the groups
    size_t block_row; // operands of a block's changed rows, [products][inputs], and of their scales, where there are any, behind all of them
    float *of_rows;    // [P, then each pair's][WINOGRAD_MOST_PAIRS], as winograd_matrices has them
    float *of_outputs; // [pair][outputs]: powers of its point, of which the second is the point
    float *bias, *silence; // silence: a row that is heard beyond the rows there are
} KIND(winograd_convolution);

INLINE int KIND(winograd_groups)(const KIND(winograd_convolution) *layer) {
    int own = winograd_taps(layer->scheme);
    return (layer->taps + own - 1) / own;
}

// A convolution of `taps` taps by a scheme: weight [outputs][inputs][taps], bias: NULL for zeros.
static inline void KIND(pack_winograd_by)(model_loader *loader, KIND(winograd_convolution) *layer, const winograd_scheme *scheme, const float *values,
                                          const float *bias, int inputs, int outputs, int taps, int dilation) {
    int padded = whole_vectors(inputs);
    *layer = (KIND(winograd_convolution)){.scheme = scheme, .inputs = padded, .outputs = whole_vectors(outputs), .taps = taps, .dilation = dilation};
    layer->of_rows = loader_take(loader, sizeof(float) * (WINOGRAD_MOST_PAIRS + 1) * WINOGRAD_MOST_PAIRS);
    layer->of_outputs = loader_take(loader, sizeof(float) * WINOGRAD_MOST_POINTS * WINOGRAD_MOST_OUTPUTS);
    layer->bias = loader_take(loader, sizeof(float) * layer->outputs);
    layer->silence = loader_take(loader, sizeof(float) * padded);
    int groups = KIND(winograd_groups)(layer), n = winograd_points(scheme), products = winograd_products(scheme), own_taps = winograd_taps(scheme);
    layer->block_row = (size_t)products * padded + (KIND_IS_SCALED ? 2 * WINOGRAD_ROOM * winograd_parts(scheme) : 0); // a float takes two operands
    size_t floats = (size_t)outputs * padded * groups;
    float *changed = loader->error->code ? NULL : calloc(floats, sizeof(float));
    if (!changed) {
        fail_for_memory(loader->error);
        return;
    }
    if (bias) memcpy(layer->bias, bias, sizeof(float) * outputs);
    winograd_matrices matrices;
    make_winograd(scheme, &matrices);
    for (int p = 0; p <= scheme->pairs; p++)
        for (int i = 0; i < WINOGRAD_MOST_PAIRS; i++) layer->of_rows[p * WINOGRAD_MOST_PAIRS + i] = (float)matrices.of_rows[p][i];
    for (int p = 0; p < scheme->pairs; p++)
        for (int i = 0; i < scheme->outputs; i++)
            layer->of_outputs[p * scheme->outputs + i] = (float)matrices.of_outputs[scheme->has_zero + 2 * p][i];
    for (int j = 0; j < products && !loader->error->code; j++) {
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                for (int g = 0; g < groups; g++) {
                    const float *own = values + ((size_t)o * inputs + i) * taps + g * own_taps;
                    changed[((size_t)o * padded + i) * groups + g] = (float)winograd_weight(scheme, &matrices, j, own, taps - g * own_taps);
                }
        KIND(pack_convolution)(loader, &layer->parts[j], changed, (size_t)padded * groups, groups, 1, NULL, padded, outputs, groups,
                              dilation);
        layer->parts[j].scale_after = (products - 1 - j) * padded + 2 * (j / n * WINOGRAD_ROOM + j % n);
    }
    free(changed);
}

static inline void KIND(pack_winograd)(model_loader *loader, KIND(winograd_convolution) *layer, const float *values, const float *bias, int inputs,
                                       int outputs, int taps, int dilation) {
    KIND(pack_winograd_by)(loader, layer, winograd_for(taps, 0), values, bias, inputs, outputs, taps, dilation);
}

// The convolution `module` (find_odd_convolution). inputs: how many it must have.
static inline void KIND(load_winograd)(model_loader *loader, KIND(winograd_convolution) *layer, const char *module, int inputs) {
    odd_convolution found = find_odd_convolution(loader, module, inputs);
    if (!loader->error->code) KIND(pack_winograd)(loader, layer, found.weight, found.bias, inputs, found.outputs, found.taps, found.dilation);
}

// The same for layers over rows that do not end where windows do: by a nested scheme where there is one.
static inline void KIND(load_nested_winograd)(model_loader *loader, KIND(winograd_convolution) *layer, const char *module, int inputs) {
    odd_convolution found = find_odd_convolution(loader, module, inputs);
    if (loader->error->code) return;
    KIND(pack_winograd_by)(loader, layer, winograd_for(found.taps, 1), found.weight, found.bias, inputs, found.outputs, found.taps, found.dilation);
}

// Rows beyond its own on either side that the convolution, padded as much, hears.
INLINE int KIND(winograd_reach_of)(const KIND(winograd_convolution) *layer) { return (layer->taps - 1) / 2 * layer->dilation; }

// Rows beyond those that a block's outputs hear by rounding only: taps that fill up the last group.
INLINE int KIND(winograd_beyond)(const KIND(winograd_convolution) *layer) {
    return (KIND(winograd_groups)(layer) * winograd_taps(layer->scheme) - layer->taps) * layer->dilation;
}

// Rows of a block of outputs, `dilation` blocks being made of them.
INLINE int KIND(winograd_block)(const KIND(winograd_convolution) *layer) { return winograd_outputs(layer->scheme) * layer->dilation; }

// Rows that a whole number of tiles makes, of one row less where blocks are long and come five at a time.
INLINE int KIND(winograd_least_step)(const KIND(winograd_convolution) *layer) {
    int blocks = layer->scheme->is_nested && layer->dilation % (WINOGRAD_TILE - 1) == 0 ? 1 : WINOGRAD_TILE;
    while (blocks % 2 == 0 && layer->dilation % 2 == 0 && blocks > 1) blocks /= 2;
    if (layer->dilation % 3 == 0) blocks /= 3;
    return (blocks ? blocks : 1) * KIND(winograd_block)(layer);
}

// A number of rows near `wanted` that leaves no row over.
INLINE int KIND(winograd_step)(const KIND(winograd_convolution) *layer, int wanted) {
    int least = KIND(winograd_least_step)(layer);
    return wanted < least ? least : wanted / least * least;
}

// Blocks whose products are made before they are put together. Where all points' weights of a column stay near, as few as there are in
// a tile, so that what is made does, too; else all, so that a point's weights are read once.
INLINE int KIND(winograd_together)(const KIND(winograd_convolution) *layer, int blocks) {
    int n = winograd_products(layer->scheme), wide = layer->parts[0].wide;
    size_t weights = sizeof(KIND(operand)) * n * KIND(winograd_groups)(layer) * layer->inputs * wide * VECTOR_FLOATS;
    int tile = wide == 4 ? ROWS_OF_FOUR : wide == 3 ? ROWS_OF_THREE : wide == 2 ? ROWS_OF_TWO : ROWS_OF_ONE;
    return weights <= WINOGRAD_NEAR_WEIGHTS && tile < blocks ? tile : blocks;
}

// Blocks whose changed rows are scaled together.
INLINE int KIND(winograd_scaled_together)(const KIND(winograd_convolution) *layer) {
    return layer->scheme->is_nested ? 1 : WINOGRAD_SCALED_TOGETHER;
}

// Operands that the changed rows of `step` rows take, and floats of what is made of them.
static inline size_t KIND(winograd_operands)(const KIND(winograd_convolution) *layer, int step) {
    int blocks = step / winograd_outputs(layer->scheme) + (KIND(winograd_groups)(layer) - 1) * layer->dilation;
    return blocks * layer->block_row;
}
static inline size_t KIND(winograd_floats)(const KIND(winograd_convolution) *layer, int step) {
    size_t columns = (size_t)layer->parts[0].wide * VECTOR_FLOATS, n = winograd_products(layer->scheme);
    size_t made = n * KIND(winograd_together)(layer, step / winograd_outputs(layer->scheme)) * columns;
    size_t unscaled = KIND(winograd_scaled_together)(layer) * n * layer->inputs; // before anything is made
    return made > unscaled ? made : unscaled;
}

// Make `room` large enough for a step of the layer.
static inline void KIND(winograd_enlarge)(winograd_room *room, const KIND(winograd_convolution) *layer, int step) {
    size_t operands = KIND(winograd_operands)(layer, step), floats = KIND(winograd_floats)(layer, step);
    if (operands > room->operands) room->operands = operands;
    if (floats > room->floats) room->floats = floats;
}

#include "winograd_steps_of_kind.h"

// Changed rows for `blocks` blocks of outputs, one for each point of a block after the other; `heard` has `heard_rows`. Blocks are scaled
// a few at a time, so that roots and quotients are made while others wait for theirs.
static inline void KIND(winograd_changed)(const KIND(winograd_convolution) *layer, const float *heard, int heard_rows, int blocks,
                                          KIND(operand) *changed, float *room) {
    int dilation = layer->dilation, hears = winograd_heard(layer->scheme), together = KIND(winograd_scaled_together)(layer);
    size_t width = layer->inputs, products = winograd_products(layer->scheme), scales_room = winograd_parts(layer->scheme) * WINOGRAD_ROOM;
    (void)room, (void)products, (void)scales_room; // of scaled operands
    for (int begins = 0; begins < blocks; begins += together) {
        int count = blocks - begins < together ? blocks - begins : together;
        float sums[WINOGRAD_SCALED_TOGETHER * WINOGRAD_ROOM] = {0};
        for (int b = 0; b < count; b++) {
            const float *rows[WINOGRAD_MOST_HEARD];
            int block = begins + b, first = block / dilation * KIND(winograd_block)(layer) + block % dilation;
            for (int i = 0; i < hears; i++) {
                int at = first + i * dilation;
                rows[i] = at < heard_rows ? heard + at * width : layer->silence;
            }
#if KIND_IS_SCALED
#define CHANGE(m, n, pairs, has_zero, is_nested)                                                         \
    KIND(change_parts)(layer->of_rows, layer->of_outputs, m, rows, width, n, pairs, has_zero, is_nested, \
                       room + b * products * width, width, sums + b * scales_room)
#else
#define CHANGE(m, n, pairs, has_zero, is_nested)                                                         \
    KIND(change_parts)(layer->of_rows, layer->of_outputs, m, rows, width, n, pairs, has_zero, is_nested, \
                       changed + block * layer->block_row, width, sums)
#endif
            WITH_SCHEME(layer->scheme, CHANGE);
#undef CHANGE
        }
#if KIND_IS_SCALED
        float scales[WINOGRAD_SCALED_TOGETHER * WINOGRAD_ROOM], factors[WINOGRAD_SCALED_TOGETHER * WINOGRAD_ROOM];
        KIND(scales_of_squares)(sums, count * (int)scales_room, scales, factors);
        for (int b = 0; b < count; b++)
#define SCALE(m, n, pairs, has_zero, is_nested)                                                             \
    KIND(scale_rows)(room + b * products * width, width, n, (is_nested) ? NESTED_PRODUCTS : 1, scales + b * scales_room, \
                     factors + b * scales_room, changed + (begins + b) * layer->block_row)
            WITH_SCHEME(layer->scheme, SCALE);
#undef SCALE
#endif
    }
}

// What a block's outputs are added to and where they go come nearer: blocks lie too far apart for the processor to see what is next, and
// waiting for memory took a twentieth of Kokoro's time.
INLINE void KIND(bring_nearer)(const KIND(winograd_convolution) *layer, const winograd_output *to, int rows, int column, int block) {
    int dilation = layer->dilation, first = block / dilation * KIND(winograd_block)(layer) + block % dilation, columns = layer->parts[0].wide * VECTOR_FLOATS;
    for (int i = 0, row = first; i < winograd_outputs(layer->scheme) && row < rows; i++, row += dilation)
        for (int c = 0; c < columns; c += CACHE_LINE / (int)sizeof(float)) {
            size_t at = (size_t)row * layer->outputs + column + c;
            __builtin_prefetch(to->out + at, 1, 2);
            if (to->added) __builtin_prefetch(to->added + at, 0, 2);
        }
}

// Blocks that `rows` rows of outputs are made of, and those whose changed rows they need.
INLINE int KIND(winograd_blocks)(const KIND(winograd_convolution) *layer, int rows) {
    int length = KIND(winograd_block)(layer);
    return (rows + length - 1) / length * layer->dilation;
}
INLINE int KIND(winograd_changed_blocks)(const KIND(winograd_convolution) *layer, int rows) {
    return KIND(winograd_blocks)(layer, rows) + (KIND(winograd_groups)(layer) - 1) * layer->dilation;
}

// Tiles of columns, each as wide as what the products of one tile are.
INLINE int KIND(winograd_columns)(const KIND(winograd_convolution) *layer) { return layer->parts[0].wide * VECTOR_FLOATS; }
INLINE int KIND(winograd_column_tiles)(const KIND(winograd_convolution) *layer) { return layer->outputs / KIND(winograd_columns)(layer); }

// Column tiles [first_tile, end_tile) of `rows` rows, from `changed` rows; made: room for what the products make.
static inline void KIND(winograd_convolve_columns)(const KIND(winograd_convolution) *layer, const KIND(operand) *changed, int rows,
                                                   int first_tile, int end_tile, const winograd_output *to, float *made) {
    int dilation = layer->dilation, n = winograd_products(layer->scheme), wide = layer->parts[0].wide, columns = KIND(winograd_columns)(layer);
    int length = KIND(winograd_block)(layer), blocks = KIND(winograd_blocks)(layer, rows);
    size_t width = layer->outputs, row = layer->block_row;
    int together = KIND(winograd_together)(layer, blocks);
    int ahead = together < blocks ? together : 3; // blocks: those of the next products, or as far as memory is away
    for (int column = first_tile * columns; column < end_tile * columns; column += columns)
        for (int begins = 0; begins < blocks; begins += together) {
            int count = blocks - begins < together ? blocks - begins : together;
            size_t part_floats = (size_t)count * columns;
            for (int j = 0; j < n; j++) {
                // few blocks at a time: the next column's weights of the same point; all at once: those of the next point
                int is_last = j + 1 == n, next_part = together < blocks ? j : is_last ? 0 : j + 1;
                int next_column = together < blocks || is_last ? column + columns : column;
                (wide == 4   ? KIND(convolve_four_for_blocks)
                 : wide == 3 ? KIND(convolve_three_for_blocks)
                 : wide == 2 ? KIND(convolve_two_for_blocks)
                             : KIND(convolve_one_for_blocks))(&layer->parts[j], changed + begins * row + (size_t)j * layer->inputs, row, column, count,
                                                              KIND(column_weights)(&layer->parts[next_part], next_column), begins / together, blocks,
                                                              made + j * part_floats);
            }
            for (int b = 0; b < count; b++) {
                int block = begins + b, first = block / dilation * length + block % dilation;
                if (to->are_far) KIND(bring_nearer)(layer, to, rows, column, block + ahead);
                int wanted = first < rows ? (rows - first + dilation - 1) / dilation : 0;
#define GATHER(m, n, pairs, has_zero, is_nested)                                                                                              \
    KIND(gather_parts)(layer->of_outputs, layer->bias + column, made + b * columns, part_floats, columns, m, n, pairs, has_zero, is_nested, to, \
                       first * width + column, dilation * width, wanted)
                WITH_SCHEME(layer->scheme, GATHER);
#undef GATHER
            }
        }
}

// The convolution of `rows` rows that lie end to end, to where `to` says.
// heard: [heard_rows][inputs] from the first row that the first output hears on; what lies behind is silence. Whole blocks of `rows`
// hear 2 reach more rows, and what they are rounded to depends on KIND(winograd_beyond) more;
// changed, made: room for KIND(winograd_operands) and KIND(winograd_floats) of a step, which `rows` is at most.
// A row's result depends on the rows that its block hears and on its place in it: the first block begins with the first row.
static inline void KIND(winograd_convolve_to)(const KIND(winograd_convolution) *layer, const float *heard, int heard_rows, int rows,
                                              const winograd_output *to, KIND(operand) *changed, float *made) {
    KIND(winograd_changed)(layer, heard, heard_rows, KIND(winograd_changed_blocks)(layer, rows), changed, made);
    KIND(winograd_convolve_columns)(layer, changed, rows, 0, KIND(winograd_column_tiles)(layer), to, made);
}

// out = the convolution + added; added: NULL for nothing, or `out` itself; both may be as large as memory. heard: [whole blocks + 2 reach][inputs]; else as above.
static inline void KIND(winograd_convolve)(const KIND(winograd_convolution) *layer, const float *heard, int rows, const float *added, float *out,
                                           KIND(operand) *changed, float *made) {
    int length = KIND(winograd_block)(layer), whole = (rows + length - 1) / length * length;
    const winograd_output to = {.out = out, .added = added, .are_far = 1};
    KIND(winograd_convolve_to)(layer, heard, whole + 2 * KIND(winograd_reach_of)(layer), rows, &to, changed, made);
}
