// What is done to one block of outputs, or a tile of them, for winograd_of_kind.h: rows are changed and scaled, multiplied for each point,
// and put together. Included by it for one kind of operand.

// Every other row of x times the coefficients of a polynomial of `degree`, the highest of which is 1.
INLINE vector KIND(polynomial)(const vector *x, const float *by, int degree) {
    vector sum = x[2 * degree];
#pragma GCC unroll 8
    for (int i = 0; i < degree; i++) sum = vector_fma(x[2 * i], vector_set(by[i]), sum);
    return sum;
}

// The changed rows of the `outputs` rows from rows[0] on, one for each point, `apart` from one to the next; what their squares add up
// to in sums, where they will be scaled. With `others`, factor times as much of those is added first. Called with numbers that the
// compiler knows.
#if KIND_IS_SCALED
typedef float KIND(changed_number);
#define STORE_CHANGED vector_store
#else
typedef KIND(operand) KIND(changed_number);
#define STORE_CHANGED KIND(operand_store)
#endif
INLINE void KIND(change_rows)(const float *of_rows, const float *of_outputs, int outputs, const float *const *rows,
                              const float *const *others, int factor, size_t width, int n, int pairs, int has_zero, KIND(changed_number) *to,
                              size_t apart, float *sums) {
    vector squares[WINOGRAD_MOST_POINTS];
    for (int j = 0; j < n; j++) squares[j] = vector_set(0);
    (void)sums;
#define CHANGED(j, VALUE)                                                    \
    do {                                                                     \
        vector value = VALUE;                                                \
        STORE_CHANGED(to + (j) * apart + c, value);                          \
        if (KIND_IS_SCALED) squares[j] = vector_fma(value, value, squares[j]); \
    } while (0)
    for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
        vector x[WINOGRAD_MOST_POINTS];
#pragma GCC unroll 12
        for (int i = 0; i < n; i++) {
            x[i] = vector_load(rows[i] + c);
            if (factor > 0) x[i] += vector_load(others[i] + c);
            if (factor < 0) x[i] -= vector_load(others[i] + c);
        }
        if (has_zero) CHANGED(0, KIND(polynomial)(x, of_rows, pairs));
#pragma GCC unroll 8
        for (int p = 0; p < pairs; p++) {
            const float *by = of_rows + (p + 1) * WINOGRAD_MOST_PAIRS;
            vector low = KIND(polynomial)(x + has_zero, by, pairs - 1), high = KIND(polynomial)(x + has_zero + 1, by, pairs - 1);
            vector point = vector_set(of_outputs[p * outputs + 1]);
            CHANGED(has_zero + 2 * p, vector_fma(point, low, high));
            CHANGED(has_zero + 2 * p + 1, vector_fma(-point, low, high));
        }
        CHANGED(n - 1, KIND(polynomial)(x + has_zero, of_rows, pairs));
    }
#undef CHANGED
#if KIND_IS_SCALED
    vector_sums(squares, n, sums);
#endif
}
#undef STORE_CHANGED

// The changed rows of a block, of all its parts.
INLINE void KIND(change_parts)(const float *of_rows, const float *of_outputs, int outputs, const float *const *rows, size_t width, int n,
                               int pairs, int has_zero, int is_nested, KIND(changed_number) *to, size_t apart, float *sums) {
    if (!is_nested) {
        KIND(change_rows)(of_rows, of_outputs, outputs, rows, rows, 0, width, n, pairs, has_zero, to, apart, sums);
        return;
    }
#pragma GCC unroll 4
    for (int part = 0; part < NESTED_PRODUCTS; part++)
        KIND(change_rows)(of_rows, of_outputs, outputs, rows + NESTED_ROWS[part].first * outputs, rows + NESTED_ROWS[part].second * outputs,
                          NESTED_ROWS[part].factor, width, n, pairs, has_zero, to + part * n * apart, apart, sums + part * WINOGRAD_ROOM);
}

