// VITS' residual coupling flow of Piper voices, run backwards: what the text encoder draws → the decoder's frames.
//
// Each coupling moves half of the channels by what WaveNet-like gated convolutions make of the other half; the channels'
// order is reversed between couplings. Products are of scaled 16-bit integers: in bfloat16 20 dB of the sound would be left.
#include "winograd_convolution.h"

#define MOST_COUPLINGS 8
#define MOST_LAYERS 8
#define MOST_FRAMES (1 << 16)
#define STEP_FRAMES 96 // that a wide layer makes at a time

typedef struct {
    scaled_convolution enter, leave, narrow[MOST_LAYERS];
    scaled_winograd_convolution wide[MOST_LAYERS];
} coupling;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    coupling couplings[MOST_COUPLINGS];
    int count, layers, channels, hidden;
    int longest_step, most_reach; // of the wide layers, in frames
    size_t changed_operands, made_floats; // that they need beside
} piper_flow;

EXPORTED void piper_flow_free(piper_flow *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_layer(model_loader *loader, scaled_convolution *layer, int coupling, const char *role, int index, int inputs,
                       int outputs) {
    char module[64];
    snprintf(module, sizeof module, "coupling.%d.%s.%d", coupling, role, index);
    scaled_load_convolution(loader, layer, module, inputs);
    if (!loader->error->code && layer->outputs != outputs)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, outputs);
}

static void load_wide(model_loader *loader, piper_flow *model, scaled_winograd_convolution *layer, int coupling, int index) {
    char module[64];
    snprintf(module, sizeof module, "coupling.%d.wide.%d", coupling, index);
    scaled_load_winograd(loader, layer, module, model->hidden);
    if (loader->error->code) return;
    if (layer->outputs != 2 * model->hidden)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, 2 * model->hidden);
    int step = scaled_winograd_step(layer, STEP_FRAMES), reach = scaled_winograd_reach_of(layer);
    if (step > model->longest_step) model->longest_step = step;
    if (reach > model->most_reach) model->most_reach = reach;
    size_t operands = scaled_winograd_operands(layer, step), floats = scaled_winograd_floats(layer, step);
    if (operands > model->changed_operands) model->changed_operands = operands;
    if (floats > model->made_floats) model->made_floats = floats;
}

// tensors: for each coupling `coupling.I.enter.0`, `.wide.LAYER`, `.narrow.LAYER` and `.leave.0`, each with weight, bias
// and dilation; `flow.couplings` and `flow.layers` say how many there are.
EXPORTED piper_flow *piper_flow_create(const named_tensor *tensors, long count, kernel_error *error) {
    piper_flow *model = calloc(1, sizeof(piper_flow));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->count = load_number(&loader, "flow", "couplings", 1, MOST_COUPLINGS);
    model->layers = load_number(&loader, "flow", "layers", 1, MOST_LAYERS);
    const named_tensor *enter = look_up(&loader, "coupling.0.enter.0", "weight", 3);
    int hidden = model->hidden = enter ? (int)enter->shape[0] : 0, half = enter ? (int)enter->shape[1] : 0;
    model->channels = 2 * half;
    if (!error->code && (half % VECTOR_FLOATS || hidden % VECTOR_FLOATS))
        fail(error, KERNEL_BAD_INPUT, "a flow of %d channels and %d inside; allowed: multiples of %d and %d",
             model->channels, hidden, 2 * VECTOR_FLOATS, VECTOR_FLOATS);
    for (int i = 0; i < model->count; i++) {
        coupling *c = &model->couplings[i];
        load_layer(&loader, &c->enter, i, "enter", 0, half, hidden);
        load_layer(&loader, &c->leave, i, "leave", 0, hidden, half);
        for (int l = 0; l < model->layers; l++) {
            load_wide(&loader, model, &c->wide[l], i, l);
            load_layer(&loader, &c->narrow[l], i, "narrow", l, hidden, l + 1 < model->layers ? 2 * hidden : hidden);
        }
    }
    if (!error->code) return model;
    piper_flow_free(model);
    return NULL;
}

static void reverse_channels(float *rows, int count, int channels) {
    for (int t = 0; t < count; t++, rows += channels)
        for (int c = 0; c < channels / 2; c++) {
            float kept = rows[c];
            rows[c] = rows[channels - 1 - c];
            rows[channels - 1 - c] = kept;
        }
}

