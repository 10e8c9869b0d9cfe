// What decides how long each phoneme of a Kokoro voice lasts, at which pitch and how loud it is (StyleTTS 2,
// arXiv:2306.07691). In float32, but for the LSTMs' 16-bit weights (lstm.h): durations are rounded to whole steps, and one that
// tips moves all that follows; pitch adds up to a phase.
#include "adaptive_block.h"
#include "lstm.h"
#include "row_norm.h"

#define MOST_LAYERS 8
#define MOST_BLOCKS 8
#define MOST_PHONEMES 4096
#define MOST_STEPS 50000 // 20 minutes
#define EPSILON 1e-5f
#define CURVES 2 // pitch and energy

typedef struct {
    bidirectional_lstm lstm;
    float *weight, *bias; // what the style makes of the norm behind it: [2 channels][style_floats] and [2 channels]
    row_norm norm;        // for the style at hand
} styled_lstm;

typedef struct {
    exact_adaptive_block blocks[MOST_BLOCKS];
    float *leave, leave_bias; // [channels of the last block]
} curve;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    styled_lstm layers[MOST_LAYERS];
    bidirectional_lstm before_durations, before_curves;
    exact_convolution durations;
    curve curves[CURVES];
    channel_statistics statistics;
    block_needs needs;
    int channels, style_floats, layer_count, block_count, bins;
} kokoro_prosody;

