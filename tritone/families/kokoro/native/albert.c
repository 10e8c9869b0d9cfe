// The transformer that reads the phonemes of Kokoro voices for prosody (ALBERT, arXiv:1909.11942): its layers share their
// weights. All of it is as exact as float32, as it decides durations. Rows are phonemes, one segment at a time.
#include "row_norm.h"
#include "whole_linear.h"

#define MOST_LAYERS 64
#define MOST_HEADS 64
#define GELU_SCALE 0.797884561f // sqrt(2 / pi)
#define GELU_CUBE 0.044715f
#define EPSILON 1e-12f
#define QUERIES 8 // that attend together

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    float *words, *positions; // [symbols][inputs], [longest][inputs]
    row_norm entered, attended, left;
    whole_linear enter, query_key_value, dense, widen, narrow, leave;
    int symbols, longest, inputs, channels, heads, layers, outputs;
} kokoro_albert;

static size_t most(size_t a, size_t b) { return a > b ? a : b; }

EXPORTED void kokoro_albert_free(kokoro_albert *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

// tensors: `words` [symbols][inputs], `positions` [longest][inputs]; the norms `entered`, `attended` and `left`; layers of one tap
// `enter`, `query_key_value` (the three side by side), `dense`, `widen`, `narrow`, `leave`; `albert.heads` and `.layers`.
EXPORTED kokoro_albert *kokoro_albert_create(const named_tensor *tensors, long count, kernel_error *error) {
    kokoro_albert *model = calloc(1, sizeof(kokoro_albert));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->heads = load_number(&loader, "albert", "heads", 1, MOST_HEADS);
    model->layers = load_number(&loader, "albert", "layers", 1, MOST_LAYERS);
    const named_tensor *words = look_up(&loader, "words", "weight", 2), *positions = look_up(&loader, "positions", "weight", 2);
    const named_tensor *enter = look_up(&loader, "enter", "weight", 3), *widen = look_up(&loader, "widen", "weight", 3);
    const named_tensor *leave = look_up(&loader, "leave", "weight", 3);
    if (leave) {
        model->symbols = (int)words->shape[0], model->inputs = (int)words->shape[1];
        model->longest = (int)positions->shape[0], model->channels = (int)enter->shape[0];
        model->outputs = (int)leave->shape[0];
        int channels = model->channels, hidden = (int)widen->shape[0];
        if (channels % model->heads)
            fail(error, KERNEL_BAD_INPUT, "%d channels and %d heads; allowed: a multiple of the heads", channels, model->heads);
        model->words = load_floats(&loader, "words", "weight", SHAPE(model->symbols, model->inputs));
        model->positions = load_floats(&loader, "positions", "weight", SHAPE(model->longest, model->inputs));
        load_row_norm(&loader, &model->entered, "entered", model->inputs, EPSILON);
        load_row_norm(&loader, &model->attended, "attended", channels, EPSILON);
        load_row_norm(&loader, &model->left, "left", channels, EPSILON);
        load_whole_linear(&loader, &model->enter, "enter", model->inputs, channels);
        load_whole_linear(&loader, &model->query_key_value, "query_key_value", channels, 3 * channels);
        load_whole_linear(&loader, &model->dense, "dense", channels, channels);
        load_whole_linear(&loader, &model->widen, "widen", channels, hidden);
        load_whole_linear(&loader, &model->narrow, "narrow", hidden, channels);
        load_whole_linear(&loader, &model->leave, "leave", channels, model->outputs);
    }
    if (!error->code) return model;
    kokoro_albert_free(model);
    return NULL;
}

// x * P(a normal deviate is below x), by the tanh that the model was trained with.
static void gelu_rows(float *rows, size_t count) {
    for (size_t i = 0; i < count; i += VECTOR_FLOATS) {
        vector x = vector_load(rows + i);
        vector inner = GELU_SCALE * vector_fma(GELU_CUBE * x * x, x, x);
        vector_store(rows + i, 0.5f * x * (1.0f + vector_tanh(inner)));
    }
}

// Attention of some heads over all rows, for the threads that share out the heads.
typedef struct {
    const float *heard; // rows `stride` floats apart: queries, keys `channels` floats behind them, values 2 `channels` floats
    float *room, *out;  // room: attention_floats for each thread; out: rows `out_stride` floats apart
    size_t stride, out_stride;
    int count, channels, size;
} attention_work;

static inline size_t attention_floats(int count, int size) {
    size_t padded = whole_vectors(count);
    return padded * size + (size_t)count * whole_vectors(size) + QUERIES * padded;
}

// What QUERIES rows of a head attend to; their results do not depend on each other.
static void attend(const attention_work *work, const float *const *queries, const float *keys, const float *values, float *scores,
                   float *const *out) {
    int padded = whole_vectors(work->count), count = work->count, size = work->size, row = whole_vectors(size);
    float scale = 1.0f / sqrtf((float)size), totals[QUERIES];
    for (int j = 0; j < padded; j += VECTOR_FLOATS) {
        vector sums[QUERIES];
        for (int q = 0; q < QUERIES; q++) sums[q] = vector_set(0);
        for (int d = 0; d < size; d++) {
            vector key = vector_load(keys + (size_t)d * padded + j);
            _Pragma("GCC unroll 8") for (int q = 0; q < QUERIES; q++) sums[q] = vector_fma(vector_set(queries[q][d]), key, sums[q]);
        }
        for (int q = 0; q < QUERIES; q++) vector_store(scores + (size_t)q * padded + j, sums[q] * scale);
    }
    for (int q = 0; q < QUERIES; q++) {
        float *own = scores + (size_t)q * padded, greatest = -INFINITY;
        for (int j = 0; j < count; j++) greatest = own[j] > greatest ? own[j] : greatest;
        for (int j = 0; j < padded; j += VECTOR_FLOATS) vector_store(own + j, vector_exp(vector_load(own + j) - greatest));
        ROW_SUM(own, count, totals[q], v);
    }
    for (int d = 0; d < row; d += VECTOR_FLOATS) {
        vector sums[QUERIES];
        for (int q = 0; q < QUERIES; q++) sums[q] = vector_set(0);
        for (int j = 0; j < count; j++) {
            vector value = vector_load(values + (size_t)j * row + d);
            _Pragma("GCC unroll 8") for (int q = 0; q < QUERIES; q++)
                sums[q] = vector_fma(vector_set(scores[(size_t)q * padded + j]), value, sums[q]);
        }
        for (int q = 0; q < QUERIES; q++) {
            float some[VECTOR_FLOATS];
            vector_store(some, sums[q] / totals[q]);
            memcpy(out[q] + d, some, sizeof(float) * (size - d < VECTOR_FLOATS ? size - d : VECTOR_FLOATS));
        }
    }
}

static void attend_heads(void *given, int worker, int first, int end) {
    const attention_work *work = given;
    int count = work->count, size = work->size, padded = whole_vectors(count), row = whole_vectors(size);
    float *keys = work->room + worker * attention_floats(count, size), *values = keys + (size_t)padded * size;
    float *scores = values + (size_t)count * row;
    for (int head = first; head < end; head++) {
        const float *own = work->heard + head * size;
        for (int d = 0; d < size; d++)
            for (int t = 0; t < padded; t++)
                keys[(size_t)d * padded + t] = t < count ? own[(size_t)t * work->stride + work->channels + d] : 0;
        memset(values, 0, sizeof(float) * count * row);
        for (int t = 0; t < count; t++) memcpy(values + (size_t)t * row, own + t * work->stride + 2 * work->channels, sizeof(float) * size);
        for (int t = 0; t < count; t += QUERIES) {
            const float *queries[QUERIES];
            float *out[QUERIES];
            for (int q = 0; q < QUERIES; q++) { // rows beyond the last are the last once more
                int at = t + q < count ? t + q : count - 1;
                queries[q] = own + at * work->stride, out[q] = work->out + at * work->out_stride + head * size;
            }
            attend(work, queries, keys, values, scores, out);
        }
    }
}

// ids: [count]; threads: that share the work; out: [count][outputs]. Returns the error's code.
EXPORTED int kokoro_albert_run(kokoro_albert *model, const int32_t *ids, long id_count, long threads, float *out, long out_floats,
                               kernel_error *error) {
    threads = some_threads(threads);
    if (id_count < 1 || id_count > model->longest || out_floats != id_count * model->outputs)
        return fail(error, KERNEL_BAD_INPUT, "%ld phonemes and room for %ld numbers; allowed: 1 to %d, and %d for each", id_count,
                    out_floats, model->longest, model->outputs);
    int count = (int)id_count, size = model->channels / model->heads;
    for (int t = 0; t < count; t++)
        if (ids[t] < 0 || ids[t] >= model->symbols)
            return fail(error, KERNEL_BAD_INPUT, "phoneme id %d; allowed: 0 to %d", ids[t], model->symbols - 1);
    size_t width = model->left.width, entered = model->entered.width, heard = model->query_key_value.outputs;
    size_t hidden = model->widen.outputs, leaving = model->leave.outputs;
    size_t widest = most(most(most(entered, width), hidden), whole_vectors(model->outputs)), attention = attention_floats(count, size) * threads;
    size_t floats = count * (entered + 2 * width + heard + hidden + leaving) + attention + widest, operands = whole_linear_operands(count, (int)widest);
    size_t bytes = sizeof(float) * floats + sizeof(linear_operand) * operands + sizeof(row_scale) * ROUNDINGS * count;
    if (scratch_reserve(&model->scratch, bytes, 10)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    float *read = scratch_take(scratch, sizeof(float) * count * entered), *x = scratch_take(scratch, sizeof(float) * count * width);
    float *inner = scratch_take(scratch, sizeof(float) * count * width), *parts = scratch_take(scratch, sizeof(float) * count * heard);
    float *wide = scratch_take(scratch, sizeof(float) * count * hidden), *made = scratch_take(scratch, sizeof(float) * count * leaving);
    attention_work attending = {parts, scratch_take(scratch, sizeof(float) * attention), inner, heard, width, count, model->channels, size};
    rounded_rows rounded = {.operands = scratch_take(scratch, sizeof(linear_operand) * operands),
                            .scales = scratch_take(scratch, sizeof(row_scale) * ROUNDINGS * count),
                            .room = scratch_take(scratch, sizeof(float) * widest)};
    memset(read, 0, sizeof(float) * count * entered);
    memset(inner, 0, sizeof(float) * count * width);
    for (int t = 0; t < count; t++)
        for (int c = 0; c < model->inputs; c++)
            read[t * entered + c] = model->words[(size_t)ids[t] * model->inputs + c] + model->positions[(size_t)t * model->inputs + c];
    normalise_rows(&model->entered, read, count);
    run_whole_linear((int)threads, &model->enter, read, entered, count, NULL, x, width, &rounded);
    for (int l = 0; l < model->layers; l++) {
        run_whole_linear((int)threads, &model->query_key_value, x, width, count, NULL, parts, heard, &rounded);
        share_out((int)threads, model->heads, attend_heads, &attending);
        run_whole_linear((int)threads, &model->dense, inner, width, count, x, x, width, &rounded);
        normalise_rows(&model->attended, x, count);
        run_whole_linear((int)threads, &model->widen, x, width, count, NULL, wide, hidden, &rounded);
        gelu_rows(wide, count * hidden);
        run_whole_linear((int)threads, &model->narrow, wide, hidden, count, x, x, width, &rounded);
        normalise_rows(&model->left, x, count);
    }
    run_whole_linear((int)threads, &model->leave, x, width, count, NULL, made, leaving, &rounded);
    for (int t = 0; t < count; t++) memcpy(out + (size_t)t * model->outputs, made + t * leaving, sizeof(float) * model->outputs);
    return 0;
}