// frames: [count][channels], changed in place. condition: [couplings][layers][2 * hidden], what a speaker adds, or NULL.
// Returns the error's code.
EXPORTED int piper_flow_run(piper_flow *model, float *frames, long frame_count, long frame_channels,
                            const float *condition, long condition_floats, kernel_error *error) {
    int channels = model->channels, half = channels / 2, hidden = model->hidden, margin = model->most_reach;
    if (frame_count < 1 || frame_count > MOST_FRAMES || frame_channels != channels ||
        (condition && condition_floats != (long)model->count * model->layers * 2 * hidden))
        return fail(error, KERNEL_BAD_INPUT, "frames are [%ld, %ld] with %ld numbers of a speaker; allowed: [1 to %d, %d]",
                    frame_count, frame_channels, condition_floats, MOST_FRAMES, channels);
    int count = (int)frame_count;
    size_t rows = (size_t)count * hidden, around = (size_t)(count + model->longest_step + 2 * margin) * hidden;
    size_t half_row = scaled_row_of(half), row = scaled_row_of(hidden);
    size_t bytes = sizeof(scaled_operand) * (count * (half_row + row) + model->changed_operands) +
                   sizeof(float) * (around + 2 * rows + 2 * 2 * rows + model->made_floats + hidden);
    if (scratch_reserve(&model->scratch, bytes, 11)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    scaled_operand *fixed = scratch_take(scratch, sizeof(scaled_operand) * count * half_row);
    scaled_operand *gated = scratch_take(scratch, sizeof(scaled_operand) * count * row);
    float *heard = (float *)scratch_take(scratch, sizeof(float) * around) + (size_t)margin * hidden, *gate = scratch_take(scratch, sizeof(float) * hidden);
    float *x = scratch_take(scratch, sizeof(float) * rows), *total = scratch_take(scratch, sizeof(float) * rows);
    float *wide = scratch_take(scratch, sizeof(float) * 2 * rows), *out = scratch_take(scratch, sizeof(float) * 2 * rows);
    scaled_operand *changed = scratch_take(scratch, sizeof(scaled_operand) * model->changed_operands);
    float *made = scratch_take(scratch, sizeof(float) * model->made_floats);
    exact_silent_margins(heard, count, hidden, margin);
    // whole steps are heard, of which the last may have frames too many
    memset(heard + (size_t)(count + margin) * hidden, 0, sizeof(float) * (size_t)model->longest_step * hidden);
    for (int i = 0; i < model->count; i++) {
        const coupling *c = &model->couplings[i];
        reverse_channels(frames, count, channels);
        for (int t = 0; t < count; t++) scaled_plain_operands(frames + (size_t)t * channels, 1, half, fixed + t * half_row);
        scaled_convolve(&c->enter, fixed, half_row, count, NULL, x, hidden);
        for (int l = 0; l < model->layers; l++) {
            const scaled_winograd_convolution *layer = &c->wide[l];
            memcpy(heard, x, sizeof(float) * rows);
            int reach = scaled_winograd_reach_of(layer), step = scaled_winograd_step(layer, STEP_FRAMES);
            for (int from = 0; from < count; from += step)
                scaled_winograd_convolve(layer, heard + (ptrdiff_t)(from - reach) * hidden, count - from < step ? count - from : step,
                                      NULL, wide + (size_t)from * 2 * hidden, changed, made);
            const float *added = condition ? condition + ((size_t)i * model->layers + l) * 2 * hidden : NULL;
            for (int t = 0; t < count; t++) {
                const float *halves = wide + (size_t)t * 2 * hidden;
                for (int h = 0; h < hidden; h += VECTOR_FLOATS) {
                    vector a = vector_load(halves + h), b = vector_load(halves + hidden + h);
                    if (added) a += vector_load(added + h), b += vector_load(added + hidden + h);
                    vector_store(gate + h, vector_tanh(a) * vector_sigmoid(b));
                }
                scaled_plain_operands(gate, 1, hidden, gated + t * row);
            }
            int is_last = l + 1 == model->layers, width = is_last ? hidden : 2 * hidden;
            scaled_convolve(&c->narrow[l], gated, row, count, NULL, out, width);
            for (int t = 0; t < count; t++) {
                const float *made_of = out + (size_t)t * width;
                size_t at = (size_t)t * hidden;
                for (int h = 0; h < hidden; h += VECTOR_FLOATS) {
                    vector kept = vector_load(made_of + (is_last ? h : hidden + h));
                    vector_store(total + at + h, l ? kept + vector_load(total + at + h) : kept);
                    if (!is_last) vector_store(x + at + h, vector_load(x + at + h) + vector_load(made_of + h));
                }
            }
        }
        scaled_plain_operands(total, count, hidden, gated);
        scaled_convolve(&c->leave, gated, row, count, NULL, out, half);
        for (int t = 0; t < count; t++) {
            float *moved = frames + (size_t)t * channels + half;
            for (int h = 0; h < half; h += VECTOR_FLOATS)
                vector_store(moved + h, vector_load(moved + h) - vector_load(out + (size_t)t * half + h));
        }
    }
    return 0;
}