EXPORTED void kokoro_prosody_free(kokoro_prosody *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

// An LSTM that hears channels and style.
static void load_hearing(model_loader *loader, kokoro_prosody *model, bidirectional_lstm *lstm, const char *module) {
    load_lstm(loader, lstm, module, model->channels + model->style_floats);
    if (!loader->error->code && 2 * lstm->hidden != model->channels)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d hidden units; the model wants %d", module, lstm->hidden, model->channels / 2);
}

static void load_layer(model_loader *loader, kokoro_prosody *model, int index) {
    char module[48];
    styled_lstm *layer = &model->layers[index];
    int channels = model->channels;
    snprintf(module, sizeof module, "layer.%d", index);
    load_hearing(loader, model, &layer->lstm, module);
    snprintf(module, sizeof module, "layer.%d.style", index);
    layer->weight = load_floats(loader, module, "weight", SHAPE(2 * channels, model->style_floats));
    layer->bias = load_floats(loader, module, "bias", SHAPE(2 * channels));
    layer->norm = (row_norm){.channels = channels, .width = whole_vectors(channels), .epsilon = EPSILON};
    layer->norm.weight = loader_take(loader, sizeof(float) * layer->norm.width);
    layer->norm.bias = loader_take(loader, sizeof(float) * layer->norm.width);
}

static void load_curve(model_loader *loader, kokoro_prosody *model, int which) {
    char module[48];
    int inputs = model->channels;
    curve *own = &model->curves[which];
    for (int i = 0; i < model->block_count && !loader->error->code; i++) {
        exact_adaptive_block *block = &own->blocks[i];
        snprintf(module, sizeof module, "curve.%d.%d", which, i);
        exact_load_adaptive_block(loader, block, module, inputs, model->style_floats);
        inputs = block->outputs;
        if (!loader->error->code) exact_count_needs(&model->needs, block);
    }
    snprintf(module, sizeof module, "curve.%d.leave", which);
    const float *weight = find_floats(loader, module, "weight", SHAPE(1, inputs, 1)), *bias = find_floats(loader, module, "bias", SHAPE(1));
    own->leave = loader_take(loader, sizeof(float) * whole_vectors(inputs));
    if (loader->error->code) return;
    memcpy(own->leave, weight, sizeof(float) * inputs);
    own->leave_bias = *bias;
}

// How many times as many rows a curve has as there are steps.
static int rate_of(const kokoro_prosody *model, int which) {
    int rate = 1;
    for (int i = 0; i < model->block_count; i++) rate *= model->curves[which].blocks[i].up ? 2 : 1;
    return rate;
}

// tensors: for each layer the LSTM `layer.INDEX` and `layer.INDEX.style`; the LSTMs `before_durations` and `before_curves`; `durations`
// [bins][channels][1]; for pitch (0) and energy (1) blocks `curve.WHICH.INDEX` and `curve.WHICH.leave` [1][channels][1]; `prosody`
// has channels, style_floats, layers and blocks.
EXPORTED kokoro_prosody *kokoro_prosody_create(const named_tensor *tensors, long count, kernel_error *error) {
    kokoro_prosody *model = calloc(1, sizeof(kokoro_prosody));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->channels = load_number(&loader, "prosody", "channels", 1, 1 << 14);
    model->style_floats = load_number(&loader, "prosody", "style_floats", 1, 1 << 12);
    model->layer_count = load_number(&loader, "prosody", "layers", 1, MOST_LAYERS);
    model->block_count = load_number(&loader, "prosody", "blocks", 1, MOST_BLOCKS);
    for (int i = 0; i < model->layer_count && !error->code; i++) load_layer(&loader, model, i);
    load_hearing(&loader, model, &model->before_durations, "before_durations");
    load_hearing(&loader, model, &model->before_curves, "before_curves");
    const named_tensor *durations = look_up(&loader, "durations", "weight", 3);
    model->bins = durations ? (int)durations->shape[0] : 1;
    exact_load_linear(&loader, &model->durations, "durations", model->channels, model->bins);
    model->needs.widest = whole_vectors(model->channels);
    for (int i = 0; i < CURVES && !error->code; i++) load_curve(&loader, model, i);
    if (!error->code && (rate_of(model, 0) != 2 || rate_of(model, 1) != 2))
        fail(error, KERNEL_BAD_INPUT, "blocks make %d and %d rows of a step; the model wants 2", rate_of(model, 0), rate_of(model, 1));
    take_statistics(&loader, &model->statistics, model->needs.widest);
    if (!error->code) return model;
    kokoro_prosody_free(model);
    return NULL;
}

// What a style makes of a layer's norm.
static void style_norm(const kokoro_prosody *model, styled_lstm *layer, const float *style) {
    for (int c = 0; c < 2 * model->channels; c++) {
        const float *weight = layer->weight + (size_t)c * model->style_floats;
        double said = layer->bias[c];
        for (int i = 0; i < model->style_floats; i++) said += (double)weight[i] * style[i];
        if (c < model->channels)
            layer->norm.weight[c] = (float)(1 + said);
        else
            layer->norm.bias[c - model->channels] = (float)said;
    }
}

// heard: [count][channels], of the transformer; threads: that share the work; encoded: [count][channels + style_floats]; steps:
// [count], that each phoneme lasts at speed 1, not rounded. Returns the error's code.
EXPORTED int kokoro_prosody_encode(kokoro_prosody *model, const float *heard, long id_count, long channels, const float *style,
                                   long style_floats, long threads, float *encoded, long encoded_rows, long encoded_channels,
                                   float *steps, long step_count, kernel_error *error) {
    size_t row = (size_t)model->channels + model->style_floats, width = whole_vectors(model->channels), bins = model->durations.outputs;
    threads = some_threads(threads);
    if (id_count < 1 || id_count > MOST_PHONEMES || channels != model->channels || style_floats != model->style_floats)
        return fail(error, KERNEL_BAD_INPUT, "what is heard is [%ld, %ld], a style %ld numbers; allowed: [1 to %d, %d], %d", id_count,
                    channels, style_floats, MOST_PHONEMES, model->channels, model->style_floats);
    if (encoded_rows != id_count || encoded_channels != (long)row || step_count != id_count)
        return fail(error, KERNEL_BAD_INPUT, "room for [%ld, %ld] and %ld numbers; allowed: [%ld, %ld] and %ld", encoded_rows,
                    encoded_channels, step_count, id_count, (long)row, id_count);
    int count = (int)id_count;
    size_t room = lstm_scratch(&model->before_durations, count);
    if (scratch_reserve(&model->scratch, sizeof(float) * (count * (width + bins) + room), 3)) return fail_for_memory(error);
    float *made = scratch_take(&model->scratch, sizeof(float) * count * width);
    float *lengths = scratch_take(&model->scratch, sizeof(float) * count * bins);
    float *lstm_room = scratch_take(&model->scratch, sizeof(float) * room);
    for (int t = 0; t < count; t++) {
        memcpy(encoded + t * row, heard + (size_t)t * channels, sizeof(float) * channels);
        memcpy(encoded + t * row + channels, style, sizeof(float) * style_floats);
    }
    for (int i = 0; i < model->layer_count; i++) {
        styled_lstm *layer = &model->layers[i];
        style_norm(model, layer, style);
        run_lstm(&layer->lstm, encoded, row, count, NULL, count, lstm_room, made, width, (int)threads);
        normalise_rows(&layer->norm, made, count);
        for (int t = 0; t < count; t++) memcpy(encoded + t * row, made + t * width, sizeof(float) * channels);
    }
    run_lstm(&model->before_durations, encoded, row, count, NULL, count, lstm_room, made, width, (int)threads);
    exact_convolve(&model->durations, made, width, count, NULL, lengths, bins);
    for (int t = 0; t < count; t++) {
        float *of = lengths + t * bins, sum = 0;
        for (size_t b = 0; b < bins; b += VECTOR_FLOATS) vector_store(of + b, vector_sigmoid(vector_load(of + b)));
        for (int b = 0; b < model->bins; b++) sum += of[b];
        steps[t] = sum;
    }
    return 0;
}

// A curve over the rows in `at->x`, into out: two numbers for each of `steps`.
static void run_curve(kokoro_prosody *model, curve *own, exact_block_buffers *at, const float *style, int steps, float *out) {
    int rows = steps;
    for (int i = 0; i < model->block_count; i++) rows = exact_run_adaptive_block(&own->blocks[i], at, &model->statistics, style, rows);
    size_t width = own->blocks[model->block_count - 1].norms[1].width;
    for (int t = 0; t < rows; t++) {
        vector sum = vector_set(0);
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) sum = vector_fma(vector_load(at->x + t * width + c), vector_load(own->leave + c), sum);
        out[t] = vector_sum(sum) + own->leave_bias;
    }
}

