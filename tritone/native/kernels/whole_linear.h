// A linear layer in float32's precision by products of 8-bit integers, where each output's weights are whole multiples of one
// number, as those of a file with 8-bit weights are: weights then lose nothing and take a quarter of the memory, and a row is
// rounded to 8 bits, what that left to 8 bits more, and so once again: 2^-24 of its range is lost. Two roundings were too few: pitch
// was right to 83 dB, but adds up to a phase, and 22 dB of the sound were left. Three 8-bit products cost less than a float one where
// there is VNNI; elsewhere, and for any other weights, layers are multiplied as floats.
#ifndef TRITONE_WHOLE_LINEAR_H
#define TRITONE_WHOLE_LINEAR_H

#include "common_unit.h"
#include "quantised_linear.h"
#include "shared_convolution.h"

#define MOST_WHOLE 127 // that a weight may be of what it is a multiple of

#define ROUNDINGS 3
#if TILES
#define INPUTS_TOGETHER BYTES_OF_TILE_ROW // that a product takes
#else
#define INPUTS_TOGETHER LINEAR_GROUP
#endif

typedef struct {
    exact_convolution floats;
    quantised_linear integers;
    float *units;                  // [outputs]: what each one's weights are multiples of
    int is_whole, inputs, outputs; // outputs: filled up to whole vectors
} whole_linear;

#if LINEAR_GROUP == 4
// Returns 1 if it could: what each output's weights are multiples of is left in `units`.
static inline int find_units(const float *weights, int inputs, int outputs, float *units) {
    double most = 0;
    for (int o = 0; o < outputs; o++) {
        const float *row = weights + (size_t)o * inputs;
        if (!(units[o] = common_unit(row, inputs, MOST_WHOLE))) return 0;
        for (int k = 0; k < inputs; k++) most = fabsf(row[k] / units[o]) > most ? fabsf(row[k] / units[o]) : most;
    }
    return inputs % INPUTS_TOGETHER == 0 && rint(most) * inputs * 255.0 < 2147483648.0; // the sum of all products fits into 32 bits
}

