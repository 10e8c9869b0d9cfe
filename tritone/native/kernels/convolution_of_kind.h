// The body of convolution.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

// Weights are packed once: [outputs / (vectors * lanes)][tap][inputs / pair][vectors * lanes][pair].
typedef struct {
    int inputs, outputs, taps, dilation; // outputs: filled up to whole vectors
    int *places;                         // of each tap: rows after the first that is heard
    int wide;                            // vectors that a tile of outputs has
    KIND(operand) *weights;
    float *bias;
    float *scales; // of each output's weights, where they are scaled
    int scale_after; // operands between a row's last one and its scale
} KIND(convolution);

#if KIND_IS_SCALED
// What an output's weights are multiples of.
static inline float KIND(weight_scale)(const float *own, size_t by_input, size_t by_tap, int inputs, int taps) {
    double scale = 0;
    for (int k = 0; k < taps; k++) {
        double squares = 0;
        for (int i = 0; i < inputs; i++) {
            double size = __builtin_fabsf(own[i * by_input + k * by_tap]);
            squares += size * size;
            if (size > scale * SCALED_WEIGHT_MOST) scale = size / SCALED_WEIGHT_MOST;
        }
        double length = __builtin_sqrt(squares);
        if (length > scale * SCALED_WEIGHTS_MOST) scale = length / SCALED_WEIGHTS_MOST;
    }
    return (float)scale;
}
#endif

// Raise each output's scale to what its weights ask for, where they are scaled; weights as for pack_convolution.
static inline void KIND(raise_scales)(const float *weight, size_t by_output, size_t by_input, size_t by_tap, int inputs, int outputs,
                                      int taps, float *scales) {
#if KIND_IS_SCALED
    for (int o = 0; o < outputs; o++) {
        float own = KIND(weight_scale)(weight + o * by_output, by_input, by_tap, inputs, taps);
        if (own > scales[o]) scales[o] = own;
    }
#else
    (void)weight, (void)by_output, (void)by_input, (void)by_tap, (void)inputs, (void)outputs, (void)taps, (void)scales;
#endif
}

// As pack_convolution; scales: what each output's weights are multiples of, where they are scaled; NULL for what suits them.
static inline void KIND(pack_with_scales)(model_loader *loader, KIND(convolution) *layer, const float *weight, size_t by_output,
                                    size_t by_input, size_t by_tap, const float *bias, const float *scales, int inputs, int outputs,
                                    int taps, int dilation) {
    int padded = whole_vectors(outputs), even = (inputs + KIND_PAIR - 1) / KIND_PAIR * KIND_PAIR;
    *layer = (KIND(convolution)){.inputs = even, .outputs = padded, .taps = taps, .dilation = dilation, .wide = tile_vectors(padded), .scale_after = whole_vectors(even) - even};
    (void)scales;
#if KIND_IS_SCALED
    if (inputs > SCALED_MOST_INPUTS)
        fail(loader->error, KERNEL_BAD_INPUT, "a layer has %d inputs; allowed: up to %d", inputs, SCALED_MOST_INPUTS);
    layer->scales = loader_take(loader, sizeof(float) * padded);
#endif
    layer->places = loader_take(loader, sizeof(int) * taps);
    layer->weights = loader_take(loader, sizeof(KIND(operand)) * (size_t)padded * taps * even);
    layer->bias = loader_take(loader, sizeof(float) * padded);
    if (loader->error->code) return;
    for (int k = 0; k < taps; k++) layer->places[k] = k * dilation;
    if (bias) memcpy(layer->bias, bias, sizeof(float) * outputs);
    int block = layer->wide * VECTOR_FLOATS;
    for (int o = 0; o < outputs; o++) {
        const float *own = weight + o * by_output;
        float factor = 1;
#if KIND_IS_SCALED
        layer->scales[o] = scales ? scales[o] : KIND(weight_scale)(own, by_input, by_tap, inputs, taps);
        factor = layer->scales[o] > 0 ? 1 / layer->scales[o] : 0;
#endif
        for (int k = 0; k < taps; k++)
            for (int i = 0; i < inputs; i++) {
                size_t tile = (size_t)(o / block) * taps * even * block;
                size_t at = tile + ((size_t)k * even + i / KIND_PAIR * KIND_PAIR) * block + (size_t)(o % block) * KIND_PAIR + i % KIND_PAIR;
                layer->weights[at] = KIND(weight_of)(own[i * by_input + k * by_tap] * factor);
            }
    }
}