// encoded: [count][channels + style_floats]; steps: [count], that each phoneme lasts, 0 or more; threads: that share the work;
// pitch (Hz), energy: [twice the steps' sum]. Returns the error's code.
EXPORTED int kokoro_prosody_curves(kokoro_prosody *model, const float *encoded, long id_count, long channels, const int32_t *steps,
                                   long step_count, const float *style, long style_floats, long threads, float *pitch,
                                   long pitch_floats, float *energy, long energy_floats, kernel_error *error) {
    size_t row = (size_t)model->channels + model->style_floats, own = model->channels;
    threads = some_threads(threads);
    if (id_count < 1 || id_count > MOST_PHONEMES || channels != (long)row || style_floats != model->style_floats || step_count != id_count)
        return fail(error, KERNEL_BAD_INPUT, "what is heard is [%ld, %ld], a style %ld numbers, %ld durations; allowed: [1 to %d, %ld], %d, %ld",
                    id_count, channels, style_floats, step_count, MOST_PHONEMES, (long)row, model->style_floats, id_count);
    long sum = 0;
    for (long i = 0; i < id_count; i++) {
        if (steps[i] < 0 || steps[i] > MOST_STEPS) return fail(error, KERNEL_BAD_INPUT, "a phoneme of %d steps; allowed: 0 to %d", steps[i], MOST_STEPS);
        sum += steps[i];
    }
    if (sum < 1 || sum > MOST_STEPS || pitch_floats != 2 * sum || energy_floats != 2 * sum)
        return fail(error, KERNEL_BAD_INPUT, "a segment of %ld steps, room for %ld and %ld numbers; allowed: 1 to %d steps, 2 numbers for each",
                    sum, pitch_floats, energy_floats, MOST_STEPS);
    int count = (int)sum;
    size_t room = lstm_scratch(&model->before_curves, (int)id_count), width = whole_vectors(model->channels);
    size_t bytes = sizeof(float) * (count * own + room) + sizeof(int) * count + exact_block_buffer_bytes(&model->needs, 2 * count, (int)threads);
    if (scratch_reserve(&model->scratch, bytes, 3 + BLOCK_BUFFERS)) return fail_for_memory(error);
    float *shared = scratch_take(&model->scratch, sizeof(float) * count * own);
    float *lstm_room = scratch_take(&model->scratch, sizeof(float) * room);
    int *at = scratch_take(&model->scratch, sizeof(int) * count), t = 0;
    exact_block_buffers buffers = exact_take_block_buffers(&model->scratch, &model->needs, 2 * count, (int)threads);
    for (long i = 0; i < id_count; i++)
        for (int n = 0; n < steps[i]; n++) at[t++] = (int)i;
    run_lstm(&model->before_curves, encoded, row, (int)id_count, at, count, lstm_room, shared, own, (int)threads);
    for (int which = 0; which < CURVES; which++) {
        memset(buffers.x, 0, sizeof(float) * count * width);
        for (t = 0; t < count; t++) memcpy(buffers.x + t * width, shared + t * own, sizeof(float) * own);
        run_curve(model, &model->curves[which], &buffers, style, count, which ? energy : pitch);
    }
    return 0;
}