#if KIND_IS_SCALED
// Changed rows of a block as operands, and their scales behind all of them. Called with an n that the compiler knows.
INLINE void KIND(scale_rows)(const float *from, size_t width, int n, int parts, const float *scales, const float *factors, KIND(operand) *to) {
    for (int part = 0; part < parts; part++)
        for (int j = 0; j < n; j++, from += width, to += width) {
            vector factor = vector_set(factors[part * WINOGRAD_ROOM + j]);
            size_t c = 0;
            for (; c + 2 * VECTOR_FLOATS <= width; c += 2 * VECTOR_FLOATS)
                KIND(operand_store_two)(to + c, vector_load(from + c), vector_load(from + c + VECTOR_FLOATS), factor);
            if (c < width) KIND(operand_store)(to + c, vector_load(from + c) * factor);
        }
    memcpy(to, scales, sizeof(float) * parts * WINOGRAD_ROOM);
}
#endif

// What the products of a point add up to for block `nested` of a nested scheme; -1: of one that is not. next_part: floats from a product to
// that of the same point in the next part.
INLINE vector KIND(product_of)(const float *made, size_t next_part, int nested) {
    if (nested < 0) return vector_load(made);
    vector one = vector_load(made + next_part), other = vector_load(made + 2 * next_part);
    if (nested == 1) return one - other;
    return one + other + vector_load(nested ? made + 3 * next_part : made);
}

// The `outputs` rows of a block from what the products made, of which the first `wanted` are there, `apart` floats from one to the next from
// `at` on. Called with numbers that the compiler knows; nested, next_part: as for product_of.
INLINE void KIND(gather_outputs)(const float *of_outputs, const float *bias, const float *made, size_t part_floats, size_t width, int outputs,
                                 int pairs, int has_zero, int nested, size_t next_part, const winograd_output *to, size_t at, size_t apart,
                                 int wanted) {
    const float *added = to->added ? to->added + at : NULL, *added_too = to->added_too ? to->added_too + at : NULL;
    float *out = to->out ? to->out + at : NULL, *activated = to->activated ? to->activated + at : NULL;
    vector slope = vector_set(to->slope);
    for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
        vector sums[WINOGRAD_MOST_OUTPUTS], base = vector_load(bias + c);
        const float *product = made + c;
#pragma GCC unroll 8
        for (int i = 0; i < outputs; i++) sums[i] = base;
        if (has_zero) sums[0] += KIND(product_of)(product, next_part, nested), product += part_floats;
#pragma GCC unroll 8
        for (int p = 0; p < pairs; p++, product += 2 * part_floats) {
            vector one = KIND(product_of)(product, next_part, nested), other = KIND(product_of)(product + part_floats, next_part, nested);
            vector sum = one + other, difference = one - other;
            sums[0] += sum;
#pragma GCC unroll 8
            for (int i = 1; i < outputs; i++) sums[i] = vector_fma(i % 2 ? difference : sum, vector_set(of_outputs[p * outputs + i]), sums[i]);
        }
        sums[outputs - 1] += KIND(product_of)(product, next_part, nested);
#pragma GCC unroll 8
        for (int i = 0; i < outputs; i++) {
            if (i == wanted) break;
            size_t place = i * apart + c;
            vector sum = sums[i];
            if (added) sum += vector_load(added + place);
            if (added_too) sum += vector_load(added_too + place);
            if (out) vector_store(out + place, sum);
            if (activated) vector_store(activated + place, vector_max(sum, sum * slope));
        }
    }
}

// The rows of a block, of all its parts.
INLINE void KIND(gather_parts)(const float *of_outputs, const float *bias, const float *made, size_t part_floats, size_t width, int outputs, int n,
                               int pairs, int has_zero, int is_nested, const winograd_output *to, size_t at, size_t apart, int wanted) {
    if (!is_nested) {
        KIND(gather_outputs)(of_outputs, bias, made, part_floats, width, outputs, pairs, has_zero, -1, 0, to, at, apart, wanted);
        return;
    }
#pragma GCC unroll 3
    for (int part = 0; part < NESTED_BLOCKS; part++)
        if (wanted > part * outputs)
            KIND(gather_outputs)(of_outputs, bias, made, part_floats, width, outputs, pairs, has_zero, part, n * part_floats, to,
                                 at + (size_t)part * outputs * apart, apart, wanted - part * outputs);
}