// weight(k, i, o) is weight[o * by_output + i * by_input + k * by_tap], for o below `outputs`; bias: NULL for zeros.
static inline void KIND(pack_convolution)(model_loader *loader, KIND(convolution) *layer, const float *weight, size_t by_output,
                                    size_t by_input, size_t by_tap, const float *bias, int inputs, int outputs, int taps,
                                    int dilation) {
    KIND(pack_with_scales)(loader, layer, weight, by_output, by_input, by_tap, bias, NULL, inputs, outputs, taps, dilation);
}

// The convolution `module`: its weight [outputs][inputs][taps], as PyTorch has it, its bias where there is one, and its
// dilation, one number. inputs: how many it must have.
static inline void KIND(load_convolution)(model_loader *loader, KIND(convolution) *layer, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return;
    long outputs = weight->shape[0], taps = weight->shape[2];
    const float *values = find_floats(loader, module, "weight", SHAPE(outputs, inputs, taps));
    const float *bias = has_tensor(loader, module, "bias") ? find_floats(loader, module, "bias", SHAPE(outputs)) : NULL;
    int dilation = load_number(loader, module, "dilation", 1, 1 << 12);
    if (loader->error->code) return;
    KIND(pack_convolution)(loader, layer, values, (size_t)inputs * taps, taps, 1, bias, inputs, (int)outputs, (int)taps, dilation);
}

// Rows beyond its own on either side that a convolution with as much padding hears.
INLINE int KIND(reach_of)(const KIND(convolution) *layer) { return (layer->taps - 1) / 2 * layer->dilation; }

// What an output's sum begins with, and what it is when all is added up: scaled weights are multiplied by their scale once, at the end.
INLINE vector KIND(first_sum)(const KIND(convolution) *layer, int column) {
#if KIND_IS_SCALED
    (void)layer, (void)column;
    return vector_set(0);
#else
    return vector_load(layer->bias + column);
#endif
}
INLINE vector KIND(whole_sum)(const KIND(convolution) *layer, int column, vector sum) {
#if KIND_IS_SCALED
    return vector_fma(sum, vector_load(layer->scales + column), vector_load(layer->bias + column));
#else
    (void)layer, (void)column;
    return sum;
#endif
}

#if !KIND_BY_TILES
// Adds one tap's products to SUMS[row][vector]; x and weights go on to what follows, and so does what is fetched ahead.
#define ADD_TAP(ROWS, VECTORS, SUMS)                                                                                   \
    for (int i = 0; i < inputs; i += KIND_PAIR, x += KIND_PAIR, ahead += CACHE_LINE) {                                 \
        FETCH(ahead);                                                                                                  \
        if (also) FETCH(ahead + also);                                                                                 \
        KIND(operand_vector) w[VECTORS];                                                                               \
        _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++, weights += VECTOR_FLOATS * KIND_PAIR)                \
            w[v] = KIND(operand_vector_load)(weights);                                                                 \
        _Pragma("GCC unroll 12") for (int r = 0; r < ROWS; r++) {                                                      \
            KIND(operand_vector) value = KIND(operand_broadcast)(x + r * stride);                                      \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) KIND(operand_dot)(value, w[v], &SUMS[r][v]);     \
        }                                                                                                              \
    }

// sums[row][vector] of ROWS rows and VECTORS vectors of outputs. The first tap stands by itself: where it is the only one, sums
// need not leave the registers.
#if KIND_IS_SCALED
#define TAP_OF(ROWS, VECTORS)                                                                                          \
    KIND(operand_sum) of_tap[ROWS][VECTORS];                                                                           \
    _Pragma("GCC unroll 12") for (int r = 0; r < ROWS; r++)                                                            \
        _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) of_tap[r][v] = (KIND(operand_sum)){0};               \
    ADD_TAP(ROWS, VECTORS, of_tap)                                                                                     \
    _Pragma("GCC unroll 12") for (int r = 0; r < ROWS; r++) {                                                          \
        vector scale = KIND(scale_after)(x + r * stride + scale_after);                                                \
        _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                                      \
            sums[r][v] = vector_fma(vector_from_int(of_tap[r][v]), scale, sums[r][v]);                                 \
    }
#else
#define TAP_OF(ROWS, VECTORS) ADD_TAP(ROWS, VECTORS, sums)
#endif
#define PRODUCT_TILE_OF(name, ROWS, VECTORS)                                                                           \
    INLINE void name(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, size_t tap_stride,        \
                     const KIND(operand) *weights, const char *ahead, size_t also, vector sums[ROWS][VECTORS]) {       \
        int inputs = layer->inputs, scale_after = layer->scale_after;                                                  \
        (void)scale_after;                                                                                             \
        const KIND(operand) *x = in + layer->places[0] * tap_stride;                                                   \
        {                                                                                                              \
            TAP_OF(ROWS, VECTORS)                                                                                      \
        }                                                                                                              \
        for (int k = 1; k < layer->taps; k++) {                                                                        \
            x = in + layer->places[k] * tap_stride;                                                                    \
            TAP_OF(ROWS, VECTORS)                                                                                      \
        }                                                                                                              \
    }

