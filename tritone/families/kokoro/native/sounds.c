// What each phoneme of a Kokoro voice sounds like, given its neighbours: convolutions, and an LSTM in both directions.
//
// Convolutions make six outputs at a time (winograd_convolution.h), of 16-bit integers where the processor has them: some 61 dB from
// float32, in which all else is, but for the LSTM's 16-bit weights (lstm.h).
#include "lstm.h"
#include "row_norm.h"
#include "shared_winograd.h"

#define MOST_LAYERS 16
#define MOST_PHONEMES 4096
#define EPSILON 1e-5f
#define SLOPE 0.2f

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    float *embedding; // [symbols][channels]
    scaled_winograd_convolution layers[MOST_LAYERS];
    row_norm norms[MOST_LAYERS];
    bidirectional_lstm lstm;
    winograd_room room; // that the layers need beside
    int symbols, channels, layer_count, most_reach;
} kokoro_sounds;

EXPORTED void kokoro_sounds_free(kokoro_sounds *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

// tensors: `embedding` [symbols][channels]; for each layer `layer.INDEX`, which keeps its channels, and `norm.INDEX`; `lstm`;
// `sounds.layers`.
EXPORTED kokoro_sounds *kokoro_sounds_create(const named_tensor *tensors, long count, kernel_error *error) {
    kokoro_sounds *model = calloc(1, sizeof(kokoro_sounds));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->layer_count = load_number(&loader, "sounds", "layers", 1, MOST_LAYERS);
    const named_tensor *embedding = look_up(&loader, "embedding", "weight", 2);
    if (embedding) model->symbols = (int)embedding->shape[0], model->channels = (int)embedding->shape[1];
    model->embedding = load_floats(&loader, "embedding", "weight", SHAPE(model->symbols, model->channels));
    for (int i = 0; i < model->layer_count && !error->code; i++) {
        char module[32];
        scaled_winograd_convolution *layer = &model->layers[i];
        snprintf(module, sizeof module, "layer.%d", i);
        scaled_load_winograd(&loader, layer, module, model->channels);
        if (!error->code && layer->outputs != whole_vectors(model->channels))
            fail(error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, model->channels);
        snprintf(module, sizeof module, "norm.%d", i);
        load_row_norm(&loader, &model->norms[i], module, model->channels, EPSILON);
        if (error->code) break;
        if (scaled_winograd_reach_of(layer) > model->most_reach) model->most_reach = scaled_winograd_reach_of(layer);
        scaled_winograd_enlarge(&model->room, layer, scaled_winograd_shared_step(layer));
    }
    load_lstm(&loader, &model->lstm, "lstm", model->channels);
    if (!error->code) return model;
    kokoro_sounds_free(model);
    return NULL;
}

// ids: [count]; threads: that share the work; out: [count][2 hidden units of the LSTM]. Returns the error's code.
EXPORTED int kokoro_sounds_run(kokoro_sounds *model, const int32_t *ids, long id_count, long threads, float *out, long out_floats,
                               kernel_error *error) {
    int made = 2 * model->lstm.hidden;
    threads = some_threads(threads);
    if (id_count < 1 || id_count > MOST_PHONEMES || out_floats != id_count * made)
        return fail(error, KERNEL_BAD_INPUT, "%ld phonemes and room for %ld numbers; allowed: 1 to %d, and %d for each", id_count,
                    out_floats, MOST_PHONEMES, made);
    int count = (int)id_count;
    for (int t = 0; t < count; t++)
        if (ids[t] < 0 || ids[t] >= model->symbols)
            return fail(error, KERNEL_BAD_INPUT, "phoneme id %d; allowed: 0 to %d", ids[t], model->symbols - 1);
    size_t width = whole_vectors(model->channels), reach = model->most_reach, floats = (count + 2 * reach) * width;
    size_t room = lstm_scratch(&model->lstm, count);
    const winograd_room *beside = &model->room;
    size_t bytes = sizeof(float) * (2 * floats + room + threads * beside->floats) + sizeof(scaled_operand) * beside->operands;
    if (scratch_reserve(&model->scratch, bytes, 5)) return fail_for_memory(error);
    float *x = (float *)scratch_take(&model->scratch, sizeof(float) * floats) + reach * width;
    float *y = (float *)scratch_take(&model->scratch, sizeof(float) * floats) + reach * width;
    float *lstm_room = scratch_take(&model->scratch, sizeof(float) * room);
    float *products = scratch_take(&model->scratch, sizeof(float) * threads * beside->floats);
    scaled_operand *changed = scratch_take(&model->scratch, sizeof(scaled_operand) * beside->operands);
    memset(x, 0, sizeof(float) * count * width);
    for (int t = 0; t < count; t++)
        memcpy(x + t * width, model->embedding + (size_t)ids[t] * model->channels, sizeof(float) * model->channels);
    for (int i = 0; i < model->layer_count; i++) {
        const scaled_winograd_convolution *layer = &model->layers[i];
        int own = scaled_winograd_reach_of(layer);
        exact_silent_margins(x, count, width, own);
        scaled_winograd_convolve_shared((int)threads, layer, x - own * width, count, y, changed, products, beside->floats);
        normalise_rows(&model->norms[i], y, count);
        exact_leaky_operands(y, count, width, 1.0f, SLOPE, y);
        float *heard = x;
        x = y, y = heard;
    }
    run_lstm(&model->lstm, x, width, count, NULL, count, lstm_room, out, made, (int)threads);
    return 0;
}
