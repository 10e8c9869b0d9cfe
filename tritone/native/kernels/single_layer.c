// One layer of the kernels by itself, and what a core can do at most with the same products: for benchmarks.
#include "winograd_convolution.h"

typedef struct {
    int inputs, outputs, reach, rows; // inputs: filled up to whole vectors; rows: that a run makes
    size_t made;                      // floats on the way
} single_sizes;

enum { LAYER_EXACT, LAYER_FAST, LAYER_SCALED, LAYER_KINDS };
enum { WAY_PLAIN, WAY_WINOGRAD, WAY_NESTED_WINOGRAD, WAYS };
#define MOST_ROWS 4096

#define BODY "single_of_kind.h"
#include "exact_and_scaled_kinds.h"
#include "fast_kind.h"
#undef BODY

typedef struct {
    memory_arena arena;
    int kind, way;
    single_sizes sizes;
    exact_single exact;
    fast_single fast;
    scaled_single scaled;
    float *heard, *out, *made;
} single_layer;

EXPORTED void single_layer_free(single_layer *model) {
    if (!model) return;
    arena_end(&model->arena);
    free(model);
}

// tensors: `layer` has weight [outputs][inputs][taps] and dilation; `single.kind` is one of the kinds above, `single.way` one of the ways,
// `single.rows` how many rows a run makes (but for plain ones, the whole tiles among them).
EXPORTED single_layer *single_layer_create(const named_tensor *tensors, long count, kernel_error *error) {
    single_layer *model = calloc(1, sizeof(single_layer));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->kind = load_number(&loader, "single", "kind", 0, LAYER_KINDS - 1);
    model->way = load_number(&loader, "single", "way", 0, WAYS - 1);
    single_sizes *sizes = &model->sizes;
    sizes->rows = load_number(&loader, "single", "rows", 1, MOST_ROWS);
    const named_tensor *weight = look_up(&loader, "layer", "weight", 3);
    int inputs = weight ? (int)weight->shape[1] : 1;
    sizes->inputs = whole_vectors(inputs);
    if (model->kind == LAYER_EXACT) exact_load_single(&loader, &model->exact, model->way, inputs, sizes);
    if (model->kind == LAYER_FAST) fast_load_single(&loader, &model->fast, model->way, inputs, sizes);
    if (model->kind == LAYER_SCALED) scaled_load_single(&loader, &model->scaled, model->way, inputs, sizes);
    size_t lines = sizes->rows + 2 * sizes->reach, heard = lines * sizes->inputs, out = (size_t)sizes->rows * sizes->outputs;
    model->heard = loader_take(&loader, sizeof(float) * heard);
    model->out = loader_take(&loader, sizeof(float) * out);
    model->made = loader_take(&loader, sizeof(float) * sizes->made);
    for (size_t i = 0; i < heard && !error->code; i++) model->heard[i] = (float)(i * 7919 % 2048) / 1024 - 1;
    if (model->kind == LAYER_EXACT) exact_single_operands(&loader, &model->exact, model->heard, sizes);
    if (model->kind == LAYER_FAST) fast_single_operands(&loader, &model->fast, model->heard, sizes);
    if (model->kind == LAYER_SCALED) scaled_single_operands(&loader, &model->scaled, model->heard, sizes);
    if (!error->code) return model;
    single_layer_free(model);
    return NULL;
}

EXPORTED long single_layer_rows(const single_layer *model) { return model->sizes.rows; }

// Make the rows `times` times.
EXPORTED void single_layer_run(single_layer *model, long times) {
    for (long n = 0; n < times; n++) {
        if (model->kind == LAYER_EXACT)
            exact_run_single(&model->exact, model->way, &model->sizes, model->heard, model->out, model->made);
        else if (model->kind == LAYER_FAST)
            fast_run_single(&model->fast, model->way, &model->sizes, model->heard, model->out, model->made);
        else
            scaled_run_single(&model->scaled, model->way, &model->sizes, model->heard, model->out, model->made);
    }
}

// Sums under way at a time: as many as a product's latency asks for, and with its operands as many as there are registers.
#if defined(__AVX512F__)
#define SUMS 24
#else
#define SUMS 12
#endif

// Keeps a compiler from making a product once for all rounds.
#if defined(__AVX512F__)
#define MAY_HAVE_CHANGED(x) __asm__("" : "+v"(x))
#elif defined(__x86_64__)
#define MAY_HAVE_CHANGED(x) __asm__("" : "+x"(x))
#elif defined(__aarch64__)
#define MAY_HAVE_CHANGED(x) __asm__("" : "+w"(x))
#else
#define MAY_HAVE_CHANGED(x) __asm__("" : "+m"(x))
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
            _Pragma("GCC unroll 24") for (int i = 0; i < SUMS; i++) {                               \
                SUM sum = sums[i];                                                                  \
                MAY_HAVE_CHANGED(x);                                                                \
                DOT;                                                                                \
                sums[i] = sum;                                                                      \
            }                                                                                       \
        SUM all = sums[0];                                                                          \
        for (int i = 1; i < SUMS; i++) all += sums[i];                                              \
        unknown = (float)(all[0] + all[1] == 0 ? 0 : all[0]);                                       \
        return (double)rounds * SUMS * VECTOR_FLOATS * (each);                                      \
    }
CEILING(exact_ceiling, exact_operand_vector, exact_operand_sum, exact_operand_dot(x, w, &sum), EXACT_PAIR)
CEILING(fast_ceiling, fast_operand_vector, fast_operand_sum, fast_operand_dot(x, w, &sum), FAST_PAIR)
CEILING(scaled_ceiling, scaled_operand_vector, scaled_operand_sum, scaled_operand_dot(x, w, &sum), SCALED_PAIR)

// kind: as `single.kind`.
EXPORTED double kernel_ceiling(long kind, long rounds) {
    return kind == LAYER_SCALED ? scaled_ceiling(rounds) : kind == LAYER_FAST ? fast_ceiling(rounds) : exact_ceiling(rounds);
}