// The weights of the output tile `column`.
INLINE const KIND(operand) *KIND(column_weights)(const KIND(convolution) *layer, int column) {
    return layer->weights + (size_t)column * layer->taps * layer->inputs;
}

// What comes nearer while tile number `tile` of so many vectors is made at `column`: its share of the weights at `next`, as many as a
// column has; nothing new behind those.
INLINE const char *KIND(ahead_of_tile)(const KIND(convolution) *layer, int column, const KIND(operand) *next, int tile, int vectors) {
    size_t share = (size_t)layer->taps * (layer->inputs / KIND_PAIR) * CACHE_LINE;
    return tile < vectors ? (const char *)next + tile * share : (const char *)KIND(column_weights)(layer, column);
}

// Where else, from there on: the share of a tile that will not be made, where `tiles` are too few to fetch one each; 0: nowhere.
INLINE size_t KIND(also_ahead)(const KIND(convolution) *layer, int tile, int tiles, int vectors) {
    size_t share = (size_t)layer->taps * (layer->inputs / KIND_PAIR) * CACHE_LINE;
    return tile + tiles < vectors ? tiles * share : 0;
}

// COUNT rows of outputs, but for the first `skipped`, which are there.
#define OUTPUT_TILE_OF(name, TILE, COUNT, VECTORS)                                                                            \
    INLINE void name(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, size_t tap_stride, int column,   \
                     const char *ahead, int skipped, const float *added, float *out, size_t out_stride) {                     \
        vector sums[COUNT][VECTORS];                                                                                          \
        _Pragma("GCC unroll 12") for (int r = 0; r < COUNT; r++)                                                              \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                                         \
                sums[r][v] = KIND(first_sum)(layer, column + v * VECTOR_FLOATS);                                              \
        TILE(layer, in, stride, tap_stride, KIND(column_weights)(layer, column), ahead, 0, sums);                             \
        _Pragma("GCC unroll 12") for (int r = 0; r < COUNT; r++) {                                                            \
            if (r < skipped) continue;                                                                                        \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) {                                                       \
                size_t at = r * out_stride + column + v * VECTOR_FLOATS;                                                      \
                vector y = KIND(whole_sum)(layer, column + v * VECTOR_FLOATS, sums[r][v]);                                    \
                vector_store(out + at, added ? y + vector_load(added + at) : y);                                              \
            }                                                                                                                 \
        }                                                                                                                     \
    }

