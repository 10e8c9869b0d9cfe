// One layer of the kernels by itself, and what a core can do at most with the same products: for benchmarks.
#include "paired_convolution.h"

enum { LAYER_EXACT, LAYER_FAST, LAYER_EXACT_PAIRED, LAYER_FAST_PAIRED, LAYER_KINDS };
#define MOST_ROWS 4096

typedef struct {
    memory_arena arena;
    int kind, inputs, outputs, reach, rows; // rows: that a run makes
    exact_convolution exact;
    fast_convolution fast;
    exact_paired_convolution exact_paired;
    fast_paired_convolution fast_paired;
    float *heard, *out, *made;
    fast_operand *operands;
    exact_operand *exact_operands;
} single_layer;

EXPORTED void single_layer_free(single_layer *model) {
    if (!model) return;
    arena_end(&model->arena);
    free(model);
}

// tensors: `layer` has weight [outputs][inputs][taps] and dilation; `single.kind` is one of the kinds above, `single.rows` how many
// rows a run makes (of paired ones, the whole tiles among them).
EXPORTED single_layer *single_layer_create(const named_tensor *tensors, long count, kernel_error *error) {
    single_layer *model = calloc(1, sizeof(single_layer));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->kind = load_number(&loader, "single", "kind", 0, LAYER_KINDS - 1);
    model->rows = load_number(&loader, "single", "rows", 1, MOST_ROWS);
    const named_tensor *weight = look_up(&loader, "layer", "weight", 3);
    int inputs = weight ? (int)weight->shape[1] : 1;
    switch (model->kind) {
    case LAYER_EXACT:
        exact_load_convolution(&loader, &model->exact, "layer", inputs);
        model->outputs = model->exact.outputs, model->reach = exact_reach_of(&model->exact);
        break;
    case LAYER_FAST:
        fast_load_convolution(&loader, &model->fast, "layer", inputs);
        model->outputs = model->fast.outputs, model->reach = fast_reach_of(&model->fast);
        break;
    case LAYER_EXACT_PAIRED:
        exact_load_paired(&loader, &model->exact_paired, "layer", inputs);
        if (!error->code) model->rows = exact_paired_step(&model->exact_paired, model->rows);
        model->outputs = model->exact_paired.outputs, model->reach = exact_paired_reach_of(&model->exact_paired);
        break;
    default:
        fast_load_paired(&loader, &model->fast_paired, "layer", inputs);
        if (!error->code) model->rows = fast_paired_step(&model->fast_paired, model->rows);
        model->outputs = model->fast_paired.outputs, model->reach = fast_paired_reach_of(&model->fast_paired);
    }
    model->inputs = whole_vectors(inputs);
    size_t heard = (size_t)(model->rows + 2 * model->reach) * model->inputs, made = (size_t)model->rows * model->outputs;
    model->heard = loader_take(&loader, sizeof(float) * heard);
    model->operands = loader_take(&loader, sizeof(fast_operand) * heard);
    model->exact_operands = loader_take(&loader, sizeof(exact_operand) * heard);
    model->out = loader_take(&loader, sizeof(float) * made);
    model->made = loader_take(&loader, sizeof(float) * PAIR_PARTS * made);
    for (size_t i = 0; i < heard && !error->code; i++) model->heard[i] = (float)(i * 7919 % 2048) / 1024 - 1;
    if (!error->code) {
        fast_plain_operands(model->heard, heard, model->operands);
        exact_plain_operands(model->heard, heard, model->exact_operands);
        return model;
    }
    single_layer_free(model);
    return NULL;
}

EXPORTED long single_layer_rows(const single_layer *model) { return model->rows; }

// Make the rows `times` times.
EXPORTED void single_layer_run(single_layer *model, long times) {
    for (long n = 0; n < times; n++) {
        size_t outputs = model->outputs, inputs = model->inputs;
        if (model->kind == LAYER_EXACT)
            exact_convolve(&model->exact, model->exact_operands, inputs, model->rows, NULL, model->out, outputs);
        else if (model->kind == LAYER_FAST)
            fast_convolve(&model->fast, model->operands, inputs, model->rows, NULL, model->out, outputs);
        else if (model->kind == LAYER_EXACT_PAIRED)
            exact_paired_convolve(&model->exact_paired, model->heard, model->rows, NULL, model->out, model->exact_operands, model->made);
        else
            fast_paired_convolve(&model->fast_paired, model->heard, model->rows, NULL, model->out, model->operands, model->made);
    }
}

// Sums under way at a time: as many as a product's latency asks for, and with its operands as many as there are registers.
#if defined(__AVX512F__)
#define SUMS 24
#else
#define SUMS 12
#endif

// What a core does at most: products of registers, nothing read or written. Returns how many multiplications that were.
static volatile float unknown; // to compilers: 0
#define CEILING(name, OPERANDS, SUM, DOT, each)                                                     \
    static double name(long rounds) {                                                               \
        float numbers[VECTOR_FLOATS];                                                               \
        for (int i = 0; i < VECTOR_FLOATS; i++) numbers[i] = unknown;                               \
        OPERANDS x, w;                                                                              \
        memcpy(&x, numbers, sizeof x);                                                              \
        memcpy(&w, numbers, sizeof w);                                                              \
        SUM sums[SUMS];                                                                             \
        for (int i = 0; i < SUMS; i++) memcpy(&sums[i], numbers, sizeof sums[i]);                   \
        for (long n = 0; n < rounds; n++)                                                           \
            _Pragma("GCC unroll 24") for (int i = 0; i < SUMS; i++) DOT;                            \
        SUM all = sums[0];                                                                          \
        for (int i = 1; i < SUMS; i++) all += sums[i];                                              \
        unknown = (float)(all[0] + all[1] == 0 ? 0 : all[0]);                                       \
        return (double)rounds * SUMS * VECTOR_FLOATS * (each);                                      \
    }
CEILING(exact_ceiling, exact_operand_vector, vector, sums[i] = exact_operand_dot(x, w, sums[i]), 1)
#ifdef FAST_PAIR
CEILING(fast_ceiling, fast_operand_vector, vector, sums[i] = fast_operand_dot(x, w, sums[i]), FAST_PAIR)
#else
#define fast_ceiling exact_ceiling
#endif

// kind: 0 for what `exact` layers multiply, 1 for what `fast` ones do.
EXPORTED double kernel_ceiling(long kind, long rounds) { return kind ? fast_ceiling(rounds) : exact_ceiling(rounds); }
