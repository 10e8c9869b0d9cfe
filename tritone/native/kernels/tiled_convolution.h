// The `fast` convolution of convolution.h as products of tiles, in bfloat16: the same weights, packed in the same order, are
// the tiles that AMX multiplies.
//
// Where the inputs fill whole tiles, 32 rows and 32 columns of outputs are made at a time (two tiles of activations and two of
// weights for four products); the rows that are left, and layers with an odd number of inputs, 16 rows and up to 64 columns.
// Each sum runs over the same tiles of inputs in the same order either way, so a row's result does not depend on how many
// rows are made at a time.
#ifndef TRITONE_TILED_CONVOLUTION_H
#define TRITONE_TILED_CONVOLUTION_H

#include "tiles.h"

#define INPUTS_OF_TILE (BYTES_OF_TILE_ROW / (int)sizeof(fast_operand))

// What one column of tiles reads and writes.
typedef struct {
    const fast_operand *in, *weights; // of its first row, and of its first output
    size_t stride, tap_stride;        // as convolve_apart has them
    const float *bias;
} tiled_product;

#define NEXT_ROWS(at) ((at) + ROWS_OF_TILE * product->stride)
#define ROW_BYTES(operands) ((operands) * sizeof(fast_operand))

// Outputs of 32 rows and 32 columns (16 if not `both`), float32 rows `out_stride` apart. Tiles: 0 to 3 sums, 4 and 5
// activations, 6 and 7 weights.
static inline void two_by_two_tiles(const fast_convolution *layer, const tiled_product *product, int both, float *out,
                                    size_t out_stride) {
    int inputs = layer->inputs, width = layer->wide * VECTOR_FLOATS;
    const fast_operand *weights = product->weights;
    _tile_loadd(0, product->bias, 0);
    _tile_loadd(2, product->bias, 0);
    if (both) {
        _tile_loadd(1, product->bias + VECTOR_FLOATS, 0);
        _tile_loadd(3, product->bias + VECTOR_FLOATS, 0);
    }
    for (int k = 0; k < layer->taps; k++) {
        const fast_operand *x = product->in + layer->places[k] * product->tap_stride;
        for (int i = 0; i < inputs; i += INPUTS_OF_TILE, x += INPUTS_OF_TILE, weights += (size_t)INPUTS_OF_TILE * width) {
            _tile_loadd(6, weights, ROW_BYTES(FAST_PAIR * width));
            _tile_loadd(4, x, ROW_BYTES(product->stride));
            _tile_dpbf16ps(0, 4, 6);
            _tile_loadd(5, NEXT_ROWS(x), ROW_BYTES(product->stride));
            _tile_dpbf16ps(2, 5, 6);
            if (!both) continue;
            _tile_loadd(7, weights + FAST_PAIR * VECTOR_FLOATS, ROW_BYTES(FAST_PAIR * width));
            _tile_dpbf16ps(1, 4, 7);
            _tile_dpbf16ps(3, 5, 7);
        }
    }
    size_t bytes = sizeof(float) * out_stride;
    _tile_stored(0, out, bytes);
    _tile_stored(2, out + ROWS_OF_TILE * out_stride, bytes);
    if (both) {
        _tile_stored(1, out + VECTOR_FLOATS, bytes);
        _tile_stored(3, out + ROWS_OF_TILE * out_stride + VECTOR_FLOATS, bytes);
    }
}

#define FOR_EACH_VECTOR(vectors, of) \
    do {                             \
        of(0);                       \
        if (vectors > 1) of(1);      \
        if (vectors > 2) of(2);      \
        if (vectors > 3) of(3);      \
    } while (0)