// Rows of the output tile `column`, in tiles of ROWS or half as many; the last tile of rows begins early enough to be whole,
// where there are enough rows. While the first tiles are made the weights at `next`, as many, come nearer.
#define CONVOLVE_OF(name, ROWS, VECTORS)                                                                                      \
    PRODUCT_TILE_OF(name##_tile, ROWS, VECTORS)                                                                               \
    PRODUCT_TILE_OF(name##_less_one, AT_LEAST_ONE(ROWS - 1), VECTORS)                                                         \
    PRODUCT_TILE_OF(name##_less_two, AT_LEAST_ONE(ROWS - 2), VECTORS)                                                         \
    PRODUCT_TILE_OF(name##_half, ROWS / 2, VECTORS)                                                                           \
    PRODUCT_TILE_OF(name##_row, 1, VECTORS)                                                                                   \
    OUTPUT_TILE_OF(name##_outputs, name##_tile, ROWS, VECTORS)                                                                \
    OUTPUT_TILE_OF(name##_few_outputs, name##_half, ROWS / 2, VECTORS)                                                        \
    OUTPUT_TILE_OF(name##_output, name##_row, 1, VECTORS)                                                                     \
    static void name(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, size_t tap_stride, int rows,     \
                     int column, const KIND(operand) *next, const float *added, float *out, size_t out_stride) {              \
        for (int t = 0, tile = 0; t < rows; tile++) {                                                                         \
            int left = rows - t, count = next_tile(rows, left, ROWS), skipped = left < count ? count - left : 0;              \
            const char *ahead = KIND(ahead_of_tile)(layer, column, next, tile, VECTORS);                                      \
            t -= skipped;                                                                                                     \
            const KIND(operand) *from = in + t * stride;                                                                      \
            const float *to_add = added ? added + t * out_stride : NULL;                                                      \
            float *to = out + t * out_stride;                                                                                 \
            if (count == ROWS)                                                                                                \
                name##_outputs(layer, from, stride, tap_stride, column, ahead, skipped, to_add, to, out_stride);              \
            else if (count == ROWS / 2)                                                                                       \
                name##_few_outputs(layer, from, stride, tap_stride, column, ahead, skipped, to_add, to, out_stride);          \
            else                                                                                                              \
                name##_output(layer, from, stride, tap_stride, column, ahead, skipped, to_add, to, out_stride);               \
            t += count;                                                                                                       \
        }                                                                                                                     \
    }
#define CONVOLVE(name, ROWS, VECTORS) CONVOLVE_OF(name, ROWS, VECTORS)
CONVOLVE(KIND(convolve_four), ROWS_OF_FOUR, 4)
CONVOLVE(KIND(convolve_three), ROWS_OF_THREE, 3)
CONVOLVE(KIND(convolve_two), ROWS_OF_TWO, 2)
CONVOLVE(KIND(convolve_one), ROWS_OF_ONE, 1)

// Columns of the output tile `column`, of which there are as many as the layer is wide; else as below. next: weights that
// are read after these, from there on as many.
static inline void KIND(convolve_column)(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, size_t tap_stride,
                                         int rows, int column, const KIND(operand) *next, const float *added, float *out,
                                         size_t out_stride) {
    (layer->wide == 4   ? KIND(convolve_four)
     : layer->wide == 3 ? KIND(convolve_three)
     : layer->wide == 2 ? KIND(convolve_two)
                        : KIND(convolve_one))(layer, in, stride, tap_stride, rows, column, next, added, out, out_stride);
}

// rows outputs from `in`: the rows that one output after the other begins to hear lie `stride` operands apart, those that it
// hears `tap_stride`; those of `out` and of `added` (what is added to them; NULL for nothing) lie `out_stride` floats apart.
static inline void KIND(convolve_apart)(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, size_t tap_stride,
                                        int rows, const float *added, float *out, size_t out_stride) {
    for (int column = 0; column < layer->outputs; column += layer->wide * VECTOR_FLOATS)
        KIND(convolve_column)(layer, in, stride, tap_stride, rows, column, KIND(column_weights)(layer, column + layer->wide * VECTOR_FLOATS),
                              added, out, out_stride);
}
#else
static void KIND(convolve_apart)(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, size_t tap_stride, int rows,
                                 const float *added, float *out, size_t out_stride);
#endif

// The same for rows that lie end to end.
static inline void KIND(convolve)(const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, int rows, const float *added,
                                  float *out, size_t out_stride) {
    KIND(convolve_apart)(layer, in, stride, stride, rows, added, out, out_stride);
}

// A row of operands from `VALUE`, a vector that is given for each c from 0 to `width`.
#if KIND_IS_SCALED
#define STORE_ROW(to, width, c, VALUE)                                                                              \
    do {                                                                                                            \
        vector squares = vector_set(0);                                                                             \
        for (size_t c = 0; c < (width); c += VECTOR_FLOATS) {                                                       \
            vector value = VALUE;                                                                                   \
            squares = vector_fma(value, value, squares);                                                            \
        }                                                                                                           \
        vector factor = vector_set(KIND(begin_row)(to, width, vector_sum(squares)));                                \
        for (size_t c = 0; c < (width); c += VECTOR_FLOATS) KIND(operand_store)((to) + c, (VALUE) * factor);        \
    } while (0)
#else
#define STORE_ROW(to, width, c, VALUE) \
    for (size_t c = 0; c < (width); c += VECTOR_FLOATS) KIND(operand_store)((to) + c, VALUE)
#endif

// Rows of operands, `to`, of leaky(from * scale); width: whole vectors.
static inline void KIND(leaky_operands)(const float *from, size_t rows, size_t width, float scale, float slope, KIND(operand) *to) {
    for (size_t t = 0; t < rows; t++, from += width, to += KIND(row_of)(width))
        STORE_ROW(to, width, c, vector_leaky(vector_load(from + c) * scale, slope));
}

// Rows of operands, `to`; width: whole vectors.
static inline void KIND(plain_operands)(const float *from, size_t rows, size_t width, KIND(operand) *to) {
    for (size_t t = 0; t < rows; t++, from += width, to += KIND(row_of)(width)) STORE_ROW(to, width, c, vector_load(from + c));
}

// Silent rows before and after `count` rows of operands, as far as a layer reaches on each side.
INLINE void KIND(silent_margins)(KIND(operand) *rows, size_t count, size_t width, int margin) {
    size_t row = KIND(row_of)(width);
    memset(rows - margin * row, 0, sizeof(KIND(operand)) * margin * row);
    memset(rows + count * row, 0, sizeof(KIND(operand)) * margin * row);
}

#undef STORE_ROW
#if !KIND_BY_TILES
#undef CONVOLVE
#undef CONVOLVE_OF
#undef OUTPUT_TILE_OF
#undef PRODUCT_TILE_OF
#undef TAP_OF
#undef ADD_TAP
#endif