// What all points' products of COUNT blocks from `changed` on add up to, VECTORS vectors from `column` on: made[point][block][vectors].
#define PRODUCTS_OF(name, TILE, COUNT, VECTORS)                                                                           \
    static void name(const KIND(convolution) *part, const KIND(operand) *changed, size_t row, int column, const char *ahead, size_t also, float *made) { \
        vector sums[COUNT][VECTORS], weighed[VECTORS];                                                                    \
        _Pragma("GCC unroll 12") for (int r = 0; r < COUNT; r++)                                                          \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) sums[r][v] = vector_set(0);                         \
        TILE(part, changed, row, row, KIND(column_weights)(part, column), ahead, also, sums);                             \
        _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                                         \
            weighed[v] = KIND_IS_SCALED ? vector_load(part->scales + column + v * VECTOR_FLOATS) : vector_set(1);         \
        _Pragma("GCC unroll 12") for (int r = 0; r < COUNT; r++)                                                          \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                                     \
                vector_store(made + (r * VECTORS + v) * VECTOR_FLOATS, sums[r][v] * weighed[v]);                          \
    }
#define PRODUCTS(name, ROWS, VECTORS)                                                                                             \
    PRODUCTS_OF(name##_blocks, name##_tile, ROWS, VECTORS)                                                                        \
    PRODUCTS_OF(name##_blocks_less_one, name##_less_one, AT_LEAST_ONE(ROWS - 1), VECTORS)                                         \
    PRODUCTS_OF(name##_blocks_less_two, name##_less_two, AT_LEAST_ONE(ROWS - 2), VECTORS)                                         \
    PRODUCTS_OF(name##_few_blocks, name##_half, ROWS / 2, VECTORS)                                                                \
    PRODUCTS_OF(name##_block, name##_row, 1, VECTORS)                                                                             \
    /* Of `blocks` blocks, in tiles of heights as alike as can be; the last one begins early enough to be whole, where there are enough. */ \
    /* next: weights that come nearer meanwhile, as many, but for the shares of them that `done` tiles of `all` blocks have fetched. */ \
    static void name##_for_blocks(const KIND(convolution) *part, const KIND(operand) *changed, size_t row, int column, int blocks, \
                                  const KIND(operand) *next, int done, int all, float *made) {                                    \
        for (int b = 0, tile = done; b < blocks; tile++) {                                                                        \
            int count = alike_tile(blocks, blocks - b, ROWS), at = blocks - b < count ? blocks - count : b;                       \
            const char *ahead = KIND(ahead_of_tile)(part, column, next, tile, VECTORS);                                           \
            size_t also = KIND(also_ahead)(part, tile, (all + ROWS - 1) / ROWS, VECTORS);                                         \
            const KIND(operand) *from = changed + at * row;                                                                       \
            float *to = made + at * VECTORS * VECTOR_FLOATS;                                                                      \
            if (count == ROWS)                                                                                                    \
                name##_blocks(part, from, row, column, ahead, also, to);                                                          \
            else if (count == ROWS - 1 && count > ROWS / 2)                                                                       \
                name##_blocks_less_one(part, from, row, column, ahead, also, to);                                                 \
            else if (count == ROWS - 2 && count > ROWS / 2)                                                                       \
                name##_blocks_less_two(part, from, row, column, ahead, also, to);                                                 \
            else if (count == ROWS / 2)                                                                                           \
                name##_few_blocks(part, from, row, column, ahead, also, to);                                                      \
            else                                                                                                                  \
                name##_block(part, from, row, column, ahead, also, to);                                                           \
            b = at + count;                                                                                                       \
        }                                                                                                                         \
    }
#define PRODUCTS_CALLED(name, ROWS, VECTORS) PRODUCTS(name, ROWS, VECTORS)
PRODUCTS_CALLED(KIND(convolve_four), ROWS_OF_FOUR, 4)
PRODUCTS_CALLED(KIND(convolve_three), ROWS_OF_THREE, 3)
PRODUCTS_CALLED(KIND(convolve_two), ROWS_OF_TWO, 2)
PRODUCTS_CALLED(KIND(convolve_one), ROWS_OF_ONE, 1)
#undef PRODUCTS_CALLED
#undef PRODUCTS
#undef PRODUCTS_OF
