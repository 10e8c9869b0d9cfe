// The transformer that reads the phonemes of Kokoro voices for prosody (ALBERT, arXiv:1909.11942): its layers share their
// weights. All of it is float32, as it decides durations. Rows are phonemes, one segment at a time.
#include "row_norm.h"
#include "shared_convolution.h"

#define MOST_LAYERS 64
#define MOST_HEADS 64
#define GELU_SCALE 0.797884561f // sqrt(2 / pi)
#define GELU_CUBE 0.044715f
#define EPSILON 1e-12f

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    float *words, *positions; // [symbols][inputs], [longest][inputs]
    row_norm entered, attended, left;
    exact_convolution enter, query_key_value, dense, widen, narrow, leave;
    int symbols, longest, inputs, channels, heads, layers, outputs;
} kokoro_albert;

EXPORTED void kokoro_albert_free(kokoro_albert *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_linear(model_loader *loader, exact_convolution *layer, const char *module, int inputs, int outputs) {
    exact_load_convolution(loader, layer, module, inputs);
    if (!loader->error->code && (layer->taps != 1 || layer->outputs != whole_vectors(outputs)))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs and %d taps; the model wants %d and 1", module,
             layer->outputs, layer->taps, outputs);
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
        load_linear(&loader, &model->enter, "enter", model->inputs, channels);
        load_linear(&loader, &model->query_key_value, "query_key_value", channels, 3 * channels);
        load_linear(&loader, &model->dense, "dense", channels, channels);
        load_linear(&loader, &model->widen, "widen", channels, hidden);
        load_linear(&loader, &model->narrow, "narrow", hidden, channels);
        load_linear(&loader, &model->leave, "leave", channels, model->outputs);
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

// One head's attention over all rows. heard: its queries, [count] rows `stride` floats apart, keys `channels` and values
// 2 `channels` floats behind them; keys: room for [size][padded]; scores: [padded]; out: rows `out_stride` floats apart.
static void attend(const float *heard, int count, size_t stride, int channels, int size, float *keys, float *scores,
                   float *out, size_t out_stride) {
    int padded = whole_vectors(count);
    float scale = 1.0f / sqrtf((float)size);
    for (int d = 0; d < size; d++)
        for (int t = 0; t < padded; t++)
            keys[(size_t)d * padded + t] = t < count ? heard[(size_t)t * stride + channels + d] : 0;
    for (int t = 0; t < count; t++) {
        const float *query = heard + (size_t)t * stride;
        float greatest = -INFINITY, total = 0;
        for (int j = 0; j < padded; j += VECTOR_FLOATS) {
            vector sum = vector_set(0);
            for (int d = 0; d < size; d++)
                sum = vector_fma(vector_set(query[d]), vector_load(keys + (size_t)d * padded + j), sum);
            vector_store(scores + j, sum * scale);
        }
        for (int j = 0; j < count; j++) greatest = scores[j] > greatest ? scores[j] : greatest;
        for (int j = 0; j < padded; j += VECTOR_FLOATS) vector_store(scores + j, vector_exp(vector_load(scores + j) - greatest));
        ROW_SUM(scores, count, total, v);
        float *row = out + (size_t)t * out_stride;
        for (int d = 0; d < size; d++) row[d] = 0;
        for (int j = 0; j < count; j++) {
            const float *value = heard + (size_t)j * stride + 2 * channels;
            float share = scores[j] / total;
            for (int d = 0; d < size; d++) row[d] += share * value[d];
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
    int count = (int)id_count, size = model->channels / model->heads, padded = whole_vectors(count);
    for (int t = 0; t < count; t++)
        if (ids[t] < 0 || ids[t] >= model->symbols)
            return fail(error, KERNEL_BAD_INPUT, "phoneme id %d; allowed: 0 to %d", ids[t], model->symbols - 1);
    size_t width = model->left.width, entered = model->entered.width, heard = model->query_key_value.outputs;
    size_t hidden = model->widen.outputs, leaving = model->leave.outputs;
    size_t floats = count * (entered + 2 * width + heard + hidden + leaving) + (size_t)size * padded + padded;
    if (scratch_reserve(&model->scratch, sizeof(float) * floats, 8)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    float *read = scratch_take(scratch, sizeof(float) * count * entered), *x = scratch_take(scratch, sizeof(float) * count * width);
    float *inner = scratch_take(scratch, sizeof(float) * count * width), *parts = scratch_take(scratch, sizeof(float) * count * heard);
    float *wide = scratch_take(scratch, sizeof(float) * count * hidden), *made = scratch_take(scratch, sizeof(float) * count * leaving);
    float *keys = scratch_take(scratch, sizeof(float) * size * padded), *scores = scratch_take(scratch, sizeof(float) * padded);
    memset(read, 0, sizeof(float) * count * entered);
    memset(inner, 0, sizeof(float) * count * width);
    for (int t = 0; t < count; t++)
        for (int c = 0; c < model->inputs; c++)
            read[t * entered + c] = model->words[(size_t)ids[t] * model->inputs + c] + model->positions[(size_t)t * model->inputs + c];
    normalise_rows(&model->entered, read, count);
    exact_convolve_shared((int)threads, &model->enter, read, entered, count, NULL, x, width);
    for (int l = 0; l < model->layers; l++) {
        exact_convolve_shared((int)threads, &model->query_key_value, x, width, count, NULL, parts, heard);
        for (int h = 0; h < model->heads; h++)
            attend(parts + h * size, count, heard, model->channels, size, keys, scores, inner + h * size, width);
        exact_convolve_shared((int)threads, &model->dense, inner, width, count, x, x, width);
        normalise_rows(&model->attended, x, count);
        exact_convolve_shared((int)threads, &model->widen, x, width, count, NULL, wide, hidden);
        gelu_rows(wide, count * hidden);
        exact_convolve_shared((int)threads, &model->narrow, wide, hidden, count, x, x, width);
        normalise_rows(&model->left, x, count);
    }
    exact_convolve_shared((int)threads, &model->leave, x, width, count, NULL, made, leaving);
    for (int t = 0; t < count; t++) memcpy(out + (size_t)t * model->outputs, made + t * leaving, sizeof(float) * model->outputs);
    return 0;
}
