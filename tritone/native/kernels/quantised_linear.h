// Linear layers whose weights are the voice's own signed 8-bit integers: activations are rounded row by row as they come,
// as linear_operands.h says, and a row's result depends on that row alone.
#ifndef TRITONE_QUANTISED_LINEAR_H
#define TRITONE_QUANTISED_LINEAR_H

#include "linear_operands.h"
#include "named_tensors.h"

typedef struct {
    int inputs, outputs;    // outputs padded
    linear_weight *weights; // [outputs / VECTOR_FLOATS][inputs / LINEAR_GROUP][VECTOR_FLOATS][LINEAR_GROUP]
    float scale;            // of the weights
    float *column_sum;      // [outputs]: sum over inputs of the integer weights, for the activations' zero point
    float *bias;            // [outputs]
} quantised_linear;

// Tensors of `module`: `weight` int8 [inputs][outputs] and `weight`.scale float32 [1], its values being scale times the
// integers; `bias` float32 [outputs]. order: where output column c of the packed layer comes from, -1 for padding; NULL
// for the identity. padded: a multiple of TILE_COLUMNS, or of VECTOR_FLOATS where panels of another width read it.
static inline void linear_init(model_loader *loader, quantised_linear *layer, const char *module, const char *weight,
                               const char *bias, int inputs, int outputs, const int *order, int padded) {
    char scale[64];
    snprintf(scale, sizeof scale, "%s.scale", weight);
    const int8_t *weights = find_tensor(loader, module, weight, TENSOR_INT8, SHAPE(inputs, outputs));
    const float *scales = find_floats(loader, module, scale, SHAPE(1));
    const float *biases = find_floats(loader, module, bias, SHAPE(outputs));
    layer->inputs = inputs;
    layer->outputs = padded;
    layer->weights = loader_take(loader, sizeof(linear_weight) * inputs * padded);
    layer->column_sum = loader_take(loader, sizeof(float) * padded);
    layer->bias = loader_take(loader, sizeof(float) * padded);
    if (loader->error->code) return;
    layer->scale = *scales;
    for (int c = 0; c < padded; c++) {
        int source = order ? order[c] : (c < outputs ? c : -1);
        if (source < 0) continue;
        size_t panel = (size_t)(c / VECTOR_FLOATS) * VECTOR_FLOATS * inputs;
        int lane = c % VECTOR_FLOATS;
        int32_t sum = 0;
        for (int k = 0; k < inputs; k++) {
            int8_t w = weights[(size_t)k * outputs + source];
            sum += w;
            size_t group = (size_t)(k / LINEAR_GROUP) * VECTOR_FLOATS + lane;
            layer->weights[panel + group * LINEAR_GROUP + k % LINEAR_GROUP] = w;
        }
        layer->column_sum[c] = (float)sum;
        layer->bias[c] = biases[source];
    }
}

MULTIPLY_PANELS(multiply_whole_tile, TILE_ROWS, TILE_PANELS)
#if !TILES // whose products take as long for fewer rows
MULTIPLY_PANELS(multiply_half_tile, TILE_ROWS / 2, TILE_PANELS)
#endif

// Between linear_begin() and linear_end(). The last tile of a window often has few rows.
INLINE void multiply_tile(const linear_operand *operands, int rows, int stride, const linear_weight *weights, int inputs,
                          linear_sum (*sums)[TILE_PANELS]) {
#if TILES
    (void)rows;
#else
    if (rows <= TILE_ROWS / 2)
        multiply_half_tile(operands, stride, weights, inputs, sums);
    else
#endif
        multiply_whole_tile(operands, stride, weights, inputs, sums);
}

// scale * (sum - zero * column_sum) + bias for the columns of one vector from c on.
INLINE vector linear_value(const quantised_linear *layer, int c, linear_sum sum, row_scale row) {
    vector exact = vector_fma(vector_set(-row.zero), vector_load(layer->column_sum + c), linear_total(sum));
    return vector_fma(exact, vector_set(row.scale * layer->scale), vector_load(layer->bias + c));
}

#endif