// Outputs of as many rows as tiles 0 to 4 and 6 have, all columns of the layer's column of tiles. Tiles: 0 to 3 sums, 4
// activations and 5 weights, 6 and 7 the same of the inputs beyond whole tiles.
static inline void one_by_four_tiles(const fast_convolution *layer, const tiled_product *product, float *out,
                                     size_t out_stride) {
    int vectors = layer->wide, width = vectors * VECTOR_FLOATS, whole = layer->inputs / INPUTS_OF_TILE * INPUTS_OF_TILE;
    const fast_operand *weights = product->weights;
#define BEGIN_SUMS(v) _tile_loadd(v, product->bias + v * VECTOR_FLOATS, 0)
#define ADD_WHOLE(v)                                                                                     \
    _tile_loadd(5, weights + v * FAST_PAIR * VECTOR_FLOATS, ROW_BYTES(FAST_PAIR * width)); \
    _tile_dpbf16ps(v, 4, 5)
#define ADD_LEFT(v)                                                                                      \
    _tile_loadd(7, weights + v * FAST_PAIR * VECTOR_FLOATS, ROW_BYTES(FAST_PAIR * width)); \
    _tile_dpbf16ps(v, 6, 7)
#define STORE_SUMS(v) _tile_stored(v, out + v * VECTOR_FLOATS, sizeof(float) * out_stride)
    FOR_EACH_VECTOR(vectors, BEGIN_SUMS);
    for (int k = 0; k < layer->taps; k++) {
        const fast_operand *x = product->in + layer->places[k] * product->tap_stride;
        for (int i = 0; i < whole; i += INPUTS_OF_TILE, weights += (size_t)INPUTS_OF_TILE * width) {
            _tile_loadd(4, x + i, ROW_BYTES(product->stride));
            FOR_EACH_VECTOR(vectors, ADD_WHOLE);
        }
        if (whole == layer->inputs) continue;
        _tile_loadd(6, x + whole, ROW_BYTES(product->stride));
        FOR_EACH_VECTOR(vectors, ADD_LEFT);
        weights += (size_t)(layer->inputs - whole) * width;
    }
    FOR_EACH_VECTOR(vectors, STORE_SUMS);
#undef BEGIN_SUMS
#undef ADD_WHOLE
#undef ADD_LEFT
#undef STORE_SUMS
}

// Shapes for one_by_four_tiles: `rows` rows, `left` inputs beyond whole tiles.
static inline tile_shapes shapes_of_rows(int rows, int left) {
    tile_shapes shapes = WHOLE_TILES;
    for (int tile = 0; tile <= 4; tile++) shapes.rows[tile] = (uint8_t)rows;
    shapes.rows[6] = (uint8_t)rows;
    if (left) {
        shapes.bytes[6] = (uint16_t)ROW_BYTES(left);
        shapes.rows[7] = (uint8_t)(left / FAST_PAIR);
    }
    return shapes;
}

// out = made + added, `rows` rows of `columns` columns; rows of made follow each other 64 apart.
static inline void add_made(const float *made, int rows, int columns, const float *added, float *out, size_t out_stride) {
    tiles_settled();
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c += VECTOR_FLOATS)
            vector_store(out + r * out_stride + c, vector_load(made + r * 64 + c) + vector_load(added + r * out_stride + c));
}

// As convolution_of_kind.h has it.
static inline void fast_convolve_apart(const fast_convolution *layer, const fast_operand *in, size_t stride, size_t tap_stride,
                                       int rows, const float *added, float *out, size_t out_stride) {
    _Alignas(64) float made[2 * ROWS_OF_TILE * 64];
    int width = layer->wide * VECTOR_FLOATS, left = layer->inputs % INPUTS_OF_TILE, t = 0;
    size_t column_weights = (size_t)layer->taps * layer->inputs;
    if (!left && rows >= 2 * ROWS_OF_TILE) {
        tiles_begin(&WHOLE_TILES);
        int paired = rows / (2 * ROWS_OF_TILE) * (2 * ROWS_OF_TILE);
        for (int column = 0; column < layer->outputs; column += width)
            for (t = 0; t < paired; t += 2 * ROWS_OF_TILE)
                for (int c = 0; c < width; c += 2 * VECTOR_FLOATS) {
                    tiled_product product = {in + t * stride, layer->weights + column * column_weights + FAST_PAIR * c, stride, tap_stride, layer->bias + column + c};
                    int both = c + VECTOR_FLOATS < width;
                    float *target = out + t * out_stride + column + c;
                    two_by_two_tiles(layer, &product, both, added ? made : target, added ? 64 : out_stride);
                    if (added)
                        add_made(made, 2 * ROWS_OF_TILE, both ? 2 * VECTOR_FLOATS : VECTOR_FLOATS, added + t * out_stride + column + c,
                                 target, out_stride);
                }
        t = paired;
    }
    for (int count; t < rows; t += count) {
        count = rows - t < ROWS_OF_TILE ? rows - t : ROWS_OF_TILE;
        tile_shapes shapes = shapes_of_rows(count, left);
        tiles_begin(&shapes);
        for (int column = 0; column < layer->outputs; column += width) {
            tiled_product product = {in + t * stride, layer->weights + column * column_weights, stride, tap_stride, layer->bias + column};
            float *target = out + t * out_stride + column;
            one_by_four_tiles(layer, &product, added ? made : target, added ? 64 : out_stride);
            if (added) add_made(made, count, width, added + t * out_stride + column, target, out_stride);
        }
    }
    tiles_end();
}

#undef NEXT_ROWS
#undef FOR_EACH_VECTOR

#endif