static inline void pack_integers(model_loader *loader, whole_linear *whole, const float *weights, const float *bias, int inputs,
                                 int outputs, const float *units) {
    quantised_linear *layer = &whole->integers;
    int padded = (outputs + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
    layer->inputs = inputs, layer->outputs = padded;
    layer->weights = loader_take(loader, sizeof(linear_weight) * (size_t)inputs * padded);
    whole->units = loader_take(loader, sizeof(float) * padded);
    layer->column_sum = loader_take(loader, sizeof(float) * padded);
    layer->bias = loader_take(loader, sizeof(float) * padded);
    if (loader->error->code) return;
    for (int o = 0; o < outputs; o++) {
        linear_weight *panel = layer->weights + (size_t)(o / VECTOR_FLOATS) * VECTOR_FLOATS * inputs;
        float sum = 0;
        for (int k = 0; k < inputs; k++) {
            float whole = rintf(weights[(size_t)o * inputs + k] / units[o]);
            sum += whole;
            panel[((size_t)(k / LINEAR_GROUP) * VECTOR_FLOATS + o % VECTOR_FLOATS) * LINEAR_GROUP + k % LINEAR_GROUP] = (linear_weight)whole;
        }
        layer->column_sum[o] = sum, whole->units[o] = units[o], layer->bias[o] = bias[o];
    }
}
#endif

// Tensors of `module`: weight [outputs][inputs][1], bias [outputs], dilation.
static inline void load_whole_linear(model_loader *loader, whole_linear *layer, const char *module, int inputs, int outputs) {
    const float *weights = find_floats(loader, module, "weight", SHAPE(outputs, inputs, 1));
    const float *bias = find_floats(loader, module, "bias", SHAPE(outputs));
    *layer = (whole_linear){.inputs = inputs, .outputs = whole_vectors(outputs)};
    if (loader->error->code) return;
#if LINEAR_GROUP == 4
    float *units = malloc(sizeof(float) * outputs);
    if (!units) {
        fail_for_memory(loader->error);
        return;
    }
    layer->is_whole = find_units(weights, inputs, outputs, units);
    if (layer->is_whole) pack_integers(loader, layer, weights, bias, inputs, outputs, units);
    free(units);
#else
    (void)weights, (void)bias;
#endif
    if (!layer->is_whole) exact_load_convolution(loader, &layer->floats, module, inputs);
}

// Operands of scratch memory that `rows` rows take.
static inline size_t whole_linear_operands(int rows, int inputs) {
    return (size_t)ROUNDINGS * (rows + TILE_ROWS) * whole_vectors(inputs);
}

// Room for rows as operands: whole_linear_operands of them, ROUNDINGS scales for each row, and as many floats as the widest row has.
typedef struct {
    linear_operand *operands;
    row_scale *scales;
    float *room;
} rounded_rows;

typedef struct {
    const whole_linear *layer;
    const linear_operand *operands;
    const row_scale *scales;
    const float *added;
    float *out;
    int rows;
    size_t width, out_stride;
} whole_linear_work;

#if LINEAR_GROUP == 4
static inline void whole_columns(void *given, int worker, int first, int end) {
    (void)worker;
    const whole_linear_work *work = given;
    const quantised_linear *layer = &work->layer->integers;
    size_t plane = (size_t)(work->rows + TILE_ROWS) * work->width;
    linear_begin();
    for (int tile = first; tile < end; tile++)
        for (int from = 0; from < work->rows; from += TILE_ROWS) {
            linear_sum sums[ROUNDINGS][TILE_ROWS][TILE_PANELS] = {{{{0}}}}; // a half tile leaves some of them
            int column = tile * TILE_COLUMNS;
            for (int r = 0; r < ROUNDINGS; r++)
                multiply_tile(work->operands + r * plane + from * work->width, work->rows - from, (int)work->width,
                              layer->weights + (size_t)column * layer->inputs, layer->inputs, sums[r]);
            for (int t = from; t < work->rows && t < from + TILE_ROWS; t++)
                for (int v = 0; v < TILE_PANELS && column + v * VECTOR_FLOATS < work->layer->outputs; v++) {
                    int c = column + v * VECTOR_FLOATS;
                    vector total = vector_set(0);
                    for (int r = ROUNDINGS - 1; r >= 0; r--) {
                        row_scale row = work->scales[r * work->rows + t];
                        vector exact = vector_fma(vector_set(-row.zero), vector_load(layer->column_sum + c), linear_total(sums[r][t - from][v]));
                        total = vector_fma(exact, vector_set(row.scale), total);
                    }
                    total = vector_fma(total, vector_load(work->layer->units + c), vector_load(layer->bias + c));
                    float *to = work->out + t * work->out_stride + c;
                    vector_store(to, work->added ? total + vector_load(work->added + t * work->out_stride + c) : total);
                }
        }
    linear_end();
}

// A row of floats, changed on the way, as operands: rounded, and what that left rounded again.
static inline void round_row(float *row, int count, size_t plane, linear_operand *to, row_scale *scales, int rows) {
    for (int r = 0; r < ROUNDINGS; r++) {
        vector low = vector_set(0), high = low;
        for (int c = 0; c < count; c += VECTOR_FLOATS) {
            low = vector_min(low, vector_load(row + c));
            high = vector_max(high, vector_load(row + c));
        }
        linear_operand *own = to + r * plane;
        row_scale scale = scales[r * rows] = quantise_row(row, count, vector_least(low), vector_greatest(high), own);
        if (r + 1 == ROUNDINGS) break;
        for (int c = 0; c < count; c++) row[c] -= scale.scale * ((float)own[c] - scale.zero);
    }
}
#endif

// out = layer(in) + added, for rows of `in` that lie `stride` floats apart, and may be `out` itself where nothing is added; those
// of `out` and `added` (NULL for nothing) lie out_stride floats apart. Any number of threads makes the same to the bit.
static inline void run_whole_linear(int threads, const whole_linear *layer, const float *in, size_t stride, int rows,
                                    const float *added, float *out, size_t out_stride, const rounded_rows *rounded) {
    if (!layer->is_whole) {
        exact_convolve_shared(threads, &layer->floats, in, stride, rows, added, out, out_stride);
        return;
    }
#if LINEAR_GROUP == 4
    size_t width = whole_vectors(layer->inputs), plane = (size_t)(rows + TILE_ROWS) * width;
    for (int t = 0; t < rows; t++) {
        float *room = rounded->room;
        memcpy(room, in + t * stride, sizeof(float) * layer->inputs);
        for (size_t c = layer->inputs; c < width; c++) room[c] = 0;
        round_row(room, (int)width, plane, rounded->operands + t * width, rounded->scales + t, rows);
    }
    whole_linear_work work = {layer, rounded->operands, rounded->scales, added, out, rows, width, out_stride};
    double products = (double)rows * layer->outputs * layer->inputs;
    share_out(threads_worth(products, threads), layer->integers.outputs / TILE_COLUMNS, whole_columns, &work);
#else
    (void)rounded;
#endif
}

#endif
